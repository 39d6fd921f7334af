"""What a person is asked before a patch lands."""

from pathlib import PurePosixPath

from tools.repo.patch import Patch


def question(patch: Patch, many: int) -> str:
    """The one question about this patch, or the empty text where nothing is to be asked.

    Asked for are build scripts, deletions and changes of more than `many` files.
    """
    scripts = [change.path for change in patch.files if _is_build_script(change.path)]
    deleted = [change.path for change in patch.files if change.new is None]
    reasons = []
    if scripts:
        reasons.append(f"changes build scripts ({', '.join(scripts)})")
    if deleted:
        reasons.append(f"deletes {', '.join(deleted)}")
    if len(patch.files) > many:
        reasons.append(f"changes {len(patch.files)} files")
    return f"The patch {' and '.join(reasons)}. Apply it?" if reasons else ""


def _is_build_script(path: str) -> bool:
    name = PurePosixPath(path).name
    return (
        name.endswith((".gradle", ".gradle.kts", ".versions.toml"))
        or name in ("gradle.properties", "gradle-wrapper.properties", "gradlew", "gradlew.bat")
        or path.startswith(("build-logic/", "buildSrc/"))
    )

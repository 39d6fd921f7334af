"""What a person is asked before a patch lands."""

from pathlib import PurePosixPath

from tools.repo.patch import Patch


def question(patch: Patch, many: int) -> str:
    """The one question about this patch, or the empty text where nothing is to be asked.

    Asked for are deletions, changes of more than `many` files, and what a build, an editor, a
    build server or git would run: that happens later, outside the seal.
    """
    scripts = [change.path for change in patch.files if _is_run_later(change.path)]
    deleted = [change.path for change in patch.files if change.new is None]
    reasons = []
    if scripts:
        reasons.append(f"changes what runs later ({', '.join(scripts)})")
    if deleted:
        reasons.append(f"deletes {', '.join(deleted)}")
    if len(patch.files) > many:
        reasons.append(f"changes {len(patch.files)} files")
    return f"The patch {' and '.join(reasons)}. Apply it?" if reasons else ""


_NAMES = frozenset({
    "gradle.properties", "gradle-wrapper.properties", "gradle-wrapper.jar", "gradlew",
    "gradlew.bat", "Jenkinsfile", ".gitattributes", ".gitlab-ci.yml", ".travis.yml",
    ".pre-commit-config.yaml", "lefthook.yml", "Makefile",
})  # fmt: skip
_ROOTS = ("build-logic", "buildSrc", "ci")
_FOLDERS = (
    ".github",
    ".circleci",
    ".husky",
    ".githooks",
    ".idea",
    ".run",
    ".vscode",
    ".mvn",
    ".ci",
)


def _is_run_later(path: str) -> bool:
    place = PurePosixPath(path)
    return (
        place.name.endswith((".gradle", ".gradle.kts", ".versions.toml", ".sh", ".bat"))
        or place.name in _NAMES
        or place.parts[0] in _ROOTS
        or any(folder in _FOLDERS for folder in place.parts[:-1])
    )

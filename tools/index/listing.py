"""Which files a project holds: by git where there is one, else by walking its folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from tools.errors import UserError
from tools.syntax.language import language

_WALK_LIMIT = 200_000
_SKIPPED = {"build", ".gradle", ".git", ".idea", ".kotlin", "node_modules"}


def list_files(root: Path) -> list[str]:
    """Paths below `root` that can be read, with `/`, sorted; ignored files are left out."""
    listed = _by_git(root)
    found = _by_walking(root) if listed is None else listed
    return sorted({path for path in found if language(path) is not None})


def _by_git(root: Path) -> list[str] | None:
    from tools.repo.git import Git

    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    try:
        done = Git(root).run(
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".", check=False
        )
    except UserError:
        return None
    if done.code:
        return None
    return [path for path in done.text.split("\0") if path]


def _by_walking(root: Path) -> Iterator[str]:
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        base = Path(folder).relative_to(root).as_posix()
        for name in files:
            count += 1
            if count > _WALK_LIMIT:
                return
            yield name if base == "." else f"{base}/{name}"

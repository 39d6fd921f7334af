"""Which files a project holds: by git where there is one, else by walking its folder."""

import os
from collections.abc import Callable, Container, Iterator
from pathlib import Path

from tools.errors import UserError
from tools.syntax.language import language

_WALK_LIMIT = 200_000
_SKIPPED = {"build", ".gradle", ".git", ".idea", ".kotlin", "node_modules"}


def list_files(
    root: Path, known: Container[str] = (), meanwhile: Callable[[], None] | None = None
) -> list[str]:
    """Paths below `root` that can be read, with `/`, sorted; ignored files are left out.

    `known` were given before; `meanwhile` is called, once at the most, while git walks the folders.
    """
    listed = _by_git(root, meanwhile)
    found = _by_walking(root) if listed is None else listed
    return sorted({path for path in found if path in known or language(path) is not None})


def _by_git(root: Path, meanwhile: Callable[[], None] | None) -> list[str] | None:
    from tools.repo.git import Git

    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    try:
        done = Git(root).run(
            *("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."),
            check=False,
            meanwhile=meanwhile,
        )
    except UserError:
        return None
    if done.code:
        return None
    return [path for path in done.text.split("\0") if path]


def _by_walking(root: Path) -> Iterator[str]:
    count = 0
    for folder, folders, files in os.walk(root):
        base = Path(folder).relative_to(root).as_posix()
        skipped = _SKIPPED if "src" not in base.split("/") else _SKIPPED - {"build"}
        folders[:] = sorted(name for name in folders if name not in skipped)
        for name in files:
            count += 1
            if count > _WALK_LIMIT:
                return
            yield name if base == "." else f"{base}/{name}"

"""Which change is reviewed: what is staged, the work tree, a commit, or a range of commits."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.errors import Kind, UserError
from tools.repo import delta as deltas
from tools.repo.git import Git

if TYPE_CHECKING:
    from tools.repo.delta import Delta
    from tools.repo.repository import Repository

Where = Literal["staged", "work tree", "history"]


@dataclass(frozen=True)
class Scope:
    """What the person asked for. `files` are posix paths below the root; folders are allowed."""

    staged: bool = False
    commit: str = ""
    span: str = ""
    files: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a path is among the files that were asked for."""
        return not self.files or any(
            path == name or name in ("", ".") or path.startswith(f"{name}/") for name in self.files
        )


def demand_one(scope: Scope) -> None:
    """Refuse scopes that exclude each other."""
    asked = [
        name
        for name, value in (
            ("--staged", scope.staged),
            ("--commit", scope.commit),
            ("--range", scope.span),
        )
        if value
    ]
    if len(asked) > 1:
        message = f"`{asked[0]}` and `{asked[1]}` exclude each other"
        raise UserError(message, "choose one of them", Kind.USAGE)


def find(
    scope: Scope, repository: "Repository", list_files: Callable[[], Collection[str]]
) -> "tuple[Delta, Where, bool]":
    """The change, where it lies, and whether fixes of it can land there.

    Without a word of the person: what is staged, or the work tree where nothing is staged or
    files are named. `list_files` gives the files on disk; it is called once, where it can be
    while git looks at them too.
    """
    git = Git(repository.root)
    if scope.commit:
        return deltas.committed(git, scope.commit, list_files()), "history", False
    if scope.span:
        return deltas.ranged(git, scope.span, list_files()), "history", False
    index = deltas.hook_index(repository.git_dir)
    present: set[str] = set()
    status = deltas.read_status(git, index, lambda: present.update(list_files()))
    if scope.staged or (status.staged and not scope.files):
        return deltas.staged(git, status, present), "staged", index is None
    return deltas.unstaged(git, status, present), "work tree", True


def below(root: Path, names: Collection[Path]) -> tuple[str, ...]:
    """The names of a command line as paths below the root."""
    found = []
    for name in names:
        place = Path.cwd() / name
        full = place.parent.resolve() / place.name if place.name != ".." else place.resolve()
        if not full.is_relative_to(root):
            raise UserError(f"`{name}` is not in `{root}`", kind=Kind.USAGE)
        found.append(full.relative_to(root).as_posix())
    return tuple(found)

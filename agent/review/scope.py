"""Which change is reviewed: what is staged, the work tree, a commit, or a range of commits."""

from collections.abc import Collection
from dataclasses import dataclass, replace
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


class Finder:
    """Finds the change that is asked for."""

    def __init__(self, scope: Scope, repository: "Repository") -> None:
        self._scope = scope
        self._git = Git(repository.root)
        self._index = deltas.hook_index(repository.git_dir)
        self._status: deltas.Status | None = None

    def prepare(self) -> None:
        """Do what needs no list of files yet; may be left out."""
        if not (self._scope.commit or self._scope.span):
            self._status = deltas.read_status(self._git, self._index)

    def find(self, present: Collection[str]) -> "tuple[Delta, Where, bool]":
        """The change, where it lies, and whether fixes of it can land there.

        Without a word of the person: what is staged, or the work tree where nothing is staged
        or files are named. `present` are the files on disk.
        """
        scope, git = self._scope, self._git
        if scope.commit:
            return deltas.committed(git, scope.commit, present), "history", False
        if scope.span:
            return deltas.ranged(git, scope.span, present), "history", False
        status = self._status or deltas.read_status(git, self._index)
        if scope.staged or (status.staged and not scope.files):
            return deltas.staged(git, status, present), "staged", self._index is None
        return deltas.unstaged(git, status, present), "work tree", True


def demand_there(root: Path, scope: Scope, delta: "Delta", where: Where) -> None:
    """Refuse a name of the work tree that is neither on disk nor deleted by the change."""
    for name in scope.files if where != "history" else ():
        one = replace(scope, files=(name,))
        if not (root / name).exists() and not any(map(one.holds, delta.draft.changed())):
            raise UserError(f"there is no `{name}` in `{root}`", kind=Kind.USAGE)


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

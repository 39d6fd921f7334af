"""Puts mended contents where the change that was reviewed lies: the index and the work tree.

What is staged and what is not stay two things: the index gets the mended staged content, the
work tree gets the same mending merged into what lies there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.errors import UserError
from tools.repo.git import Git
from tools.repo.merge import merge
from tools.repo.objects import Blob, Cleaner, index_entries, read_blobs, to_index_info
from tools.repo.patch import FileChange, Patch
from tools.repo.repository import Repository
from tools.repo.tree import Content
from tools.repo.worktree import FileState, NotPlain, WorkTree


@dataclass(frozen=True)
class Mended:
    """One file: its content as it was reviewed, and with the fixes."""

    path: str
    old: Content
    new: Content


@dataclass(frozen=True)
class Landed:
    """The paths that were mended, and for each of the others the reason."""

    paths: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def land(repository: Repository, mended: Sequence[Mended], run: str) -> Landed:
    """Mend the work tree, which was reviewed as it is; `undo` takes it back under `run`."""
    tree = WorkTree(repository.root)
    good = [one for one in mended if _read(tree, one.path) == one.old.data]
    _apply(repository, [FileChange(one.path, one.old, one.new) for one in good], run)
    paths = tuple(one.path for one in good)
    reason = "it was changed meanwhile"
    return Landed(paths, tuple((one.path, reason) for one in mended if one not in good))


def land_staged(repository: Repository, mended: Sequence[Mended], run: str) -> Landed:
    """Mend the staged contents and the same in the work tree, each file in both or in neither.

    The work tree comes first, so that a kill between leaves the mending as a change that is not
    staged. An index that cannot be written is a `UserError`; then nothing is changed.
    """
    git = Git(repository.root)
    with repository.lock(f"fix {run}"):
        if (repository.git_dir / "index.lock").exists():
            hint = "end it, or remove `.git/index.lock` if none runs"
            raise UserError("another git command holds the index of this repository", hint)
        planner = _Planner(git, [one.path for one in mended])
        plans = [planner.plan(one) for one in mended]
        good = [plan for plan in plans if not plan.reason]
        changes = [change for plan in good if (change := plan.change)]
        _apply(repository, changes, run)
        try:
            _stage(git, good)
        except BaseException:
            if changes:
                repository.undo(run)
            raise
    refused = tuple((plan.path, plan.reason) for plan in plans if plan.reason)
    return Landed(tuple(plan.path for plan in good), refused)


@dataclass(frozen=True)
class _Plan:
    path: str
    reason: str = ""
    blob: Blob | None = None
    change: FileChange | None = None


class _Planner:
    """Decides for each file what the index and the work tree get."""

    def __init__(self, git: Git, paths: Sequence[str]) -> None:
        self._git = git
        self._tree = WorkTree(git.folder)
        self._cleaner = Cleaner(git, paths)
        self._entries = index_entries(git, paths)
        self._blobs = read_blobs(git, (entry.blob for entry in self._entries.values()))

    def plan(self, one: Mended) -> _Plan:
        entry = self._entries.get(one.path)
        if entry is None or self._blobs[entry.blob] != one.old.data:
            return _Plan(one.path, "it was staged anew meanwhile")
        if reason := self._cleaner.obstacle(one.path):
            return _Plan(one.path, reason)
        blob = Blob(entry.mode, one.new.data)
        try:
            state = self._tree.read(one.path)
        except NotPlain as error:
            return _Plan(one.path, error.message)
        if state is None:
            return _Plan(one.path, blob=blob)
        data = self._merged(one, state)
        if data is None:
            return _Plan(one.path, "your edits that are not staged meet the fix")
        executable = bool(state.mode & 0o100)
        old, new = Content(state.data, executable), Content(data, executable)
        return _Plan(one.path, blob=blob, change=FileChange(one.path, old, new))

    def _merged(self, one: Mended, state: FileState) -> bytes | None:
        """The work tree's content with the mending, in its own line ends."""
        old, new = one.old.data, one.new.data
        if b"\r\n" in state.data and b"\r\n" not in old:
            old, new = (data.replace(b"\n", b"\r\n") for data in (old, new))
        return merge(self._git, old, state.data, new)


def _apply(repository: Repository, changes: Iterable[FileChange], run: str) -> None:
    patch = Patch(tuple(one for one in changes if one.old != one.new))
    if not patch.empty:
        repository.apply(patch, run)


def _stage(git: Git, plans: Sequence[_Plan]) -> None:
    if plans:
        info = to_index_info(git, {plan.path: plan.blob for plan in plans})
        git.run("update-index", "-z", "--index-info", stdin=info)
        git.run("update-index", "-q", "--refresh", check=False)


def _read(tree: WorkTree, path: str) -> bytes | None:
    state = tree.read(path)
    return state.data if state else None

"""Commits that hold only the agent's hunks, and the user's index carried over them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.errors import UserError
from tools.process import run
from tools.repo.git import Git, user_environment
from tools.repo.merge import Conflict, merge, merge_flag
from tools.repo.objects import (
    Blob,
    Cleaner,
    changed_entries,
    head_entries,
    index_entries,
    read_blobs,
    to_index_info,
)
from tools.repo.patch import FileChange, Patch
from tools.repo.snapshot import Entry, copied_index

_UNDER_WAY = {
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase or `git am`",
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
}


@dataclass(frozen=True)
class BlobChange:
    """One path of a commit, in git's form; None: no file."""

    path: str
    old: Blob | None
    new: Blob | None


def under_way(git_dir: Path) -> str:
    """What the user is in the middle of, such as `a rebase`; empty if nothing."""
    return next((what for name, what in _UNDER_WAY.items() if (git_dir / name).exists()), "")


def demand_identity(git: Git) -> None:
    """Refuse to go on where git does not know who commits."""
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        done = git.run("-c", "user.useConfigOnly=true", "var", who, check=False)
        if done.code:
            hint = "run `git config user.name NAME` and `git config user.email ADDRESS`"
            raise UserError("git does not know who commits, so nothing was applied", hint)


def unsigned_note(git: Git) -> tuple[str, ...]:
    """A sentence where the user's settings ask for signed commits."""
    done = run(
        ["git", "config", "--type=bool", "commit.gpgSign"],
        cwd=git.folder,
        environment=user_environment(),
    )
    signs = done.text.strip() == "true"
    return ("the commit is not signed, though `commit.gpgSign` is set",) if signs else ()


def changes_on_head(git: Git, head: str, patch: Patch) -> list[BlobChange]:
    """The patch's hunks on HEAD's own files; a `Conflict` where they need uncommitted work."""
    paths = patch.paths
    heads, indexed = head_entries(git, head, paths), index_entries(git, paths)
    blobs = read_blobs(git, (entry.blob for entry in [*heads.values(), *indexed.values()]))
    placed = _Placed(git, Cleaner(git, paths), _filled(heads, blobs), _filled(indexed, blobs))
    return [changed for change in patch.files for changed in placed.changes(change)]


class _Placed:
    """Where a patch's files stand in HEAD and in the index."""

    def __init__(
        self, git: Git, cleaner: Cleaner, heads: dict[str, Blob], indexed: dict[str, Blob]
    ) -> None:
        self._git = git
        self._cleaner = cleaner
        self._heads = heads
        self._indexed = indexed

    def changes(self, change: FileChange) -> Iterator[BlobChange]:
        for path in {change.path, change.source or change.path}:
            if reason := self._cleaner.obstacle(path):
                raise Conflict(f"{reason}, so it cannot be committed for you")
        if change.old is None:
            yield self._creation(change)
            return
        origin = change.source or change.path
        head = self._heads.get(origin)
        if head is None:
            raise Conflict(f"`{origin}` is not committed yet, so its change cannot be either")
        before = self._clean(origin, change.old.data)
        if change.new is None or change.source:
            if head.data != before:
                raise Conflict(f"`{origin}` holds uncommitted work, so it cannot be moved away")
            yield BlobChange(origin, head, None)
        if change.new:
            data = merge(self._git, before, head.data, self._clean(origin, change.new.data))
            if data is None:
                raise Conflict(f"the change of `{origin}` builds on uncommitted work of yours")
            new = Blob(_mode(change, head.mode), data)
            yield BlobChange(change.path, None if change.source else head, new)

    def _creation(self, change: FileChange) -> BlobChange:
        if change.path in self._heads or change.path in self._indexed:
            raise Conflict(f"`{change.path}` is removed in your work tree but still in git")
        assert change.new
        return BlobChange(
            change.path,
            None,
            Blob(_mode(change, "100644"), self._clean(change.path, change.new.data)),
        )

    def _clean(self, path: str, data: bytes) -> bytes:
        indexed = self._indexed.get(path)
        return self._cleaner.clean(path, data, indexed.data if indexed else None)


def carried(git: Git, changes: Sequence[BlobChange]) -> tuple[dict[str, Blob | None], list[str]]:
    """What the user's index must hold so that it differs from the new HEAD as from the old.

    The second part names the paths where staged work meets the change; they are left alone.
    """
    indexed = index_entries(git, [change.path for change in changes])
    blobs = read_blobs(git, (entry.blob for entry in indexed.values()))
    updates: dict[str, Blob | None] = {}
    met = []
    for change in changes:
        staged = _filled(indexed, blobs).get(change.path)
        if staged == change.new:
            continue
        if staged == change.old:
            updates[change.path] = change.new
        elif staged and change.old and change.new and (both := _both(git, change, staged)):
            updates[change.path] = both
        else:
            met.append(change.path)
    return updates, met


def carry_index(git: Git, old: str, new: str) -> list[str]:
    """Move the user's index from one HEAD to the other; the paths that had to be left alone."""
    changed = changed_entries(git, old, new)
    entries = [entry for pair in changed.values() for entry in pair if entry]
    blobs = read_blobs(git, (entry.blob for entry in entries if entry.mode != "160000"))
    changes = [
        BlobChange(path, _blob(before, blobs), _blob(after, blobs))
        for path, (before, after) in changed.items()
    ]
    updates, met = carried(git, changes)
    if updates:
        git.run("update-index", "-z", "--index-info", stdin=to_index_info(git, updates))
        git.run("update-index", "-q", "--refresh", check=False)
    return met


@contextmanager
def prepared_index(
    git: Git, index: Path, head: str, changes: Sequence[BlobChange]
) -> Iterator[Path]:
    """An index that holds HEAD and the changes, nothing of the user's."""
    with copied_index(index) as copy:
        git.run("read-tree", *(["-m", "-i", head] if head else ["--empty"]), index=copy)
        info = to_index_info(git, {change.path: change.new for change in changes})
        git.run("update-index", "-z", "--index-info", stdin=info, index=copy)
        yield copy


def commit_as_user(git: Git, index: Path, message: str, marker: str) -> None:
    """`git commit` of an index, with the user's hooks; a failure is a `UserError` that quotes it.

    `marker` is put into the reflog, where `find_commit` sees it.
    """
    environment = user_environment() | {
        "GIT_INDEX_FILE": str(index),
        "GIT_REFLOG_ACTION": marker,
    }
    args = ["git", "commit", "-q", "--no-gpg-sign", "--cleanup=whitespace", "-F", "-"]
    done = run(args, cwd=git.folder, environment=environment, stdin=message.encode())
    if done.code:
        told = "\n".join(part for part in (done.text.strip(), done.error_text) if part)
        raise UserError(f"`git commit` failed, so nothing was applied; it said:\n{told}")


def find_commit(git: Git, marker: str) -> str:
    """The commit that was made under a marker; empty if there is none."""
    log = git.run("log", "-g", "-z", "-50", "--format=%H %gs", "HEAD", check=False)
    for record in log.text.split("\0"):
        commit, _, action = record.partition(" ")
        if action.startswith(f"{marker}:"):
            return commit
    return ""


def _filled(entries: Mapping[str, Entry], blobs: Mapping[str, bytes]) -> dict[str, Blob]:
    return {path: Blob(entry.mode, blobs[entry.blob]) for path, entry in entries.items()}


def _blob(entry: Entry | None, blobs: Mapping[str, bytes]) -> Blob | None:
    return Blob(entry.mode, blobs.get(entry.blob, b"")) if entry else None


def _both(git: Git, change: BlobChange, staged: Blob) -> Blob | None:
    assert change.old
    assert change.new
    data = merge(git, change.old.data, staged.data, change.new.data)
    mode = change.new.mode if staged.mode == change.old.mode else staged.mode
    return None if data is None else Blob(mode, data)


def _mode(change: FileChange, head: str) -> str:
    """The file's mode in git: the change's own where it changes it, else HEAD's."""
    assert change.new
    was = change.old.executable if change.old else False
    is_executable = merge_flag(was, head == "100755", change.new.executable)
    return "100755" if is_executable else "100644"

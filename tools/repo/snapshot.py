"""The work tree as a git tree, untracked files included; nothing of the user's is touched."""

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tools.errors import UserError
from tools.repo.git import Git, failure
from tools.repo.tree import Obstacle, no_file, symlink
from tools.repo.worktree import FileState, WorkTree

LARGEST = 10_000_000
"""Untracked files with more bytes are left out."""

_LINK, _SUBMODULE, _EXECUTABLE = "120000", "160000", "100755"


@dataclass(frozen=True)
class Entry:
    """A path of a git tree or index: `mode` in octal as git writes it, the blob's id."""

    mode: str
    blob: str


@dataclass(frozen=True)
class _Status:
    """What `git status` tells: paths by what is to be done with them."""

    head: str | None = None
    branch: str | None = None  # None: detached
    changed: list[str] = field(default_factory=list)
    untracked: list[str] = field(default_factory=list)
    unmerged: list[str] = field(default_factory=list)


class Snapshot:
    """The files as they were when it was taken; a `Tree` for drafts.

    `tree` is the id of the git tree, `head` the commit below it (None before the first one),
    `notes` sentences about what was left out or is unusual. Bytes are raw, as in the work tree,
    and read when first asked for.
    """

    def __init__(
        self, git: Git, tree: str, head: str | None, entries: dict[str, Entry], notes: list[str]
    ) -> None:
        self.tree = tree
        self.head = head
        self.notes = tuple(notes)
        self._git = git
        self._files = WorkTree(git.folder)
        self._entries = entries
        self._read: dict[str, FileState] = {}
        self._ignored: dict[str, bool] = {}

    @cached_property
    def _paths(self) -> list[str]:
        special = (_LINK, _SUBMODULE)
        return sorted(path for path, entry in self._entries.items() if entry.mode not in special)

    def paths(self) -> Sequence[str]:
        """All regular files that git does not ignore, sorted."""
        return self._paths

    def read(self, path: str) -> bytes:
        """The raw bytes; a path that is no file of the snapshot is a `UserError`."""
        return self._state(path).data

    def executable(self, path: str) -> bool:
        """Whether the file may be executed."""
        return bool(self._state(path).mode & stat.S_IXUSR)

    def obstacle(self, path: str) -> Obstacle | None:
        """What forbids writing this path."""
        parts = path.split("/")
        for count in range(1, len(parts) + 1):
            entry = self._entries.get("/".join(parts[:count]))
            if entry and entry.mode == _LINK:
                return symlink(path)
            if entry and entry.mode == _SUBMODULE:
                return Obstacle("submodule", f"`{path}` belongs to a submodule")
        return None if path in self._entries else self._obstacle_on_disk(path)

    def _obstacle_on_disk(self, path: str) -> Obstacle | None:
        """What forbids creating a file: a link or nested repository above it, an ignored name."""
        place = self._git.folder
        for part in path.split("/"):
            place = place / part
            if place.is_symlink():
                return symlink(path)
            if (place / ".git").exists():
                sentence = f"`{path}` belongs to a repository inside this one"
                return Obstacle("nested-repository", sentence)
        if self._is_ignored(path):
            return Obstacle("ignored", f"`{path}` is ignored by git")
        if place.is_file():
            return Obstacle("left-out", f"`{path}` is left out: too large or made just now")
        return None

    def _is_ignored(self, path: str) -> bool:
        if path not in self._ignored:
            name = f"{path}\0".encode("utf-8", "surrogateescape")
            # The command knows no literal paths and, from standard input, needs none.
            done = self._git.run(
                "--no-literal-pathspecs", "check-ignore", "-z", "--stdin", stdin=name, check=False
            )
            if done.code > 1:
                raise failure("check-ignore", done)
            self._ignored[path] = done.code == 0
        return self._ignored[path]

    def _state(self, path: str) -> FileState:
        if path not in self._read:
            entry = self._entries.get(path)
            if entry is None or entry.mode in (_LINK, _SUBMODULE):
                raise no_file(path)
            state = self._files.read(path)
            if state is None:
                raise UserError(f"`{path}` was removed while the run went on", "try again")
            self._read[path] = state
        return self._read[path]


def take(git: Git, index: Path, notes: list[str]) -> Snapshot:
    """Take a snapshot; `index` is the user's index file, `notes` are carried on."""
    with copied_index(index) as copy:
        status = _status(git, copy)
        if status.unmerged:
            named = ", ".join(f"`{path}`" for path in status.unmerged[:3])
            hint = "resolve the conflicts and `git add` the files, then try again"
            raise UserError(f"files are unmerged: {named}", hint)
        if status.head and status.branch is None:
            notes = [*notes, f"HEAD is detached at {status.head[:10]}"]
        added, left_out = _select(git.folder, status.untracked)
        _add(git, copy, [*status.changed, *added])
        tree = git.run("write-tree", "--missing-ok", index=copy).text.strip()
        entries, sparse = _entries(git, copy)
    if sparse:
        files = "1 file is" if sparse == 1 else f"{sparse} files are"
        left_out.append(f"{files} left out: not checked out (sparse checkout)")
    return Snapshot(git, tree, status.head, entries, [*notes, *left_out])


@contextmanager
def copied_index(index: Path) -> Iterator[Path]:
    """A copy of the user's index with its file times, so that only changed files are read."""
    import shutil
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="offdroid-index-") as folder:
        copy = Path(folder, "index")
        if index.exists():
            # Git takes an entry as new as the index for possibly changed: keep the index's time.
            shutil.copy2(index, copy)
        yield copy


def _status(git: Git, index: Path) -> _Status:
    done = git.run(
        "status",
        "--porcelain=v2",
        "--branch",
        "--no-ahead-behind",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--ignore-submodules=all",
        index=index,
    )
    status = _Status()
    for record in done.text.split("\0"):
        mark, _, rest = record.partition(" ")
        if mark == "#":
            name, _, value = rest.partition(" ")
            if name == "branch.oid" and value != "(initial)":
                status = _Status(head=value)
            elif name == "branch.head" and value != "(detached)":
                status = _Status(head=status.head, branch=value)
        elif mark == "1" and rest[1] != ".":
            status.changed.append(rest.split(" ", 7)[7])
        elif mark == "u":
            status.unmerged.append(rest.split(" ", 9)[9])
        elif mark == "?":
            status.untracked.append(rest)
    return status


def _select(root: Path, untracked: list[str]) -> tuple[list[str], list[str]]:
    """The untracked files to take, and sentences about those left out."""
    taken, left_out = [], []
    for path in untracked:
        if path.endswith("/"):
            left_out.append(f"`{path}` is left out: a repository inside this one")
            continue
        try:
            size = (root / path).lstat().st_size
        except FileNotFoundError:
            continue
        if size > LARGEST:
            left_out.append(f"`{path}` is left out: untracked and {size / 1e6:.0f} MB large")
        else:
            taken.append(path)
    return taken, left_out


def _add(git: Git, index: Path, paths: list[str]) -> None:
    if not paths:
        return
    names = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    git.run(
        "update-index", "-z", "--add", "--remove", "--replace", "--stdin", stdin=names, index=index
    )


def _entries(git: Git, index: Path) -> tuple[dict[str, Entry], int]:
    """The index's entries that are in the work tree, and how many are not."""
    entries, sparse = {}, 0
    for record in git.run("ls-files", "-z", "-s", "-t", index=index).text.split("\0"):
        if not record:
            continue
        about, _, path = record.partition("\t")
        tag, mode, blob, _ = about.split(" ")
        if tag == "S":
            sparse += 1
        else:
            entries[path] = Entry(mode, blob)
    return entries, sparse

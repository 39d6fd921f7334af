"""What a review looks at: a version of the project, and the change of it, as a draft.

Git's own words: `head` is what is committed last, `index` what is staged.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.errors import Kind, UserError
from tools.repo.draft import Checkpoint, Draft
from tools.repo.git import Git
from tools.repo.objects import changed_entries, read_blobs
from tools.repo.snapshot import Entry
from tools.repo.tree import Content
from tools.repo.version import Version
from tools.repo.worktree import NotPlain, WorkTree
from tools.syntax.language import language

_FILES = ("100644", "100755")
_SPARSE = "S"


@dataclass(frozen=True)
class Delta:
    """A change: `base` is the version before it, `draft` lies over it and has the change.

    `title` names it for a person. `renamed` maps new paths to old ones.
    """

    title: str
    base: Version
    draft: Draft
    renamed: Mapping[str, str]


@dataclass(frozen=True)
class _Record:
    path: str
    head: Entry | None
    index: Entry | None
    staged: bool
    edited: bool


@dataclass(frozen=True)
class Status:
    """The work tree and the index against HEAD."""

    records: tuple[_Record, ...]
    tracked: frozenset[str]
    renamed: Mapping[str, str]

    @property
    def staged(self) -> bool:
        """Whether anything is staged."""
        return any(one.staged for one in self.records)


def read_status(git: Git, index: Path | None) -> Status:
    """Read the status; `index` stands for the usual index where a hook was given another.

    An unmerged file is a `UserError`.
    """
    arguments = "status --porcelain=v2 -z --untracked-files=no --ignore-submodules=all"
    done = git.run(*arguments.split(), "--find-renames", index=index)
    fields = done.text.split("\0")
    records: list[_Record] = []
    renamed: dict[str, str] = {}
    rest = iter(fields)
    for field in rest:
        kind = field[:1]
        if kind == "1":
            records.append(_record(*field.split(" ", 8)[1:]))
        elif kind == "2":
            columns = field.split(" ", 9)
            new, old = columns[9], next(rest)
            renamed[new] = old
            records += _halves(_record(*columns[1:8], new), old)
        elif kind == "u":
            path = field.split(" ", 10)[10]
            hint = "resolve the conflict and `git add` the file, then try again"
            raise UserError(f"`{path}` is unmerged", hint)
    return Status(tuple(records), _tracked(git, index), renamed)


def staged(git: Git, status: Status, present: Collection[str]) -> Delta:
    """The staged contents against HEAD; what is not staged is left out of both."""
    blobs = _Blobs(git, (e for one in status.records for e in (one.head, one.index)))
    base: dict[str, Content | None] = dict.fromkeys(set(present) - status.tracked)
    files: dict[str, Content | None] = {}
    for one in status.records:
        base[one.path] = blobs.content(one.path, one.head if one.staged else one.index)
        if one.staged:
            files[one.path] = blobs.content(one.path, one.index)
    return _delta(git, "staged changes", (present, base, files), status.renamed)


def unstaged(git: Git, status: Status, present: Collection[str]) -> Delta:
    """The work tree against HEAD, files that are new to git included."""
    blobs = _Blobs(git, (one.head for one in status.records))
    tree = WorkTree(git.folder)
    base = {one.path: blobs.content(one.path, one.head) for one in status.records}
    base |= dict.fromkeys(set(present) - status.tracked)
    files = {path: _on_disk(tree, path) for path in base}
    return _delta(git, "changes of the work tree", (present, base, files), status.renamed)


def committed(git: Git, revision: str, present: Collection[str]) -> Delta:
    """A commit against its (first) parent; the first commit against nothing."""
    commit = _commit(git, revision)
    ids = git.run("rev-list", "--parents", "-n", "1", commit).text.split()
    parent = ids[1] if len(ids) > 1 else ""
    merge = ", a merge, against its first parent" if len(ids) > 2 else ""
    return _between(git, f"commit {commit[:10]}{merge}", (parent, commit), present)


def ranged(git: Git, span: str, present: Collection[str]) -> Delta:
    """What the commits of `A..B` did together: B against where it left A."""
    first, dots, last = span.partition("..")
    if not dots:
        raise UserError(f"`{span}` is not a range", "write it as `main..HEAD`", Kind.USAGE)
    start, end = (_commit(git, name.strip(".") or "HEAD") for name in (first, last))
    fork = git.line("merge-base", start, end)
    return _between(git, f"changes of {span}", (fork, end), present)


def hook_index(git_dir: Path) -> Path | None:
    """The index that git hands to a hook where it is not the usual one (`git commit -a`)."""
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return None
    path = Path(named).absolute()
    return None if path == git_dir / "index" else path


def is_partial(git: Git) -> bool:
    """Whether source files are not checked out (sparse checkout), so that not all is known."""
    if git.line("config", "--type=bool", "core.sparseCheckout") != "true":
        return False
    records = git.run("ls-files", "-z", "-t").text.split("\0")
    skipped = (record[2:] for record in records if record.startswith(_SPARSE))
    return any(language(path) not in (None, "asset") for path in skipped)


class _Blobs:
    """The contents of entries; of pictures and the like only that they differ."""

    def __init__(self, git: Git, entries: Iterable[Entry | None]) -> None:
        self._wanted = {one.blob for one in entries if one and one.mode in _FILES}
        self._git = git
        self._read: dict[str, bytes] | None = None

    def content(self, path: str, entry: Entry | None) -> Content | None:
        if entry is None or entry.mode not in _FILES:
            return None
        executable = entry.mode == "100755"
        if language(path) == "asset":
            return Content(b"\0" + entry.blob.encode(), executable)
        if self._read is None:
            self._read = read_blobs(self._git, self._wanted)
        return Content(self._read[entry.blob], executable)


def _between(git: Git, title: str, commits: tuple[str, str], present: Collection[str]) -> Delta:
    """The change from one commit (empty: none) to another, seen from the work tree."""
    old, new = commits
    changes = changed_entries(git, old, new)
    away = _away(git, old) if old else {path: None for path in present}
    entries = [*away.values(), *(entry for pair in changes.values() for entry in pair)]
    blobs = _Blobs(git, entries)
    base: dict[str, Content | None] = dict.fromkeys(set(present) - _tracked(git, None))
    base |= {path: blobs.content(path, entry) for path, entry in away.items()}
    base |= {path: blobs.content(path, pair[0]) for path, pair in changes.items()}
    files = {path: blobs.content(path, pair[1]) for path, pair in changes.items()}
    return _delta(git, title, (present, base, files), _renames(git, old, new) if old else {})


def _away(git: Git, commit: str) -> dict[str, Entry | None]:
    """The paths at which the work tree may differ from a commit, with the commit's entries."""
    arguments = ("diff-index", "-z", "--raw", "--no-renames", "--ignore-submodules=all")
    fields = git.run(*arguments, commit).text.split("\0")[:-1]
    return {
        path: _entry(about.split(" ")[0].removeprefix(":"), about.split(" ")[2])
        for about, path in zip(fields[::2], fields[1::2], strict=True)
    }


def _tracked(git: Git, index: Path | None) -> frozenset[str]:
    """Every path of the index."""
    return frozenset(git.run("ls-files", "-z", index=index).text.split("\0"))


def _renames(git: Git, old: str, new: str) -> dict[str, str]:
    arguments = ("diff-tree", "-r", "-z", "--name-status", "--find-renames", "--diff-filter=R")
    fields = git.run(*arguments, old, new).text.split("\0")[:-1]
    return dict(zip(fields[2::3], fields[1::3], strict=True))


def _commit(git: Git, revision: str) -> str:
    name = "" if revision.startswith("-") else revision
    commit = git.line("rev-parse", "-q", "--verify", f"{name}^{{commit}}")
    if not commit:
        raise UserError(f"there is no commit `{revision}`", kind=Kind.USAGE)
    return commit


_Contents = Mapping[str, Content | None]
Sides = tuple[Collection[str], _Contents, _Contents]
"""The files on disk, how the base differs from them, and what the change makes of the base."""


def _delta(git: Git, title: str, sides: Sides, renamed: Mapping[str, str]) -> Delta:
    present, contents, files = sides
    base = Version(git.folder, present, contents)
    draft = Draft(base)
    draft.restore(Checkpoint(dict(files), dict(renamed)))
    return Delta(title, base, draft, renamed)


def _record(*columns: str) -> _Record:
    """`XY sub mH mI mW hH hI path`, as `git status` prints a changed file."""
    marks, _, head_mode, index_mode, _, head_blob, index_blob, path = columns
    head, index = _entry(head_mode, head_blob), _entry(index_mode, index_blob)
    return _Record(path, head, index, marks[0] != ".", marks[1] != ".")


def _halves(moved: _Record, old: str) -> list[_Record]:
    """A rename as the removal of the one path and the addition of the other."""
    return [
        _Record(old, moved.head, None, staged=True, edited=False),
        _Record(moved.path, None, moved.index, staged=True, edited=moved.edited),
    ]


def _entry(mode: str, blob: str) -> Entry | None:
    return Entry(mode, blob) if mode.strip("0") else None


def _on_disk(tree: WorkTree, path: str) -> Content | None:
    try:
        state = tree.read(path)
    except NotPlain:
        return None
    return Content(state.data, bool(state.mode & 0o100)) if state else None

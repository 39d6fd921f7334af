"""Judges the commits that a project really made, each over its parent, without a checkout."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench.commits import CommitIndex, Commits
from tools.checks import Finding, judge
from tools.repo.draft import Checkpoint, Draft
from tools.repo.tree import Content, Obstacle, no_file
from tools.syntax.language import decode

_NONE = "0" * 40


@dataclass(frozen=True)
class Judged:
    """One commit with the findings that its change added."""

    commit: str
    findings: tuple[Finding, ...]


class Blobs:
    """The contents of a clone's blobs, from one process of git. A context manager."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(
            ["git", "cat-file", "--batch"],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"GIT_NO_LAZY_FETCH": "1"},
        )
        self._known: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def read(self, blob: str) -> bytes:
        """The bytes of a blob, b"" where the clone lacks it."""
        if blob not in self._known:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(f"{blob}\n".encode())
            self._process.stdin.flush()
            told = self._process.stdout.readline().split()
            size = int(told[2]) if len(told) == 3 else -1
            self._known[blob] = self._process.stdout.read(size + 1)[:-1] if size >= 0 else b""
        return self._known[blob]


class CommitTree:
    """The files of a commit."""

    def __init__(self, entries: dict[str, str], blobs: Blobs) -> None:
        self.entries = entries
        self._blobs = blobs

    def paths(self) -> Sequence[str]:
        """All files, sorted."""
        return sorted(self.entries)

    def read(self, path: str) -> bytes:
        """The raw bytes."""
        if path not in self.entries:
            raise no_file(path)
        return self._blobs.read(self.entries[path])

    def executable(self, path: str) -> bool:
        """Modes play no role in a judgement."""
        return False

    def obstacle(self, path: str) -> Obstacle | None:
        """Nothing is written."""
        return None


class _ParentIndex(CommitIndex):
    """An index whose texts come from the process that is open anyway."""

    def __init__(self, index: CommitIndex, commit: str, tree: CommitTree) -> None:
        super().__init__(index.root, index.store, commit, {})
        self._files = tree

    def text(self, path: str) -> str:
        return decode(self._files.read(path)) or "" if path in self._files.entries else ""


def replay(root: Path, store: Path, count: int) -> Iterator[Judged]:
    """The last commits that are no merges, newest first, each judged over its first parent."""
    listed = _git(root, "rev-list", "--no-merges", "--parents", "-n", str(count), "HEAD")
    commits = Commits(root, store)
    try:
        with Blobs(root) as blobs:
            for line in listed.splitlines():
                commit, *parents = line.split()
                if parents:
                    tree = CommitTree(_entries(root, parents[0]), blobs)
                    index = _ParentIndex(commits.at(parents[0]), parents[0], tree)
                    draft = _draft(root, tree, parents[0], commit, blobs)
                    yield Judged(commit, judge(draft, index).findings)
    finally:
        commits.close()


def _draft(root: Path, tree: CommitTree, parent: str, commit: str, blobs: Blobs) -> Draft:
    raw = _git(root, "diff-tree", "-r", "-z", "--no-renames", parent, commit).split("\0")
    files: dict[str, Content | None] = {}
    for about, path in zip(raw[::2], raw[1::2], strict=False):
        _, mode, _, blob, _ = about.split()
        if mode.startswith("100"):
            files[path] = Content(blobs.read(blob))
        elif blob == _NONE and path in tree.entries:
            files[path] = None
    draft = Draft(tree)
    draft.restore(Checkpoint(files, {}))
    return draft


def _entries(root: Path, commit: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for record in _git(root, "ls-tree", "-r", "-z", commit).split("\0")[:-1]:
        about, _, path = record.partition("\t")
        mode, _, blob = about.split()
        if mode.startswith("100"):
            found[path] = blob
    return found


def _git(root: Path, *args: str) -> str:
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    done = subprocess.run(
        ["git", *args], cwd=root, check=True, capture_output=True, env=environment
    )
    return done.stdout.decode("utf-8", "surrogateescape")

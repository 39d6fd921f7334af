"""The index of a repository as it was at one commit after another, read from git's objects.

No checkout: blobs come from `git cat-file`, so that only what differs between commits is read.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.index import Index
from tools.index.history import History, read_history
from tools.index.reading import SIZE_LIMIT, Reading, file_key, read_one
from tools.index.store import Store
from tools.syntax.language import decode, language


class Commits:
    """Brings a store to the tree of any commit of the clone at `root`."""

    def __init__(self, root: Path, store: Path) -> None:
        self.root = root.resolve()
        self._store, _ = Store.open(store)
        self._versions: dict[tuple[str, str], int] = {}
        self._contents: dict[str, bytes] = {}

    def at(self, commit: str) -> "CommitIndex":
        """The index of one commit; that of the commit before ends with it."""
        blobs = dict(self._entries(commit))
        self._read({(path, blob) for path, blob in blobs.items()} - self._versions.keys())
        known = self._store.tree(str(self.root))
        rows = [
            (path, 0, 0, self._versions[path, blob])
            for path, blob in blobs.items()
            if (path, blob) in self._versions
        ]
        self._store.begin()
        self._store.drop_paths(str(self.root), known.keys() - {row[0] for row in rows})
        self._store.set_tree(str(self.root), rows)
        self._store.commit()
        texts = {path: self._contents.get(blob, b"") for path, blob in blobs.items()}
        return CommitIndex(self.root, self._store, commit, texts)

    def close(self) -> None:
        """Give the store back."""
        self._store.close()

    def _entries(self, commit: str) -> Iterator[tuple[str, str]]:
        """Path and blob of each file that the product reads."""
        listed = _git(self.root, "ls-tree", "-r", "-z", "-l", commit)
        for record in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            about, _, path = record.partition("\t")
            mode, _, blob, size = about.split()
            if mode.startswith("100") and size.isdecimal() and int(size) <= SIZE_LIMIT:
                if language(path) is not None:
                    yield path, blob

    def _read(self, wanted: set[tuple[str, str]]) -> None:
        """Add versions that are not in the store; a blob that the clone lacks is left out."""
        ordered = sorted(wanted)
        contents = read_blobs(self.root, [blob for _, blob in ordered])
        self._contents.update(contents)
        reading = Reading()
        keys: dict[bytes, tuple[str, str]] = {}
        for path, blob in ordered:
            if blob in contents:
                keys[file_key(path, contents[blob])] = path, blob
        stored = self._store.versions(keys)
        number = self._store.next_version()
        for key, (path, blob) in keys.items():
            if key not in stored:
                read_one(reading, number, path, contents[blob])
                stored[key] = number
                number += 1
        self._store.begin()
        self._store.add([reading.done()])
        self._store.commit()
        self._versions.update((keys[key], version) for key, version in stored.items())


class CommitIndex(Index):
    """The index of one commit: texts and history are those of that commit."""

    def __init__(self, root: Path, store: Store, commit: str, texts: dict[str, bytes]) -> None:
        super().__init__(root, store)
        self._commit = commit
        self._texts = texts

    def history(self) -> History:
        """What git remembers at the commit."""
        if self._history is None:
            self._history = read_history(self.root, self.store, self._commit)
        return self._history

    def text(self, path: str) -> str:
        """The text of a file at the commit."""
        return decode(self._texts.get(path, b"")) or ""


def read_blobs(root: Path, blobs: list[str]) -> dict[str, bytes]:
    """The contents of those blobs that the clone has."""
    output = _git(root, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs))
    contents: dict[str, bytes] = {}
    at = 0
    for blob in blobs:
        end = output.find(b"\n", at)
        told = output[at:end].split(b" ")
        at = end + 1
        if len(told) == 3:
            size = int(told[2])
            contents[blob] = output[at : at + size]
            at += size + 1
    return contents


def _git(root: Path, *args: str, stdin: str = "") -> bytes:
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    return subprocess.run(
        ["git", *args],
        cwd=root,
        check=True,
        input=stdin.encode(),
        capture_output=True,
        env=environment,
    ).stdout

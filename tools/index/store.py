"""The index on disk: one SQLite file, several work trees, several processes at once.

A version is one content of one path. Work trees point at versions, so that a branch that was seen
before is not read again.
"""

import json
import os
import sqlite3
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from tools.errors import UserError
from tools.index.entries import entry_key
from tools.index.reading import Batch

SCHEMA = "11"
_BUSY_SECONDS = 120.0
_SEGMENTS = 48
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE version (
  id INTEGER PRIMARY KEY, key BLOB UNIQUE, path TEXT, language TEXT, package TEXT,
  content INT, symbols INT, place INT, facts TEXT
);
CREATE TABLE tree (
  root TEXT, path TEXT, size INT, mtime INT, version INT, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE posting (
  term TEXT, segment INT, numbers BLOB, PRIMARY KEY (term, segment)
) WITHOUT ROWID;
"""

_EACH = (
    "SELECT posting.term, numbers FROM json_each(?) AS wanted"
    " CROSS JOIN posting ON posting.term = wanted.value ORDER BY posting.term, segment"
)


class Damaged(Exception):
    """The file is no index of ours, or cannot be read."""


class Store:
    """Rows in and out; knows no file but its own."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path) -> tuple["Store", str]:
        """Open or make the file. The note says why an older one was thrown away, else ""."""
        path.parent.mkdir(parents=True, exist_ok=True)
        note = ""
        if path.exists():
            try:
                return cls(_connect(path), path), ""
            except (Damaged, sqlite3.DatabaseError) as reason:
                if is_busy(reason):
                    raise
                note = f"the index was rebuilt: {reason}"
                _remove(path)
        return cls(_create(path), path), note

    def rebuild(self) -> None:
        """Throw a damaged file away and begin with an empty one."""
        self.connection.close()
        _remove(self.path)
        self.connection = _create(self.path)

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()

    def tree(self, root: str) -> dict[str, tuple[int, int, int]]:
        """Path to size, time and version of a work tree."""
        rows = self.connection.execute(
            "SELECT path, size, mtime, version FROM tree WHERE root = ?", (root,)
        )
        return {path: (size, mtime, version) for path, size, mtime, version in rows}

    def lengths(self, root: str) -> dict[int, tuple[str, tuple[int, int, int]]]:
        """Version to path and lengths of a work tree."""
        rows = self.connection.execute(
            "SELECT v.id, t.path, v.content, v.symbols, v.place FROM tree t"
            " JOIN version v ON v.id = t.version WHERE t.root = ?",
            (root,),
        )
        return {row[0]: (row[1], row[2:]) for row in rows}

    def versions(self, keys: Iterable[bytes]) -> dict[bytes, int]:
        """The versions that are known already."""
        found: dict[bytes, int] = {}
        for key in keys:
            row = self.connection.execute("SELECT id FROM version WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = row[0]
        return found

    def next_version(self) -> int:
        """A version number above all others."""
        row = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM version").fetchone()
        return int(row[0])

    def begin(self) -> None:
        """Become the one writer; others wait, readers do not."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if is_busy(error):
                hint = "wait until it has ended"
                raise UserError("another process has been indexing this repository", hint) from None
            raise

    def commit(self) -> None:
        """Show what was written."""
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was written since `begin`."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def add(self, batches: Iterable[Batch]) -> dict[str, int]:
        """Write new versions with all that they are found by; gives path to version.

        Batches are taken one by one, so that others can still be read meanwhile.
        """
        merged: defaultdict[str, list[bytes]] = defaultdict(list)
        added: dict[str, int] = {}
        for batch in batches:
            self.connection.executemany(
                "INSERT OR IGNORE INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", batch.rows
            )
            added.update((row.path, row.version) for row in batch.rows)
            for term, numbers in batch.postings():
                merged[term].append(numbers)
        if added:
            self._add_segment(merged)
        return added

    def _add_segment(self, merged: dict[str, list[bytes]]) -> None:
        segment = self._next_segment()
        self.connection.executemany(
            "INSERT INTO posting VALUES (?, ?, ?)",
            ((term, segment, b"".join(merged[term])) for term in sorted(merged)),
        )
        if segment > _SEGMENTS:
            self._merge_segments()

    def set_tree(self, root: str, rows: Iterable[tuple[str, int, int, int]]) -> None:
        """Point paths of a work tree at versions: path, size, time, version."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO tree VALUES (?, ?, ?, ?, ?)", ((root, *row) for row in rows)
        )

    def drop_paths(self, root: str, paths: Iterable[str]) -> None:
        """Forget paths of a work tree."""
        self.connection.executemany(
            "DELETE FROM tree WHERE root = ? AND path = ?", ((root, path) for path in paths)
        )

    def facts(self, version: int) -> str | None:
        """The facts of a version as JSON."""
        row = self.connection.execute(
            "SELECT facts FROM version WHERE id = ?", (version,)
        ).fetchone()
        return None if row is None else str(row[0])

    def packages(self, root: str) -> list[tuple[str, str]]:
        """Path and package of every file of a work tree that has one."""
        return self.connection.execute(
            "SELECT t.path, v.package FROM tree t JOIN version v ON v.id = t.version"
            " WHERE t.root = ? AND v.package != '' ORDER BY t.path",
            (root,),
        ).fetchall()

    def paths_in(self, language: str, since: int) -> list[str]:
        """The paths of the versions in one language whose number is `since` or above."""
        rows = self.connection.execute(
            "SELECT path FROM version WHERE id >= ? AND language = ?", (since, language)
        )
        return [path for (path,) in rows]

    def find(self, kind: str, key: str) -> "array[int]":
        """The versions that are found by a key, of all work trees."""
        return self.postings(entry_key(kind, key))

    def find_each(self, kind: str, keys: Iterable[str]) -> Iterator[tuple[str, "array[int]"]]:
        """Each of some keys that anything is found by, with its versions, of all work trees."""
        found: dict[str, array[int]] = {}
        wanted = json.dumps([entry_key(kind, key) for key in keys])
        for term, data in self.connection.execute(_EACH, (wanted,)):
            found.setdefault(term, array("I")).frombytes(data)
        skip = len(kind) + 1
        return ((term[skip:], numbers) for term, numbers in found.items())

    def prefixed(self, kind: str, prefix: str) -> Iterator[tuple[str, "array[int]"]]:
        """The keys of a kind that begin so, each with versions; a key may come more than once."""
        first = entry_key(kind, prefix)
        rows = self.connection.execute(
            "SELECT term, numbers FROM posting WHERE term >= ? AND term < ? ORDER BY term, segment",
            (first, first + "\U0010ffff"),
        )
        skip = len(kind) + 1
        return ((term[skip:], array("I", data)) for term, data in rows)

    def postings(self, term: str) -> "array[int]":
        """The numbers of a term or key: pairs of version and packed counts, or versions."""
        numbers: array[int] = array("I")
        for (data,) in self.connection.execute(
            "SELECT numbers FROM posting WHERE term = ? ORDER BY segment", (term,)
        ):
            numbers.frombytes(data)
        return numbers

    def meta(self, key: str) -> str | None:
        """A remembered value."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Remember a value."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def is_mostly_stale(self, least: int) -> bool:
        """Whether no work tree points at most of the versions, where they are more than `least`."""
        total = self.connection.execute("SELECT count(*) FROM version").fetchone()[0]
        if total <= least:
            return False
        used = self.connection.execute("SELECT count(DISTINCT version) FROM tree").fetchone()[0]
        return bool(used < total / 2)

    def state(self) -> int:
        """A number that is another one once another process has written."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def clear(self) -> None:
        """Forget everything, inside a transaction."""
        for table in ("version", "tree", "posting"):
            self.connection.execute(f"DELETE FROM {table}")

    def _next_segment(self) -> int:
        number = int(self.meta("segment") or "0") + 1
        self.set_meta("segment", str(number))
        return number

    def _merge_segments(self) -> None:
        """Join the small segments that refreshes left, so that a term has few rows."""
        merged: dict[str, list[bytes]] = {}
        for term, data in self.connection.execute(
            "SELECT term, numbers FROM posting WHERE segment > 1 ORDER BY term, segment"
        ):
            merged.setdefault(term, []).append(data)
        self.connection.execute("DELETE FROM posting WHERE segment > 1")
        self.connection.executemany(
            "INSERT INTO posting VALUES (?, 2, ?)",
            ((term, b"".join(parts)) for term, parts in merged.items()),
        )
        self.set_meta("segment", "2")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        try:
            found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        except sqlite3.OperationalError as error:
            if is_busy(error):
                raise
            raise Damaged("its tables are missing") from error
        if found is None or found[0] != SCHEMA:
            raise Damaged("it was written by another version")
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> sqlite3.Connection:
    """Make the file with its tables beside its place, so that nobody sees it half made.

    Another process may do so at the same moment: the first to put its file there wins.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # mode 0600
    os.close(handle)
    made = Path(name)
    try:
        with closing(sqlite3.connect(made, isolation_level=None)) as connection:
            connection.execute("PRAGMA page_size = 16384")  # a cold index writes fewer pages
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)
            connection.execute("INSERT INTO meta VALUES ('schema', ?)", (SCHEMA,))
        try:
            path.hardlink_to(made)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    return _connect(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def is_busy(error: BaseException) -> bool:
    """Whether another process holds the file, so that nothing is wrong with it."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)

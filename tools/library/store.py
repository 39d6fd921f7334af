"""What archives declare, kept in one SQLite file, so that each is read once.

An archive is known by its path, size and time. A file that is damaged or older is made anew.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from tools.library.symbol import Symbol

_FORMAT = 1
"""Goes up with every change of what is stored or how it is read."""

_TABLES = """
CREATE TABLE archive (id INTEGER PRIMARY KEY, key TEXT UNIQUE, fault TEXT);
CREATE TABLE symbol (
  archive INT, qualified TEXT, name TEXT, lower TEXT, owner TEXT, kind TEXT, signature TEXT,
  since INT
);
CREATE INDEX by_lower ON symbol (lower);
CREATE INDEX by_qualified ON symbol (qualified);
"""
Row = tuple[int, str, str, str, str, str, int]
"""Archive, then the fields of a `Symbol`."""

_SELECT = "SELECT archive, qualified, name, owner, kind, signature, since FROM symbol WHERE "


class LibraryStore:
    """Rows in and out."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.connection = _open(path)
        except sqlite3.DatabaseError as reason:
            if isinstance(reason, sqlite3.OperationalError) and "locked" in str(reason):
                raise
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self.connection = _open(path)

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()

    def known(self) -> dict[str, tuple[int, str]]:
        """Key of an archive to its number and what could not be read of it."""
        rows = self.connection.execute("SELECT key, id, fault FROM archive")
        return {key: (number, fault) for key, number, fault in rows}

    def add(self, key: str, symbols: Iterable[Symbol], fault: str) -> int:
        """Keep an archive; another process may have done so in the meantime."""
        with self.connection:
            added = self.connection.execute(
                "INSERT OR IGNORE INTO archive (key, fault) VALUES (?, ?)", (key, fault)
            )
            (number,) = self.connection.execute(
                "SELECT id FROM archive WHERE key = ?", (key,)
            ).fetchone()
            if added.rowcount > 0:
                self.connection.executemany(
                    "INSERT INTO symbol VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        (number, one.qualified, one.name, one.name.lower(), *one[2:])
                        for one in symbols
                    ),
                )
        return int(number)

    def named(self, lower: str) -> list[Row]:
        """Symbols of this name in lower case."""
        return self.connection.execute(_SELECT + "lower = ?", (lower,)).fetchall()

    def prefixed(self, lower: str, limit: int) -> list[Row]:
        """Symbols whose name begins so, in lower case."""
        return self.connection.execute(
            _SELECT + "lower > ? AND lower < ? LIMIT ?", (lower, lower + "\U0010ffff", limit)
        ).fetchall()

    def qualified(self, name: str) -> list[Row]:
        """Symbols of this qualified name."""
        return self.connection.execute(_SELECT + "qualified = ?", (name,)).fetchall()

    def names(self) -> list[str]:
        """All names, in lower case."""
        return [row[0] for row in self.connection.execute("SELECT DISTINCT lower FROM symbol")]


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, _FORMAT):
            raise sqlite3.DatabaseError("another version wrote it")
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {_guarded()}; COMMIT")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _guarded() -> str:
    tables = _TABLES.replace("TABLE ", "TABLE IF NOT EXISTS ")
    tables = tables.replace("INDEX ", "INDEX IF NOT EXISTS ")
    return f"{tables} PRAGMA user_version = {_FORMAT}"

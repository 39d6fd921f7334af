"""What archives declare, kept in one SQLite file, so that each is read once.

An archive is known by its path, size and time; those that the project no longer uses are taken
out. A file that is damaged or older is made anew.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from tools.library.symbol import Symbol, packed, unpacked

_FORMAT = 3
"""Goes up with every change of what is stored or how it is read."""

_TABLES = """
CREATE TABLE archive (id INTEGER PRIMARY KEY, key TEXT UNIQUE, fault TEXT, names TEXT);
CREATE TABLE scope (id INTEGER PRIMARY KEY, archive INT, qualified TEXT, owner TEXT);
CREATE TABLE symbol (
  scope INT, name TEXT COLLATE NOCASE, kind INT, signature TEXT, since INT, old TEXT
);
CREATE INDEX by_name ON symbol (name);
CREATE INDEX by_archive ON scope (archive);
"""
_KINDS = ("class", "function", "constructor", "property")
Row = tuple[int, Symbol]
"""The number of an archive, and a symbol of it."""

_SELECT = (
    "SELECT archive, qualified, name, owner, kind, signature, since, old"
    " FROM symbol JOIN scope ON scope.id = symbol.scope WHERE "
)


class LibraryStore:
    """Rows in and out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, which is made where it is missing, damaged or of another version."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls(_open(path))
        except sqlite3.DatabaseError as reason:
            if isinstance(reason, sqlite3.OperationalError) and "locked" in str(reason):
                raise
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            return cls(_open(path))

    @classmethod
    def existing(cls, path: Path) -> Self | None:
        """Open the file to read what is there; None where there is none of this version."""
        if not path.exists():
            return None
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError:
            version = 0
        if version == _FORMAT:
            return cls(connection)
        connection.close()
        return None

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()

    def known(self) -> dict[str, tuple[int, str]]:
        """Key of an archive to its number and what could not be read of it."""
        rows = self.connection.execute("SELECT key, id, fault FROM archive")
        return {key: (number, fault) for key, number, fault in rows}

    def add(
        self, key: str, symbols: Iterable[Symbol], fault: str, *, names: Iterable[str] = ()
    ) -> None:
        """Keep an archive; another process may have done so in the meantime.

        `names` are those, in lower case, of what is looked up elsewhere.
        """
        symbols = list(symbols)
        listed = sorted({*names, *(one.name.lower() for one in symbols)})
        with self.connection:
            added = self.connection.execute(
                "INSERT OR IGNORE INTO archive (key, fault, names) VALUES (?, ?, ?)",
                (key, fault, "".join(f"\n{one}" for one in listed) + "\n"),
            )
            if added.rowcount > 0 and added.lastrowid is not None:
                self._insert(added.lastrowid, symbols)

    def _insert(self, archive: int, symbols: list[Symbol]) -> None:
        (last,) = self.connection.execute("SELECT max(id) FROM scope").fetchone()
        scopes: dict[tuple[str, str], int] = {}
        rows = []
        for one in symbols:
            around = one.qualified.rpartition(".")[0], one.owner
            scope = scopes.setdefault(around, (last or 0) + len(scopes) + 1)
            kind = _KINDS.index(one.kind)
            rows.append((scope, one.name, kind, one.signature, one.since, packed(one.old)))
        self.connection.executemany(
            "INSERT INTO scope VALUES (?, ?, ?, ?)",
            ((number, archive, *around) for around, number in scopes.items()),
        )
        self.connection.executemany("INSERT INTO symbol VALUES (?, ?, ?, ?, ?, ?)", rows)

    def keep(self, keys: Iterable[str]) -> None:
        """Take out all archives but these."""
        gone = [number for key, (number, _) in self.known().items() if key not in set(keys)]
        marks = ",".join("?" * len(gone))
        with self.connection:
            for statement in (
                f"DELETE FROM symbol WHERE scope IN"
                f" (SELECT id FROM scope WHERE archive IN ({marks}))",
                f"DELETE FROM scope WHERE archive IN ({marks})",
                f"DELETE FROM archive WHERE id IN ({marks})",
            ):
                if gone:
                    self.connection.execute(statement, gone)

    def named(self, lower: str) -> list[Row]:
        """Symbols of this name, without regard to case."""
        return self._rows("name = ?", lower)

    def prefixed(self, lower: str, limit: int) -> list[Row]:
        """Symbols whose name begins so and goes on."""
        return self._rows("name > ? AND name < ? LIMIT ?", lower, lower + "\U0010ffff", limit)

    def qualified(self, name: str) -> list[Row]:
        """Symbols of this qualified name."""
        around, _, last = name.rpartition(".")
        rows = self._rows("name = ? AND qualified = ?", last, around)
        return [row for row in rows if row[1].name == last]

    def inside(self, around: str) -> set[str]:
        """The names of what a package, or a class, declares itself."""
        rows = self.connection.execute(
            "SELECT DISTINCT name FROM symbol JOIN scope ON scope.id = symbol.scope"
            " WHERE qualified = ?",
            (around,),
        )
        return {name for (name,) in rows}

    def names(self, part: str) -> set[str]:
        """All names that have this part, in lower case."""
        found: set[str] = set()
        query = "SELECT names FROM archive WHERE instr(names, ?)"
        for (text,) in self.connection.execute(query, (part,)):
            found.update(_having(text, part) if part else text.split("\n"))
        return found - {""}

    def _rows(self, where: str, *values: str | int) -> list[Row]:
        rows = self.connection.execute(_SELECT + where, values)
        return [
            (
                archive,
                Symbol(
                    f"{around}.{name}" if around else name,
                    name, owner, _KINDS[kind], signature, since, unpacked(old),
                ),
            )
            for archive, around, name, owner, kind, signature, since, old in rows
        ]  # fmt: skip


def _having(text: str, part: str) -> Iterator[str]:
    at = text.find(part)
    while at >= 0:
        end = text.find("\n", at)
        yield text[text.rfind("\n", 0, at) + 1 : end]
        at = text.find(part, end)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("PRAGMA auto_vacuum = FULL")
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

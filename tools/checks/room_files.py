"""Databases of Room as files declare them: their tables, version and steps between versions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tools.checks.noted import arguments, constant, named, split_arguments
from tools.syntax.masking import mask

if TYPE_CHECKING:
    from tools.checks.noted import Argument
    from tools.index import Facts, FileFacts
    from tools.syntax.symbols import Symbol

ROOM = "androidx.room"
_CLASS = re.compile(r"([\w.]+?)\s*(?:::\s*class|\.class)\b")
_STEP = re.compile(r"\bAutoMigration\s*\(")


class Listed(NamedTuple):
    """A class that a database lists: its name as it is written, and where."""

    name: str
    start: int


@dataclass(frozen=True)
class Database:
    """One class with `@Database`; `steps` are its automatic migrations.

    `version` is None where it is no number, `version_at` the offset of what is written for it.
    """

    symbol: "Symbol"
    tables: tuple[Listed, ...]
    views: tuple[Listed, ...]
    version: int | None
    version_at: int
    exported: bool
    steps: frozenset[tuple[str, str]]
    text: str

    @property
    def path(self) -> str:
        """Its file."""
        return self.symbol.path

    @property
    def name(self) -> str:
        """Its simple name."""
        return self.symbol.name


def code_of(path: str, text: str) -> str:
    """The masked text of a source file."""
    return mask(text, templates=path.endswith(".kt")).code


def has_annotation(one: "Symbol", name: str) -> bool:
    """Whether a declaration has an annotation of a simple name."""
    return any(each.rpartition(".")[2] == name for each in one.annotations)


def of_room(file: "FileFacts", name: str) -> bool:
    """Whether a name means that of Room in a file."""
    full = f"{ROOM}.{name}"
    return any((one.name == ROOM and one.star) or one.name == full for one in file.imports) or any(
        full in one.annotations for one in file.symbols
    )


def annotated(file: "FileFacts", name: str) -> "list[Symbol]":
    """The declarations of a file with an annotation of Room."""
    found = [one for one in file.symbols if has_annotation(one, name)]
    return found if found and of_room(file, name) else []


def having(facts: "Facts", name: str) -> "Iterator[Symbol]":
    """Every declaration of the project with an annotation of Room, by path."""
    paths = {*facts.importers(f"{ROOM}.{name}"), *facts.importers(ROOM)}
    for path in sorted(paths):
        file = facts.file(path)
        yield from annotated(file, name) if file else ()


def databases(facts: "Facts") -> list[Database]:
    """Every database of the project, those of tests too."""
    return [read(facts, one) for one in having(facts, "Database")]


def read(facts: "Facts", one: "Symbol") -> Database:
    """A database from its declaration."""
    found = _read(one, facts.text(one.path))
    if found.version is None and found.version_at >= 0:
        written = re.match(r"[\w.]+", found.text[found.version_at :])
        value = constant(facts, one.path, written[0]) if written else None
        return _with_version(found, value)
    return found


def _with_version(found: Database, value: str | None) -> Database:
    from dataclasses import replace

    return replace(found, version=int(value) if value and value.isdigit() else None)


@lru_cache(maxsize=128)
def _read(one: "Symbol", text: str) -> Database:
    code = code_of(one.path, text)
    given = arguments(code, one, "Database") or []
    version = named(given, "version")
    written = text[version.start : version.end] if version else ""
    exported = named(given, "exportSchema")
    steps = named(given, "autoMigrations")
    return Database(
        one,
        tuple(_listed(code, named(given, "entities", 0))),
        tuple(_listed(code, named(given, "views"))),
        int(written) if written.isdigit() else None,
        version.start if version else -1,
        exported is None or text[exported.start : exported.end] != "false",
        frozenset(_steps(code, steps)) if steps else frozenset(),
        text,
    )


def _listed(code: str, value: "Argument | None") -> Iterator[Listed]:
    if value is not None:
        for found in _CLASS.finditer(code, value.start, value.end):
            yield Listed(found[1], found.start(1))


def _steps(code: str, value: "Argument") -> Iterator[tuple[str, str]]:
    for found in _STEP.finditer(code, value.start, value.end):
        given = split_arguments(code, found.end())
        ends = [named(given, name, place) for place, name in enumerate(("from", "to"))]
        yield tuple(code[one.start : one.end] if one else "" for one in ends)  # type: ignore[misc]


def means(facts: "Facts", path: str, written: str) -> "list[Symbol]":
    """The declarations that a type written in a file certainly means; none where it is open."""
    file = facts.file(path)
    head, _, rest = written.partition(".")
    if file is None:
        return []
    full = [one.name for one in file.imports if not one.star and one.simple == head]
    if not full:
        packages = [file.package, *(one.name for one in file.imports if one.star)]
        full = [f"{package}.{head}" if package else head for package in packages]
    for name in full:
        if found := facts.symbol(f"{name}.{rest}" if rest else name):
            return found
    return facts.symbol(written) if "." in written else []

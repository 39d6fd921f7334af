"""Tables of Room as their entities declare them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tools.checks.noted import arguments, constant, named
from tools.checks.room_files import code_of, has_annotation, means

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Symbol

_KINDS = {
    "INTEGER": (
        "Int Long Short Byte Boolean Char int long short byte boolean char Integer Character"
    ),
    "REAL": "Float Double float double",
    "TEXT": "String CharSequence",
    "BLOB": "ByteArray byte[]",
}
_KIND = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_PRIMITIVE = re.compile(r"[a-z]+")
_HARMLESS = frozenset(("Parcelable", "Serializable", "Comparable", "java.io.Serializable"))
_HIDDEN = frozenset(("static", "const", "transient", "abstract"))
_DEEPEST = 4


class Column(NamedTuple):
    """`kind` is INTEGER, REAL, TEXT or BLOB, "" where a converter makes it; `required`: not null.

    `required` is None where the source does not tell.
    """

    kind: str
    required: bool | None


@dataclass
class Table:
    """`name` is None where it is not certain; `complete` tells that all columns are known."""

    name: str | None
    columns: dict[str, Column] = field(default_factory=dict)
    complete: bool = True


def table(facts: "Facts", one: "Symbol") -> Table:
    """The table of an entity."""
    text = facts.text(one.path)
    code = code_of(one.path, text)
    given = arguments(code, one, "Entity") or []
    name = named(given, "tableName")
    found = Table(
        constant(facts, one.path, text[name.start : name.end]) if name else one.name,
        complete=named(given, "ignoredColumns") is None,
    )
    _fill(facts, one, found, "", 0)
    return found


def columns(facts: "Facts", one: "Symbol") -> Table:
    """The columns of a class that is no table, like one that is embedded."""
    found = Table(None)
    _fill(facts, one, found, "", 0)
    return found


def _fill(facts: "Facts", one: "Symbol", found: Table, prefix: str, depth: int) -> None:
    text = facts.text(one.path)
    code = code_of(one.path, text)
    for member in _members(facts, one, text):
        if has_annotation(member, "Embedded"):
            _embed(facts, member, found, prefix, depth)
            continue
        given = arguments(code, member, "ColumnInfo") or []
        written = named(given, "name", 0)
        name: str | None = member.name
        if written:
            name = constant(facts, one.path, text[written.start : written.end])
        if name is None:
            found.complete = False
        else:
            found.columns[prefix + name] = _column(member, one.path.endswith(".java"))
    for base in one.supertypes:
        _inherit(facts, one, base.partition("(")[0].partition("<")[0].strip(), found, prefix, depth)


def _members(facts: "Facts", one: "Symbol", text: str) -> "Iterator[Symbol]":
    for member in facts.members(one.qualified):
        if member.owner != one.qualified or member.kind not in ("property", "field"):
            continue
        if member.path != one.path or _HIDDEN & set(member.modifiers):
            continue
        if any(has_annotation(member, name) for name in ("Ignore", "Relation", "Transient")):
            continue
        if member.receiver or re.search(r"\bget\s*\(", text[member.name_start : member.end]):
            continue
        yield member


def _column(member: "Symbol", java: bool) -> Column:
    written = member.type.strip()
    bare = written.removesuffix("?")
    if java:
        return Column(_KIND.get(bare, ""), True if _PRIMITIVE.fullmatch(bare) else None)
    return Column(_KIND.get(bare, ""), not written.endswith("?") if written else None)


def _embed(facts: "Facts", member: "Symbol", found: Table, prefix: str, depth: int) -> None:
    text = facts.text(member.path)
    given = arguments(code_of(member.path, text), member, "Embedded") or []
    written = named(given, "prefix", 0)
    own = constant(facts, member.path, text[written.start : written.end]) if written else ""
    meant = means(facts, member.path, member.type.strip().removesuffix("?"))
    types = [one for one in meant if one.kind == "class"]
    if own is None or len(types) != 1 or depth > _DEEPEST:
        found.complete = False
    else:
        _fill(facts, types[0], found, prefix + own, depth + 1)


def _inherit(
    facts: "Facts", one: "Symbol", base: str, found: Table, prefix: str, depth: int
) -> None:
    meant = means(facts, one.path, base)
    if len(meant) != 1 or depth > _DEEPEST:
        found.complete = found.complete and base in _HARMLESS
    elif meant[0].kind == "class":
        _fill(facts, meant[0], found, prefix, depth + 1)

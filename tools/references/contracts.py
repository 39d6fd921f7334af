"""What types demand of those below them: members by name and number of parameters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.references.project import Code
from tools.references.source import TYPE_KINDS, Source
from tools.syntax.symbols import Symbol

PROPERTY = -1
"""Stands for the number of parameters where the member is a property."""

Key = tuple[str, int]
"""A member: its name and the number of its parameters."""

OF_ANY = frozenset({("equals", 1), ("hashCode", 0), ("toString", 0), ("clone", 0), ("finalize", 0)})
"""What every class of Kotlin and Java has."""
_CONCRETE_IN_JAVA = frozenset({"default", "static", "private"})
_MEMBER = re.compile(
    r"\b(?P<override>override\s+)?(?:(?:public|protected|internal|final|suspend|operator|infix"
    r"|lateinit|inline|tailrec)\s+)*(?P<kind>fun|val|var)\s+(?:<[^>]*>\s*)?(?:[\w<>?]+\.)?"
    r"(?P<name>\w+|`[^`\n]+`)"
)


@dataclass(frozen=True)
class Overriding:
    """A member of a body that says it overrides, at an offset."""

    key: Key
    start: int


def key(symbol: Symbol) -> Key:
    """A function or property as a type demands it."""
    return symbol.name, len(symbol.parameters) if symbol.kind == "function" else PROPERTY


def forms(symbol: Symbol) -> Iterator[Key]:
    """The keys under which the other language may know a member as well."""
    name, count = key(symbol)
    yield name, count
    if count == PROPERTY:
        capital = name[:1].upper() + name[1:]
        yield from ((f"get{capital}", 0), (f"set{capital}", 1), (f"is{capital}", 0), (name, 0))
        return
    if "suspend" in symbol.modifiers:
        yield name, count + 1
    prefix = re.match(r"(?:get|is)(?=[A-Z])", name) if count == 0 else None
    if prefix and symbol.path.endswith(".java"):
        rest = name[prefix.end() :]
        yield rest[0].lower() + rest[1:], PROPERTY
        yield name, PROPERTY


def own_members(code: Code, qualified: str) -> list[Symbol]:
    """The functions and properties that a type declares itself, its companion's left out."""
    found = code.facts.members(qualified)
    return [
        one
        for one in found
        if one.owner == qualified and one.kind in ("function", "property", "field")
    ]


def type_of(code: Code, qualified: str) -> Symbol | None:
    """The one declaration of a type; None where there are several or none."""
    found = [one for one in code.symbols(qualified) if one.kind in TYPE_KINDS]
    return found[0] if len(found) == 1 else None


def is_abstract(code: Code, member: Symbol, owner: Symbol) -> bool:
    """Whether a class below must say what the member does."""
    if "abstract" in member.modifiers:
        return True
    if owner.kind != "interface" or member.visibility == "private":
        return False
    if owner.path.endswith(".java"):
        return member.kind == "function" and not _CONCRETE_IN_JAVA & {*member.modifiers}
    return member.body < 0 and not _has_accessor(code.source(owner.path), member)


def _has_accessor(source: Source, member: Symbol) -> bool:
    return member.kind == "property" and source.after(member.end)[0] in {"get", "set"}


def overriding(source: Source, brace: int) -> tuple[set[Key], list[Overriding]]:
    """The members that the body of an anonymous class declares, and those that override."""
    keys: set[Key] = set()
    found: list[Overriding] = []
    for match in _MEMBER.finditer(source.code, brace, source.close(brace)):
        if source.enclosing(match.start())[:1] != [brace]:
            continue
        count = PROPERTY
        if match["kind"] == "fun":
            token, at = source.after(match.end())
            if token != "(":
                continue
            count = _count(source.code[at + 1 : source.close(at)])
        one = match["name"].strip("`"), count
        keys.add(one)
        if match["override"]:
            found.append(Overriding(one, match.start("name")))
    return keys, found


def _count(parameters: str) -> int:
    depth, commas = 0, 0
    plain = parameters.replace("->", "").strip().removesuffix(",")
    for sign in plain:
        depth += (sign in "([{<") - (sign in ")]}>")
        commas += sign == "," and depth == 0
    return commas + 1 if plain else 0

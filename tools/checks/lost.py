"""What a draft took from types and packages that are still there, and where it is still used."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.checks.base import Context
from tools.references.project import Code
from tools.references.source import TYPE_KINDS

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Symbol

_RUN_BY_OTHERS = frozenset({"Test", "ParameterizedTest"})
"""What bears these is called by no code, and the names are long and many."""
MANY = 60
"""Where more files hold a name, only those are read that name its type or share its package."""


@dataclass(frozen=True)
class Lost:
    """A declaration that is gone.

    `owner` is the type that had it, "" for a top-level; `old` are all that had its full name;
    `added` are the names that the type or file got instead.
    """

    name: str
    owner: str
    old: tuple["Symbol", ...]
    added: tuple[str, ...]

    @property
    def is_function(self) -> bool:
        """Whether it can only be called or referred to."""
        return all(symbol.kind == "function" for symbol in self.old)

    @property
    def is_type(self) -> bool:
        """Whether it was a type."""
        return any(symbol.kind in TYPE_KINDS for symbol in self.old)


def lost(context: Context, code: Code) -> Iterator[Lost]:
    """The members and top-level functions and properties that the draft took away."""
    seen: set[str] = set()
    for path in context.draft.changed():
        old, new = context.head.file(path), context.facts.file(path)
        kept = {one.qualified for one in new.symbols} if new else set()
        for one in old.symbols if old else ():
            if one.qualified in kept or one.qualified in seen or one.kind == "constructor":
                continue
            if _RUN_BY_OTHERS & {*one.annotations}:
                continue
            seen.add(one.qualified)
            if found := _lost(context, code, one):
                yield found


def _lost(context: Context, code: Code, one: "Symbol") -> Lost | None:
    owner = one.owner.removesuffix(".Companion")
    if context.facts.symbol(one.qualified) or "operator" in one.modifiers:
        return None
    if not owner:
        return None if one.kind in TYPE_KINDS else _named(context, one, owner)
    if any(each.kind == "typealias" for each in context.facts.symbol(owner)):
        return None
    if not code.is_type(owner) or has(code, owner, one.name) or _is_called_else(code, owner, one):
        return None
    if _is_override(one) and (code.is_open(owner) or not context.head.symbol(owner)):
        return None
    return _named(context, one, owner)


def _is_called_else(code: Code, owner: str, one: "Symbol") -> bool:
    """Whether a use may mean what another language calls so: a getter for its property."""
    others = [name for name in variants(one.name) if name != one.name]
    found = [each for name in others for each in code.members(owner, name)]
    return any(each.visibility != "private" for each in found)


def _is_override(one: "Symbol") -> bool:
    return "override" in one.modifiers or "Override" in one.annotations


def _named(context: Context, one: "Symbol", owner: str) -> Lost:
    old = tuple(context.head.symbol(one.qualified))
    group = "function" if one.kind == "function" else one.kind
    now, before = _beside(context.facts, one, owner), _beside(context.head, one, owner)
    names = {other.name for other in before}
    added = {other.name for other in now if other.kind == group and other.name not in names}
    return Lost(one.name, owner, old, tuple(sorted(added)))


def _beside(facts: "Facts", one: "Symbol", owner: str) -> "list[Symbol]":
    if owner:
        return facts.members(owner)
    file = facts.file(one.path)
    return [other for other in file.symbols if not other.owner] if file else []


def has(code: Code, owner: str, name: str) -> bool:
    """Whether a type has a member or a nested type of this name, its supertypes included."""
    if code.members(owner, name):
        return True
    around = (owner, *code.ancestors(owner))
    return any(code.is_type(f"{one}.{name}") for one in around) or any(
        symbol.owner in {one, f"{one}.Companion"}
        for one in around
        for symbol in code.symbols(f"{one}.Companion.{name}")
    )


def variants(name: str) -> tuple[str, ...]:
    """A name and what the other language calls it: `title`, `getTitle`, `setTitle`."""
    for prefix in ("get", "set", "is"):
        rest = name.removeprefix(prefix)
        if rest != name and rest[:1].isupper():
            return (name, rest[0].lower() + rest[1:])
    capital = name[:1].upper() + name[1:]
    return (name, f"get{capital}", f"set{capital}", f"is{capital}")


def users(context: Context, one: Lost) -> list[str]:
    """The files in which the lost name may still be used, by path."""
    if all(symbol.visibility == "private" for symbol in one.old):
        homes = sorted({symbol.path for symbol in one.old})
        return [path for path in homes if _is_there(context, path)]
    paths = context.facts.saying(one.name)
    package = _package(context, one)
    if one.owner and len(paths) <= MANY:
        return paths
    found = []
    for path in paths:
        file = context.facts.file(path)
        near = file is not None and (
            file.package == package
            or any(entry.star and entry.name == package for entry in file.imports)
        )
        simple = one.owner.rpartition(".")[2]
        if near or (simple and simple in context.facts.text(path)):
            found.append(path)
    return found


def callers(context: Context, one: "Symbol") -> list[str]:
    """The files that may use a declaration that is still there, by path."""
    found = {*users(context, Lost(one.name, one.owner, (one,), ()))}
    found.update(context.facts.importers(one.qualified))
    return sorted(path for path in found if one.name in context.facts.text(path))


def _is_there(context: Context, path: str) -> bool:
    return context.facts.file(path) is not None


def _package(context: Context, one: Lost) -> str:
    file = context.head.file(one.old[0].path)
    return file.package if file else ""

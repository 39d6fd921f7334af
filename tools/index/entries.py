"""The keys by which a file is found, beside its words."""

from collections.abc import Callable, Collection, Mapping, Set

from tools.android import resources
from tools.index.facts import FileFacts
from tools.syntax.symbols import Symbol

_NONE = frozenset[str]()
_DEPRECATED = ("Deprecated", "kotlin.Deprecated", "java.lang.Deprecated")


def entry_key(kind: str, key: str) -> str:
    """What a file is found by, told from a term by its colon."""
    return f"{kind}:{key}"


def entries(facts: FileFacts) -> set[str]:
    """The keys that a file is looked up by, each with the kind of its key."""
    found: set[str] = set()
    for symbol in facts.symbols:
        found.add(f"name:{symbol.name}")
        if symbol.owner:
            found.add(f"owner:{symbol.owner}")
        if not symbol.owner or "." in symbol.name:  # others are found by owner and name
            found.add(f"qualified:{symbol.qualified}")
        if symbol.annotations and is_deprecated(symbol):
            found.add(f"deprecated:{symbol.name}")
    for one in facts.imports:
        if not one.star:
            found.add(f"import:{one.simple} {one.name}")
        found.add(f"imported:{one.name}")
    found.update([f"resource:{resources.key(one.type, one.name)}" for one in facts.resources])
    found.update([f"use:{resources.key(one.type, one.name)}" for one in facts.resource_refs])
    found.update([f"class:{one.name.rpartition('.')[2]}" for one in facts.class_refs])
    if facts.package:
        found.add(f"package:{facts.package}")
    return found


Finding = Callable[[str, Collection[str]], Mapping[str, Set[str]]]
"""Gives the files of some keys of a kind; keys without a file may be left out."""


def declaring(find: Finding, names: Collection[str]) -> dict[str, Set[str]]:
    """The files that declare each of some qualified names, those without one left out."""
    found = dict(find("qualified", names))
    parts = {name: name.rpartition(".") for name in names}
    held = find("owner", {owner for owner, _, _ in parts.values() if owner})
    named = find("name", {simple for owner, _, simple in parts.values() if owner in held})
    for name, (owner, _, simple) in parts.items():
        if members := held.get(owner, _NONE) & named.get(simple, _NONE):
            found[name] = found.get(name, _NONE) | members
    return found


def is_deprecated(symbol: Symbol) -> bool:
    """Whether a declaration bears the mark that its authors want no new uses."""
    return any(one in _DEPRECATED for one in symbol.annotations)

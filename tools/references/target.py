"""Which declarations a written name can mean; the members of one family count once."""

from dataclasses import dataclass
from typing import Literal

from tools.references.project import Code
from tools.references.source import TYPE_KINDS, type_head
from tools.syntax.symbols import Symbol


@dataclass(frozen=True)
class Target:
    """The declarations that have their name together.

    `owners` are the types that declare the member, `covers` all types through which it is
    reached (both empty for top levels); `qualified` are their full names.
    """

    kind: Literal["type", "top", "member"]
    name: str
    symbols: tuple[Symbol, ...]
    owners: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()

    @property
    def qualified(self) -> frozenset[str]:
        """The qualified names of the declarations."""
        return frozenset(symbol.qualified for symbol in self.symbols)

    @property
    def label(self) -> str:
        """The shortest name that says what is meant."""
        first = self.symbols[0]
        owner = first.owner.removesuffix(".Companion").rpartition(".")[2]
        return f"{owner}.{self.name}" if owner else self.name

    @property
    def is_function(self) -> bool:
        """Whether all declarations are functions."""
        return all(symbol.kind == "function" for symbol in self.symbols)

    @property
    def private_to(self) -> frozenset[str]:
        """The files outside which the name cannot be used; empty: no limit."""
        if all(symbol.visibility == "private" for symbol in self.symbols):
            return frozenset(symbol.path for symbol in self.symbols)
        return frozenset()


def find_targets(code: Code, symbol: str) -> list[Target]:
    """All that a name can mean; the members of one family count once."""
    written = symbol.strip().strip("`").removesuffix("()").replace("#", ".").replace("::", ".")
    name = written.rpartition(".")[2]
    found = [entry for entry in code.named(name) if _is_meant(entry, written)]
    return _targets(code, name, [entry for entry in found if entry.kind != "constructor"])


def _is_meant(symbol: Symbol, written: str) -> bool:
    full = symbol.qualified.replace(".Companion.", ".")
    names = [symbol.qualified, full]
    if symbol.receiver:
        names.append(f"{type_head(symbol.receiver)}.{symbol.name}")
    return any(f".{name}".endswith(f".{written}") for name in names)


def _targets(code: Code, name: str, found: list[Symbol]) -> list[Target]:
    targets: list[Target] = []
    groups: dict[str, list[Symbol]] = {}
    for symbol in found:
        groups.setdefault(symbol.qualified, []).append(symbol)
    for qualified, symbols in groups.items():
        if any(qualified in target.qualified for target in targets):
            continue
        if any(symbol.kind in TYPE_KINDS for symbol in symbols):  # with its factory function
            symbols.sort(key=lambda symbol: symbol.kind not in TYPE_KINDS)
            targets.append(Target("type", name, tuple(symbols)))
        elif not symbols[0].owner:
            targets.append(Target("top", name, tuple(symbols)))
        else:
            targets.append(_member(code, name, symbols[0].owner))
    return targets


def _member(code: Code, name: str, owner: str) -> Target:
    """The member with all that it overrides and that overrides it."""
    owners: dict[str, None] = {owner: None}
    queue = [owner]
    below: set[str] = set()
    while queue:
        current = queue.pop(0)
        down = code.descendants(current)
        below.update(down)
        for related in (*code.ancestors(current), *down, *_entries(code, current, name)):
            if related not in owners and _declares(code, related, name):
                owners[related] = None
                queue.append(related)

    def _depth(symbol: Symbol) -> int:
        return sum(name in owners for name in code.ancestors(symbol.owner))

    symbols = [
        symbol
        for place in owners
        for symbol in code.symbols(f"{place}.{name}")
        if symbol.kind not in TYPE_KINDS and symbol.kind != "constructor"
    ]
    symbols.sort(key=lambda symbol: (symbol.owner.rpartition(".")[0] in owners, _depth(symbol)))
    covers = {*owners, *below, *(place.removesuffix(".Companion") for place in owners)}
    return Target("member", name, tuple(symbols), frozenset(owners), frozenset(covers))


def _entries(code: Code, owner: str, name: str) -> list[str]:
    """The entries of an enum that override a member, or the enum of such an entry."""
    if any(symbol.kind == "enum_entry" for symbol in code.symbols(owner)):
        return [owner.rpartition(".")[0]]
    around = {symbol.owner for symbol in code.named(name)}
    return sorted(
        place
        for place in around
        if place.rpartition(".")[0] == owner
        and any(symbol.kind == "enum_entry" for symbol in code.symbols(place))
    )


def _declares(code: Code, owner: str, name: str) -> bool:
    return any(
        symbol.owner == owner and symbol.kind not in TYPE_KINDS and symbol.visibility != "private"
        for symbol in code.symbols(f"{owner}.{name}")
    )

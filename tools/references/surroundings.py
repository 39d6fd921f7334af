"""What a declaration uses, in few lines: signatures, texts of resources, catalog aliases."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android import resources
from tools.index.outlining import brief_line
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.source import Source

if TYPE_CHECKING:
    from tools.index import Index
    from tools.index.view import Facts
    from tools.syntax.symbols import Identifier, Symbol


_NO_USE = frozenset({"argument", "label"})
_LONGEST = 140
_MOST_OVERLOADS = 3


def used_lines(facts: "Facts", symbol: "Symbol") -> list[str]:
    """One line for each thing of the project that a declaration uses, in the order of use.

    What stands in the declaration itself is left out, as is what no declaration makes certain.
    """
    code = Code(facts, facts)
    signatures = [_line(code, one) for one in used_symbols(code, symbol)]
    return list(dict.fromkeys([*signatures, *_texts(facts, symbol)]))


def library_lines(index: "Index", facts: "Facts", symbol: "Symbol") -> list[str]:
    """The signatures of imported functions and constructors that a declaration calls.

    Nothing where Gradle has no cache yet, so that the machine cannot tell what versions are used.
    """
    from tools.library import Libraries
    from tools.library.gradle_cache import GradleCache, gradle_home

    names = _foreign(facts, symbol)
    if not names or not GradleCache(gradle_home()).exists():
        return []
    with Libraries.of(index) as libraries:
        return [line for name in names for line in libraries.called(name)[:_MOST_OVERLOADS]]


def _foreign(facts: "Facts", symbol: "Symbol") -> list[str]:
    """The full names that the file imports, the declaration calls and the project lacks."""
    parsed = facts.parsed(symbol.path)
    if parsed is None:
        return []
    imported = {one.simple: one.name for one in parsed.imports if not one.star}
    uses = (one for one in parsed.identifiers if symbol.start <= one.start < symbol.end)
    called = dict.fromkeys(one.name for one in uses if one.role == "call")
    names = (imported[one] for one in called if one in imported)
    return [one for one in names if not facts.symbol(one)]


def used_symbols(code: Code, symbol: "Symbol") -> list["Symbol"]:
    """The declarations of the project that a declaration names, each once."""
    receivers = Receivers(code)
    source = code.source(symbol.path)
    parsed = code.facts.parsed(symbol.path)
    found: dict[tuple[str, int], Symbol] = {}
    asked: set[tuple[str, str, bool]] = set()
    for use in parsed.identifiers if parsed else ():
        key = (use.name, use.receiver, use.role == "type")
        if not symbol.start <= use.start < symbol.end or key in asked or use.role in _NO_USE:
            continue
        asked.add(key)
        for one in _meant(receivers, source, use)[:2]:
            inside = one.path == symbol.path and symbol.start <= one.start < symbol.end
            if not inside and one.kind != "enum_entry":
                found.setdefault((one.path, one.name_start), one)
    return list(found.values())


def _meant(receivers: Receivers, source: Source, use: "Identifier") -> list["Symbol"]:
    code = receivers.code
    at = use.start
    before, dot = source.before(at)
    if use.receiver and before in {".", "?.", "::"}:
        owner = receivers.before(source, dot).type
        return code.members(owner, use.name) if owner else _extensions(code, source, use.name)
    named = code.type_named(source, use.name, at) if use.name[:1].isupper() else ""
    types = [one for one in code.symbols(named) if one.kind != "constructor"]
    return types or receivers.bare(source, at, use.name)


def _extensions(code: Code, source: Source, name: str) -> list["Symbol"]:
    """An extension function that the file imports or has beside it."""
    return [one for one in code.top_level(source, name) if one.receiver]


def _line(code: Code, symbol: "Symbol") -> str:
    owner = symbol.owner.removesuffix(".Companion").rpartition(".")[2]
    facts = code.facts.file(symbol.path)
    told = brief_line(symbol, facts.symbols if facts else ())
    if symbol.kind == "property" and not symbol.type:
        told = symbol.signature[:_LONGEST]  # its value tells what it is
    return f"{owner}: {told}" if owner else told


def _texts(facts: "Facts", symbol: "Symbol") -> Iterator[str]:
    """The default text of each string and the like that the declaration refers to."""
    own = facts.file(symbol.path)
    for ref in own.resource_refs if own else ():
        if not symbol.start <= ref.start < symbol.end:
            continue
        for one in facts.resources(ref.type, ref.name):
            if not one.qualifier and one.value:
                yield f"{ref.type}/{ref.name} = {resources.shown_text(one.value)[:80]}"

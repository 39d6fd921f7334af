"""What a model is shown of a file or project: signatures and line numbers, no bodies."""

from collections.abc import Container, Iterator, Sequence

from tools.index.facts import FileFacts
from tools.index.view import Facts
from tools.index.words import terms
from tools.syntax.symbols import ParsedSource, Symbol

_SIGNATURE = 160
_BRIEF = 140
_STRINGS = 60
_BINDING = ("class", "annotation", "enum")


def outline(source: Facts | ParsedSource, path: str) -> str:
    """The declarations of a file, one a line with its line number, nested ones indented.

    "" where the file declares nothing. Files of resources give their entries.
    """
    if isinstance(source, ParsedSource):
        return "\n".join(_lines(source.package, source.symbols))
    facts = source.file(path)
    if facts is None:
        return ""
    if facts.symbols:
        return "\n".join(_lines(facts.package, facts.symbols))
    shown = [
        f"{one.line}: {one.type}/{one.name}"
        + (f" = {' '.join(one.value.split())[:80]}" if one.value else "")
        for one in facts.resources
        if one.start >= 0
    ]
    rest = [f"… {len(shown) - _STRINGS} more"] if len(shown) > _STRINGS else []
    return "\n".join([*shown[:_STRINGS], *rest])


def _lines(package: str, symbols: tuple[Symbol, ...]) -> list[str]:
    depths: dict[str, int] = {}
    found: list[str] = []
    bound = {(s.owner, p.start) for s in symbols for p in s.parameters if s.kind == "class"}
    starts = {start for _, start in bound}
    for symbol in symbols:
        depth = depths.get(symbol.owner, -1) + 1 if symbol.owner else 0
        if symbol.kind not in ("function", "property", "constructor", "typealias"):
            depths[symbol.qualified] = depth
        if symbol.name_start in starts:
            continue  # the class line shows it already
        marks = "".join(f"@{name} " for name in symbol.annotations[:3])
        signature = symbol.signature
        if len(signature) > _SIGNATURE:
            signature = signature[: _SIGNATURE - 1] + "…"
        found.append(f"{symbol.line}: {'  ' * depth}{marks}{signature}")
    return [f"package {package}", *found] if package and found else found


def brief(symbols: Sequence[Symbol]) -> Iterator[tuple[Symbol, str]]:
    """What other files can use of a file, one line a declaration: no private ones, no values.

    The entries of an enum stand in its own line, and so do properties of a row without types.
    """
    depths: dict[str, int] = {}
    row: list[Symbol] = []
    for symbol in _usable(symbols):
        depth = depths.get(symbol.owner, -1) + 1 if symbol.owner else 0
        depths[symbol.qualified] = depth
        if row and (row[0].owner != symbol.owner or not _is_value(symbol)):
            yield row[0], _row(row, depths)
            row = []
        if _is_value(symbol):
            row.append(symbol)
        elif symbol.name == "Companion":
            depths[symbol.qualified] = depth - 1
        else:
            yield symbol, f"{symbol.line}: {'  ' * depth}{brief_line(symbol, symbols)}"
    if row:
        yield row[0], _row(row, depths)


def _usable(symbols: Sequence[Symbol]) -> Iterator[Symbol]:
    """The declarations with a line of their own: one of overloads, not what a class line shows."""
    bound = {p.start for s in symbols for p in s.parameters if s.kind in _BINDING}
    hidden: set[str] = set()
    functions: set[str] = set()
    for symbol in symbols:
        if symbol.owner in hidden or symbol.visibility == "private":
            hidden.add(symbol.qualified)
            continue
        overloads = symbol.kind == "function" and symbol.qualified in functions
        is_inside = symbol.kind in ("enum_entry", "constructor") or symbol.name_start in bound
        if not overloads and not is_inside:
            yield symbol
        if symbol.kind == "function" and not symbol.receiver:
            functions.add(symbol.qualified)


def _is_value(symbol: Symbol) -> bool:
    return symbol.kind in ("property", "field") and not symbol.type and not symbol.receiver


def _row(symbols: list[Symbol], depths: dict[str, int]) -> str:
    first = symbols[0]
    names = ", ".join(symbol.name for symbol in symbols)
    return _cut(f"{first.line}: {'  ' * depths[first.qualified]}val {names}")


def brief_line(symbol: Symbol, symbols: Sequence[Symbol]) -> str:
    """A declaration in a line without its value; `symbols` hold the entries of an enum."""
    told = symbol.signature
    if symbol.kind in ("property", "field"):
        told = told.partition(" = ")[0].partition(" by ")[0]
    if symbol.kind == "enum":
        names = [s.name for s in symbols if s.owner == symbol.qualified and s.kind == "enum_entry"]
        told = f"{told} {{ {', '.join(names)} }}" if names else told
    return _cut(f"@Composable {told}" if "Composable" in symbol.annotations else told)


def _cut(line: str) -> str:
    return line if len(line) <= _BRIEF else f"{line[: _BRIEF - 1]}…"


def resource_lines(facts: FileFacts, asked: Container[str]) -> list[str]:
    """The resources of a file that hold one of these terms in name or text."""
    found = []
    for one in facts.resources:
        words = {*terms(one.name), *terms(one.value)}
        if one.start >= 0 and any(word in asked for word in words):
            value = f" = {' '.join(one.value.split())[:80]}" if one.value else ""
            found.append(f"{one.line}: {one.type}/{one.name}{value}")
    return found

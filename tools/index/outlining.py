"""What a model is shown of a file or project: signatures and line numbers, no bodies."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tools.index.view import Facts
from tools.syntax.symbols import ParsedSource, Symbol

if TYPE_CHECKING:
    from tools.index.index import Index

_SIGNATURE = 160
_STRINGS = 60
_CHARACTERS_PER_TOKEN = 3.2


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


def estimate(text: str) -> int:
    """Tokens of a text, on the high side."""
    return int(len(text) / _CHARACTERS_PER_TOKEN) + 1


def draw_map(index: "Index", tokens: int, query: str, count: Callable[[str], int] | None) -> str:
    """Outlines of the most relevant files until the budget is spent; deterministic."""
    measure = count or estimate
    facts = index.view()
    shown: list[str] = []
    spent = 0
    for path in _order(index, query):
        text = outline(facts, path)
        block = f"{path}\n{text}\n" if text else f"{path}\n"
        cost = measure(block)
        if spent + cost > tokens:
            block, cost = _cut(block, tokens - spent, measure)
        if not block:
            break
        shown.append(block)
        spent += cost
    return "\n".join(shown)


def _cut(block: str, room: int, measure: Callable[[str], int]) -> tuple[str, int]:
    """The first lines of a block that fit, and their cost; ("", 0) for less than three."""
    lines = block.rstrip("\n").split("\n")
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high + 1) // 2
        if measure("\n".join(lines[:middle]) + "\n…\n") <= room:
            low = middle
        else:
            high = middle - 1
    if low < 3:
        return "", 0
    text = "\n".join(lines[:low]) + "\n…\n"
    return text, measure(text)


def _order(index: "Index", query: str) -> list[str]:
    if query.strip():
        return [hit.path for hit in index.search(query, 60)]
    return central(index)


def central(index: "Index") -> list[str]:
    """The files that most others import from, for a map without a question."""
    from tools.index.search import is_test

    weights: dict[str, int] = {}
    for key, _ in index.prefixed("imported", ""):
        weights[key] = weights.get(key, 0) + 1
    ranked: dict[str, int] = {}
    for qualified, weight in weights.items():
        for path in index.find("qualified", qualified):
            if not is_test(path):
                ranked[path] = max(ranked.get(path, 0), weight)
    return sorted(ranked, key=lambda path: (-ranked[path], path))

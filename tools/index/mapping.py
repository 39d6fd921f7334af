"""A map of a project within a budget of tokens: modules first, then files, then signatures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.index.central import central_files, modules_by_use, uses_of
from tools.index.outlining import brief, resource_lines
from tools.index.words import terms

if TYPE_CHECKING:
    from tools.android.project import Module
    from tools.index.index import Index
    from tools.syntax.symbols import Symbol

Count = Callable[[str], int]
"""Tokens of a text."""

_FILES = 150
_FOR_MODULES = 0.3
"""The part of the budget that modules may take."""

_HEAD_START = 3
"""How many files are named before the first one is opened."""

_PACE = 1.5
"""How many files are named while one more is opened."""

_STEP = 0.9
"""How many files are named while an open one gets one more line."""

_OPENED = 12
"""The most lines that one file gets while there are other files."""


@dataclass(frozen=True)
class _Piece:
    """A line of the map and its place: folder, file, line in the file; `rank` orders what fits."""

    rank: tuple[float, int]
    place: tuple[int, int, int]
    text: str


def draw_map(index: "Index", tokens: int, query: str, count: Count) -> str:
    """The most relevant part of the project in at most `tokens` by `count`; deterministic.

    With words in `query`, what they are about; without, what most of the project is built on.
    """
    asked = query.strip()
    files = _asked_files(index, asked) if asked else central_files(index, _FILES)
    head = _modules(index, files if asked else [], int(tokens * _FOR_MODULES), count)
    pieces, folders = _pieces(index, files, asked)
    pieces.sort(key=lambda piece: piece.rank)

    def render(shown: int) -> str:
        return "\n\n".join(filter(None, (head, _lay_out(pieces[:shown], folders))))

    return _largest(render, len(pieces), lambda text: count(f"{text}\n") <= tokens)


def _largest(render: Callable[[int], str], most: int, fits: Callable[[str], bool]) -> str:
    """What is rendered of the most pieces that fit; "" where not even none of them does."""
    low, high = 0, 16
    while high < most and fits(render(high)):
        low, high = high, high * 2
    high = min(high, most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(render(middle)) else (low, middle - 1)
    text = render(low)
    return text if fits(text) else ""


def _asked_files(index: "Index", query: str) -> list[str]:
    return [hit.path for hit in index.search(query, _FILES // 3)]


def _modules(index: "Index", files: list[str], room: int, count: Count) -> str:
    """The modules: those of the files, or all, with what they use where there is room for it."""
    project = index.project()
    ranked = modules_by_use(project)
    if files:
        own = {module.path for path in files[:12] if (module := project.module_of(path))}
        used = {path for one in ranked if one.path in own for path in uses_of(project, one)}
        ranked = [one for one in ranked if one.path in own | used]
        ranked.sort(key=lambda one: one.path not in own)
    if len(ranked) < 2:
        return ""
    full = ["Modules and what they use:", *(_module_line(index, one) for one in ranked)]
    if count("\n".join(full)) <= room:
        return "\n".join(full)
    lines = ["Modules, the most used first:", *_grouped(ranked)]
    return _largest(lambda shown: "\n".join(lines[: shown + 1]), len(lines) - 1,
                    lambda text: count(text) <= room)  # fmt: skip


def _module_line(index: "Index", module: "Module") -> str:
    used = ", ".join(uses_of(index.project(), module))
    kind = " (application)" if module.kind == "application" else ""
    return f"{module.path}{kind}{f' -> {used}' if used else ''}"


def _grouped(modules: "list[Module]") -> Iterator[str]:
    """`:core: model, data, ...`: the modules of one parent in a line, in their order."""
    groups: dict[str, list[str]] = {}
    for module in modules:
        parent, _, name = module.path.rpartition(":")
        groups.setdefault(parent, []).append(name)
    for parent, names in groups.items():
        yield f"{parent}: {', '.join(names)}" if parent else ", ".join(f":{one}" for one in names)


def _pieces(index: "Index", files: list[str], query: str) -> tuple[list[_Piece], list[str]]:
    """The lines of all files with their ranks and places; the folders in their order."""
    asked = set(terms(query))
    folders: dict[str, int] = {}
    pieces: list[_Piece] = []
    for at, path in enumerate(files):
        folder, _, name = path.rpartition("/")
        place = folders.setdefault(folder, len(folders))
        pieces.append(_Piece((at, 0), (place, at, -1), f"  {name}"))
        for line, (lateness, text) in enumerate(_opened(index, path, asked)):
            rank = _PACE * at + _HEAD_START + lateness
            pieces.append(_Piece((rank, line), (place, at, line), f"    {text}"))
    return pieces, list(folders)


def _opened(index: "Index", path: str, asked: set[str]) -> Iterator[tuple[float, str]]:
    """The lines of a file in its order, each with how much later than the first it comes."""
    facts = index.file(path)
    if facts is None:
        return
    if not facts.symbols:
        yield from ((_STEP * at, line) for at, line in enumerate(resource_lines(facts, asked)))
        return
    shown = list(brief(facts.symbols))
    named = {s.qualified for s, _ in shown if asked & set(terms(s.name))}
    wanted = named | {s.owner for s, _ in shown if s.qualified in named}
    order = sorted(range(len(shown)), key=lambda at: (_interest(shown[at][0], wanted), at))
    late = {at: _STEP * turn if turn < _OPENED else _FILES for turn, at in enumerate(order)}
    yield from ((late[at], line) for at, (_, line) in enumerate(shown))


def _interest(symbol: "Symbol", wanted: set[str]) -> int:
    """What is shown of a file first: what was asked for, types and functions, then the rest."""
    if symbol.qualified in wanted:
        return 0
    is_value = symbol.kind in ("property", "field")
    return (1 if not symbol.owner else 2) + is_value + ("override" in symbol.modifiers)


def _lay_out(pieces: list[_Piece], folders: list[str]) -> str:
    """The pieces in their places: each folder once, its files below it."""
    lines: list[str] = []
    folder = file = -1
    for piece in sorted(pieces, key=lambda one: one.place):
        if piece.place[0] != folder:
            folder = piece.place[0]
            lines.append(f"{folders[folder]}/")
        file = piece.place[1]
        lines.append(piece.text)
    return "\n".join(lines) if file >= 0 else ""

"""Finds the place in a file that a model means by a text it quotes, however badly."""

import re
from dataclasses import dataclass

from tools.base import Retry
from tools.edits.indentation import columns, leading

THRESHOLD = 90.0
"""Least likeness, in percent, of a fuzzy match."""
MARGIN = 5.0
"""By how much the best fuzzy match must beat the next one."""
MAX_LINES = 20_000
MAX_WINDOW = 400
SHOWN_PLACES = 8
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Place:
    """A range of characters in a text, and how it was found: exact, spaces or fuzzy."""

    start: int
    end: int
    how: str


def find(text: str, old: str, *, near: int | None = None, path: str = "") -> Place:
    """The one place of `old` in `text`; `near` is a line (from 1) that picks among several.

    Retry `ambiguous` (values `count`, `places`: line and text) where several fit, `not-found`
    (values `line`, `text`: the real text most like it) where none does.
    """
    wanted = old.strip("\n")
    if not wanted.strip():
        raise Retry("not-found", "the text to replace is empty", path=path, line=1, text="")
    for places in (_exact(text, wanted), _squeezed(text, wanted)):
        if places:
            return _single(text, places, near, path)
    return _fuzzy(text, wanted, path)


def _exact(text: str, old: str) -> list[Place]:
    places: list[Place] = []
    at = text.find(old)
    while at >= 0:
        places.append(Place(at, at + len(old), "exact"))
        at = text.find(old, at + len(old))
    return places


def _squeezed(text: str, old: str) -> list[Place]:
    """Places that differ from `old` in white space only."""
    offsets = [index for index, character in enumerate(text) if not character.isspace()]
    solid = "".join(text.split())
    wanted = "".join(old.split())
    words = _WORD.findall(old)
    places: list[Place] = []
    at = solid.find(wanted)
    while at >= 0:
        start, end = offsets[at], offsets[at + len(wanted) - 1] + 1
        if _whole_words(text, start, end) and _WORD.findall(text, start, end) == words:
            places.append(Place(start, end, "spaces"))
        at = solid.find(wanted, at + len(wanted))
    return places


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether the range neither starts nor ends in the middle of a word."""
    inside_start = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    inside_end = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not (inside_start or inside_end)


def _single(text: str, places: list[Place], near: int | None, path: str) -> Place:
    if len(places) == 1:
        return places[0]
    lines = [text.count("\n", 0, place.start) + 1 for place in places]
    if near is not None:
        distances = sorted((abs(line - near), index) for index, line in enumerate(lines))
        if distances[0][0] < distances[1][0]:
            return places[distances[0][1]]
    rows = text.split("\n")
    shown = [(line, rows[line - 1].strip()) for line in lines[:SHOWN_PLACES]]
    sentence = f"the text occurs {len(places)} times (lines {', '.join(map(str, lines))})"
    listed = "\n".join(f"{line}: {row}" for line, row in shown)
    raise Retry("ambiguous", sentence, path=path, count=len(places), places=shown, text=listed)


def _fuzzy(text: str, old: str, path: str) -> Place:
    """The one window of lines that is much like `old`, and clearly more so than any other."""
    lines = text.split("\n")
    wanted = [line for line in old.split("\n") if line.strip()]
    scored = _windows(lines, wanted)
    if not scored:
        raise Retry("not-found", "the text is not in the file", path=path, line=1, text="")
    score, first, last = scored[0]
    rival = next((one[0] for one in scored[1:] if one[2] < first or one[1] > last), 0.0)
    big_enough = len(wanted) > 1 or len(wanted[0].strip()) >= 16
    if score >= THRESHOLD and score - rival >= MARGIN and big_enough:
        start = sum(len(line) + 1 for line in lines[:first])
        end = sum(len(line) + 1 for line in lines[: last + 1]) - 1
        return Place(start + len(leading(lines[first])), end, "fuzzy")
    nearest = "\n".join(lines[first : last + 1]) if score >= 40 else ""
    sentence = "the text is not in the file"
    if nearest:
        sentence += f"; the nearest is at line {first + 1}"
    raise Retry("not-found", sentence, path=path, line=first + 1, text=nearest)


def _windows(lines: list[str], wanted: list[str]) -> list[tuple[float, int, int]]:
    """The best windows as (likeness, first line, last line), counted from 0, best first."""
    from rapidfuzz import fuzz, process

    if not wanted or len(lines) > MAX_LINES or len(wanted) > MAX_WINDOW:
        return []
    filled = [index for index, line in enumerate(lines) if line.strip()]
    flat = [_flat(lines[index]) for index in filled]
    size = len(wanted)
    goal = "\n".join(_flat(line) for line in wanted)
    spans: list[tuple[int, int]] = []
    for width in sorted({size, max(1, size - 1), size + 1}):
        spans += [(at, at + width - 1) for at in range(len(filled) - width + 1)]
    choices = ["\n".join(flat[first : last + 1]) for first, last in spans]
    best = process.extract(goal, choices, scorer=fuzz.ratio, limit=12)
    return [(match[1], filled[spans[match[2]][0]], filled[spans[match[2]][1]]) for match in best]


def _flat(line: str) -> str:
    return _SPACE.sub(" ", line.strip())


def reindent(new: str, old: str, text: str, place: Place) -> str:
    """`new` moved from the indentation in which the model quoted `old` to that of its place.

    The first line of a place starts after its indentation, so that of the answer has none.
    """
    new = new.strip("\n")
    line_start = text.rfind("\n", 0, place.start) + 1
    real = leading(text[line_start:])
    alone = place.start == line_start + len(real)
    if place.how == "exact":
        return _continued(new, real) if alone and "\n" not in old.strip("\n") else new
    if not alone:
        return new.strip()
    quoted = next((columns(leading(line)) for line in old.split("\n") if line.strip()), 0)
    moved: list[str] = []
    for line in new.split("\n"):
        width = columns(leading(line)) - quoted
        space = real + " " * width if width >= 0 else real[: max(0, len(real) + width)]
        moved.append(space + line.lstrip() if line.strip() else "")
    return "\n".join(moved)[len(leading(moved[0])) :] if moved else ""


def _continued(new: str, real: str) -> str:
    """An answer of several lines to a quoted line without its indentation `real`."""
    first, *rest = new.split("\n")
    filled = [columns(leading(line)) for line in rest if line.strip()]
    if not filled or leading(first) or min(filled) >= columns(real):
        return new
    return "\n".join([first, *(real + line if line.strip() else "" for line in rest)])

"""The changed lines of a file as a model reads them: numbered, with a few lines around."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

AROUND = 6
"""Lines of context on each side."""

MOST = 120
"""Lines of one file that are shown."""


@dataclass(frozen=True)
class Hunk:
    """Some lines in a row; `fresh` are the new ones, from 1."""

    text: str
    fresh: tuple[int, ...]


def hunks(lines: Sequence[str], fresh: Collection[int]) -> list[Hunk]:
    """The hunks of a file, in order, until enough lines are shown."""
    found: list[Hunk] = []
    left = MOST
    for first, last in _spans(sorted(fresh), len(lines)):
        last = min(last, first + left - 1)
        numbers = range(first, last + 1)
        shown = [f"{n}{'+' if n in fresh else ' '} {lines[n - 1]}" for n in numbers]
        found.append(Hunk("\n".join(shown), tuple(n for n in numbers if n in fresh)))
        left -= len(numbers)
        if left <= 0:
            break
    return found


def _spans(fresh: Sequence[int], count: int) -> list[tuple[int, int]]:
    """The first and last lines of each hunk; those that touch are one."""
    spans: list[tuple[int, int]] = []
    for number in fresh:
        first, last = max(1, number - AROUND), min(count, number + AROUND)
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans

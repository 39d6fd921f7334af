"""Lays a table out for a terminal: columns where they fit, else entries of one headline each."""

from collections.abc import Sequence
from textwrap import wrap

_GAP = "  "
_LEAST = 24
"""The fewest columns in which the last cell of a line may be wrapped."""


def lay_out(heads: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> list[str]:
    """The table's lines, the first of them the heads; entries have no heads.

    All but the last column keep their cells whole. Where that leaves the last one too little
    room, each line of the table becomes an entry: its first cell over the others, indented.
    """
    columns = list(zip(*(heads, *lines), strict=True))
    widths = [max(map(len, column)) for column in columns]
    room = width - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1)
    if room < min(widths[-1], _LEAST):
        return ["", *(part for line in lines for part in _entry(line, width))]
    return [part for line in (heads, *lines) for part in _row(line, widths, room)]


def _row(line: Sequence[str], widths: Sequence[int], room: int) -> list[str]:
    *firsts, last = line
    cells = [cell.ljust(width) for cell, width in zip(firsts, widths, strict=False)]
    lead = "".join(cell + _GAP for cell in cells)
    wrapped = wrap(last, room, break_on_hyphens=False) or [""]
    return [
        f"{lead if at == 0 else ' ' * len(lead)}{part}".rstrip() for at, part in enumerate(wrapped)
    ]


def _entry(line: Sequence[str], width: int) -> list[str]:
    first, *others = line
    details = " · ".join(filter(None, others))
    margin = "    "
    wrapped = wrap(
        details, width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
    )
    return [first, *wrapped]

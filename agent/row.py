"""One labelled row of what a person reads. Pure; writes nothing."""

import re
import textwrap
from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "quiet", "good", "warn", "bad", "strong"]

_LEAD = re.compile(r" *(?:\d+\. )?")
GUTTER = 9
"""Columns of the label."""


@dataclass(frozen=True)
class Row:
    """One row; its text may hold several lines. A `whole` one is never wrapped: it is copied."""

    label: str
    text: str
    tone: Tone = "plain"
    whole: bool = False

    def lines(self, width: int | None) -> list[str]:
        """The row's text in lines that fit `width` columns beside the label; None: unwrapped."""
        lines = self.text.splitlines() or [""]
        if width is None or self.whole:
            return lines
        room = max(width - GUTTER, 16)
        return [part for line in lines for part in _wrap(line, room)]


def _wrap(line: str, room: int) -> list[str]:
    lead = _LEAD.match(line)
    hang = " " * min(len(lead[0]) if lead else 0, room // 2)
    return textwrap.wrap(
        line, room, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    ) or [""]


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 file`, `1,200 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

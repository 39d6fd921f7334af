"""How a text is indented, and how code is moved to another indentation."""

import re
from collections import Counter

_LEADING = re.compile(r"[ \t]*")
_TAB_WIDTH = 4
_TRIMMED = re.compile(r"\s*\.trim(?:Indent|Margin)\b")


def leading(line: str) -> str:
    """The white space before the first other character."""
    match = _LEADING.match(line)
    return match[0] if match else ""


def unit_of(text: str, default: str = "    ") -> str:
    """One step of indentation of a text: a tab or so many spaces; `default` where none shows."""
    steps: Counter[str] = Counter()
    before = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        space = leading(line)
        if space.startswith("\t"):
            steps["\t"] += 1
            before = 0
            continue
        if line.lstrip().startswith("*"):
            continue
        step = len(space) - before
        before = len(space)
        if step in (1, 2, 3, 4, 8):
            steps[" " * step] += 1
    if not steps:
        return default
    best, count = steps.most_common(1)[0]
    if best == " " * 8 and steps[" " * 4] * 3 >= count:
        return " " * 4
    return best


def columns(space: str) -> int:
    """The width of leading white space, a tab counted as four."""
    return sum(_TAB_WIDTH if character == "\t" else 1 for character in space)


def common(lines: list[str]) -> int:
    """The least width of leading white space over the lines that are not blank."""
    widths = [columns(leading(line)) for line in lines if line.strip()]
    return min(widths, default=0)


def first_width(lines: list[str]) -> int:
    """The leading width of the first line that is not blank."""
    return next((columns(leading(line)) for line in lines if line.strip()), 0)


def shift(code: str, base: str, unit: str) -> str:
    """`code` with its outermost line at `base`, its own steps turned into `unit`.

    A first line that starts further left than the others (cut off at its declaration) is taken
    for the outermost one. Lines inside raw strings stay as they are unless the string is trimmed.
    """
    lines = code.split("\n")
    fixed = _raw_string_lines(lines)
    movable = [line for index, line in enumerate(lines) if index not in fixed]
    origin = _origin(movable)
    own = unit_of(_relative(movable, origin), unit)
    moved: list[str] = []
    for index, line in enumerate(lines):
        if index in fixed:
            moved.append(line)
        elif not line.strip():
            moved.append("")
        else:
            first = index == 0 and columns(leading(line)) < origin
            width = 0 if first else max(0, columns(leading(line)) - origin)
            moved.append(base + _spaces(width, own, unit) + line.lstrip(" \t"))
    return "\n".join(moved)


def _origin(lines: list[str]) -> int:
    """The width that stands for no indentation."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2:
        return common(filled)
    first = columns(leading(filled[0]))
    last = columns(leading(filled[-1]))
    closes = filled[-1].lstrip()[:1] in ("}", ")", "]", "<")
    if first == 0 and closes and last > 0 and common(filled[1:]) >= last:
        return last
    return common(filled)


def _relative(lines: list[str], origin: int) -> str:
    return "\n".join(
        " " * max(0, columns(leading(line)) - origin) + line.lstrip() for line in lines
    )


def _spaces(width: int, own: str, unit: str) -> str:
    step = columns(own)
    if own == unit and unit != "\t":
        return " " * width
    return unit * (width // step) + " " * (width % step)


def _raw_string_lines(lines: list[str]) -> set[int]:
    """Indices of lines that start inside a raw string whose indentation is part of its value."""
    fixed: set[int] = set()
    opened: int | None = None
    for index, line in enumerate(lines):
        at = line.find('"""')
        while at >= 0:
            if opened is None:
                opened = index
            else:
                if not _TRIMMED.match(line[at + 3 :]):
                    fixed.update(range(opened + 1, index + 1))
                opened = None
            at = line.find('"""', at + 3)
    return fixed

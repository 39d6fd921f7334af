"""Finds where a bracket was lost that an edit should have kept."""

from dataclasses import dataclass

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOST_LINES = 60
"""Where an edit changed more lines, none of them is the certain one."""


@dataclass(frozen=True)
class Lost:
    """Lines that lack a bracket: from `line` (from 1), as they are and as they should be."""

    bracket: str
    line: int
    old: str
    new: str


def with_lines(text: str, line: int, old: str, new: str) -> str:
    """`text` with `new` for the lines `old` from a line (from 1); before it where `old` is ""."""
    lines, there = text.split("\n"), old.split("\n") if old else []
    end = line - 1 + len(there)
    if lines[line - 1 : end] == there:
        lines[line - 1 : end] = new.split("\n")
    return "\n".join(lines)


def lost_bracket(before: str, text: str) -> Lost | None:
    """The one place in the changed lines where one more bracket closes all, else None.

    It is a place that the indentation agrees with as much as it did before.
    """
    from tools.syntax.brackets import match_brackets
    from tools.syntax.masking import mask

    code = mask(text).code
    bracket = _lacking(code)
    if not bracket or match_brackets(mask(before).code).unmatched:
        return None
    lines, shown = text.split("\n"), code.split("\n")
    changed, gaps = _changed(before, text)
    if len(changed) > _MOST_LINES:
        return None
    most = _crooked(mask(before).code)
    closed = {at: _closed(shown[at], lines[at], bracket) for at in changed}
    ends = [at for at in changed if _closes(shown, at, closed[at], most)]
    if len(ends) == 1:
        at = ends[0]
        kept = len(shown[at].rstrip())
        rest = lines[at][kept:] if lines[at][kept:].strip() else ""
        return _lost(lines, bracket, at, lines[at][:kept] + closed[at][kept:] + rest)
    if ends or bracket != "}":
        return None
    own = {at: _indentation(shown, at) for at in gaps}
    found = [at for at in gaps if _closes(shown, at, f"{shown[at]}\n{own[at]}{bracket}", most)]
    if len(found) != 1:
        return None
    at = found[0]
    return Lost(bracket, at + 2, "", f"{own[at]}{bracket}")


def _closed(shown: str, line: str, bracket: str) -> str:
    """A line of code with a bracket at its end, before a comment."""
    if not shown.strip() or (shown.strip() == line.strip() and shown != shown.rstrip()):
        return shown + bracket
    spaced = bracket == "}" and not shown.rstrip().endswith("{")
    return f"{shown.rstrip()}{' ' * spaced}{bracket}"


def _lost(lines: list[str], bracket: str, at: int, new: str) -> Lost:
    if lines[at] or at == 0:
        return Lost(bracket, at + 1, lines[at], new)
    return Lost(bracket, at, f"{lines[at - 1]}\n", f"{lines[at - 1]}\n{new}")


def _lacking(code: str) -> str:
    """The closing bracket of which there is one too few, "" where more is wrong."""
    fewer = [
        closing
        for opening, closing in _CLOSING.items()
        for _ in range(abs(code.count(opening) - code.count(closing)))
    ]
    if len(fewer) != 1:
        return ""
    opening = next(key for key, value in _CLOSING.items() if value == fewer[0])
    return fewer[0] if code.count(opening) > code.count(fewer[0]) else ""


def _changed(before: str, text: str) -> tuple[list[int], list[int]]:
    """The lines (from 0) that an edit made, and those after which it put in or took away lines."""
    from tools.repo.lines import equal_blocks

    changed: list[int] = []
    gaps: list[int] = []
    at = old = 0
    for block in equal_blocks(before.split("\n"), text.split("\n")):
        if block.new > at or block.old > old:
            gaps += range(max(0, at - 1), block.new)
        changed += range(at, block.new)
        at, old = block.new + block.size, block.old + block.size
    return changed, gaps


def _closes(lines: list[str], at: int, new: str, most: int) -> bool:
    """Whether every bracket has its partner with this line, and no more of them are crooked."""
    from tools.syntax.brackets import match_brackets

    code = "\n".join([*lines[:at], new, *lines[at + 1 :]])
    return not match_brackets(code).unmatched and _crooked(code) <= most


def _crooked(code: str) -> int:
    """How many brackets that begin or end a line stand otherwise than what they close."""
    from tools.syntax.brackets import match_brackets

    count = 0
    for opening, closing in match_brackets(code).partner.items():
        if opening < closing:
            start = code.rfind("\n", 0, closing) + 1
            first = not code[start:closing].strip()
            line = code.rfind("\n", 0, opening) + 1
            if not first:
                count += code[opening] == "{" and line != start
            else:
                count += _indent(code[line:]) != _indent(code[start:])
    return count


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _indentation(lines: list[str], at: int) -> str:
    """The white space before the line that opens the innermost brace open at the end of a line."""
    depth = 0
    for line in reversed(lines[: at + 1]):
        for sign in reversed(line):
            depth += (sign == "}") - (sign == "{")
            if depth < 0:
                return line[: _indent(line)]
    return ""

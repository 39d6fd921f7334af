"""Breaks a call that became too long for its line: one argument a line, as formatters do."""

from itertools import pairwise

from tools.edits.editorconfig import kotlin_settings
from tools.syntax.brackets import Brackets, match_brackets
from tools.syntax.masking import mask

_STEP = "    "


def line_limit(editorconfig: str) -> int:
    """The longest line of Kotlin that an `.editorconfig` allows; 0 where it says nothing."""
    length = kotlin_settings(editorconfig).get("max_line_length", "")
    return int(length) if length.isdigit() else 0


def wrap(text: str, line: int, limit: int) -> str:
    """The text with the outermost call of a line (from 1) broken, if the line is too long.

    Only a call that stands on one line and takes several arguments is broken.
    """
    lines = text.split("\n")
    if not limit or len(lines[line - 1]) <= limit:
        return text
    start = sum(len(one) + 1 for one in lines[: line - 1])
    end = start + len(lines[line - 1])
    code = mask(text).code
    brackets = match_brackets(code)
    for opening in range(start, end):
        closing = brackets.partner.get(opening, -1)
        if code[opening] == "(" and opening < closing < end:
            cuts = _commas(code, brackets, opening, closing)
            return _broken(text, start, (opening, *cuts, closing)) if cuts else text
    return text


def _commas(code: str, brackets: Brackets, opening: int, closing: int) -> list[int]:
    found: list[int] = []
    at = opening + 1
    while at < closing:
        if code[at] == ",":
            found.append(at)
        at = max(at, brackets.partner.get(at, at)) + 1
    return found


def _broken(text: str, start: int, marks: tuple[int, ...]) -> str:
    indent = text[start : len(text) - len(text[start:].lstrip(" \t"))]
    arguments = [text[left + 1 : right].strip() for left, right in pairwise(marks)]
    lines = [f"{indent}{_STEP}{argument}," for argument in arguments if argument]
    inside = "\n".join(lines)
    return f"{text[: marks[0] + 1]}\n{inside}\n{indent}{text[marks[-1] :]}"

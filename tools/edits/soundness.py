"""Whether a text reads in its language, and what an edit broke in it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tools.base import Retry
from tools.edits.imports import header
from tools.repo.lines import altered_span

if TYPE_CHECKING:
    from tree_sitter import Node


_GAPS = (
    re.compile(r"(?<=[:=(,])\s*@\w+ +(?=\()"),  # name: @Composable (() -> Unit)
    re.compile(r"(?<=[:=(,])\s*suspend +(?=\()"),  # block: suspend (Scope.() -> Unit)
    re.compile(r"(?m)(?<=[\w>*)]) if [^\n{}]+(?= ->)"),  # is Loading if retrying ->
    re.compile(r"(?m)^[ \t]*::(?=\w[^\n]*->)"),  # ::name.name -> in a `when`
    re.compile(  # fun(it) = it
        r"(?:(?<=[(,=])|(?<=\breturn))\s*\bfun\s*\(\s*\w+\s*(?:,\s*\w+\s*)*,?\s*\)"
        r"(?:\s*:\s*[\w.<>?]+)?(?:\s*=(?!=)|(?=\s*\{))"
    ),
)
"""Kotlin that the grammar cannot read; it is blanked before the grammar is asked."""
_DECLARES = re.compile(r"\b(?:va[lr]|fun)\b[^=]*=")
_LONGEST = 400
_UNREAD = "this does not parse"
_LAST = re.compile(r"[\w)\]\"'!]$")


@dataclass(frozen=True)
class SyntaxFault:
    """A place that does not read: line and column from 1, the line's text, one sentence."""

    line: int
    column: int
    text: str
    message: str


def faults(path: str, text: str) -> list[SyntaxFault]:
    """What does not read in a Kotlin, Java, Gradle, XML, TOML or JSON text; empty for others."""
    reader = _READERS.get(PurePosixPath(path).suffix)
    return reader(path, text) if reader else []


def new_faults(path: str, before: str | None, after: str) -> list[SyntaxFault]:
    """The faults of `after` that `before` did not have; none where their number did not grow."""
    found = faults(path, after)
    if not found or not before:
        return found
    known = faults(path, before)
    if len(found) <= len(known):
        return []
    counts = Counter((fault.text, fault.message) for fault in known)
    fresh: list[SyntaxFault] = []
    for fault in found:
        if counts[fault.text, fault.message]:
            counts[fault.text, fault.message] -= 1
        else:
            fresh.append(fault)
    return _where_altered(fresh, before, after)


def _where_altered(found: list[SyntaxFault], before: str, after: str) -> list[SyntaxFault]:
    """A parser often finds a whole class wrong: what was altered is at fault, so that is told."""
    start, end = altered_span(after, before)
    first, last = after.count("\n", 0, start) + 1, after.count("\n", 0, end) + 1
    if any(one.message != _UNREAD or first <= one.line <= last for one in found):
        return found
    return [_on_line(after, first, 1, _UNREAD)]


def demand_sound(path: str, before: str | None, after: str) -> None:
    """Retry `syntax` where the edit from `before` to `after` made a new syntax error."""
    found = new_faults(path, before, after)
    if found:
        first = found[0]
        sentence = f"the edit breaks the syntax of `{path}` at line {first.line}: {first.message}"
        raise Retry(
            "syntax",
            sentence,
            path=path,
            line=first.line,
            text=first.text,
            message=first.message,
        )


def _at(text: str, offset: int, message: str) -> SyntaxFault:
    line = text.count("\n", 0, offset) + 1
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    shown = text[start : end if end >= 0 else len(text)].strip()
    return SyntaxFault(line, offset - start + 1, shown, message)


def _on_line(text: str, line: int, column: int, message: str) -> SyntaxFault:
    lines = text.split("\n")
    line = min(max(line, 1), len(lines))
    return SyntaxFault(line, max(column, 1), lines[line - 1].strip(), message)


def _brackets(path: str, text: str) -> list[SyntaxFault]:
    """Brackets without a partner, and strings and comments without an end."""
    from tools.syntax.brackets import match_brackets
    from tools.syntax.masking import mask_again

    masked = mask_again(text, not path.endswith(".java"))
    found = []
    for literal in masked.literals:
        if not text[literal.start : literal.end].endswith(('"', "'")):
            found.append((literal.start, "a text without a closing quote"))
    for start, end in masked.comments:
        if text.startswith("/*", start) and not text[start:end].endswith("*/"):
            found.append((start, "a comment without an end"))
    found += [(at, _alone(text[at])) for at in match_brackets(masked.code).unmatched]
    return [_at(text, offset, message) for offset, message in sorted(found)]


def _alone(bracket: str) -> str:
    return f"`{bracket}` {'closes nothing' if bracket in ')]}' else 'is not closed'}"


def _groovy(path: str, text: str) -> list[SyntaxFault]:
    """Brackets without a partner in a Gradle script of Groovy."""
    from tools.syntax.brackets import match_brackets
    from tools.syntax.gradle import read

    alone = match_brackets(read(text).code).unmatched
    return [_at(text, offset, _alone(text[offset])) for offset in alone]


def _code(path: str, text: str) -> list[SyntaxFault]:
    found = _brackets(path, text)
    if found:
        return found
    lines = _java_lines(text) if path.endswith(".java") else _kotlin_lines(path, text)
    return [_on_line(text, line, 1, _UNREAD) for line in lines]


def _java_lines(text: str) -> list[int]:
    from tools.syntax.grammar import parse

    return [row + 1 for row in _error_rows(parse("java", text))]


def _kotlin_lines(path: str, text: str) -> list[int]:
    """Lines that neither Kotlin parser can read; the one that reads more is believed."""
    from tools.syntax.grammar import wrapped

    script = path.endswith(".kts")
    start = len(text) if script else header(text).code_start
    code = text if script else wrapped(text, start)
    for gap in _GAPS:
        code = gap.sub(lambda found: re.sub(r"\S", " ", found[0]), code)
    rows = _kotlin_rows(code)
    if rows and (ended := "\n".join(map(_ended, code.split("\n")))) != code:
        rows = min(_kotlin_rows(ended), rows, key=len)
    above = text.count("\n", 0, start)
    return [row + 1 if row <= above else row - 1 for row in rows]


def _ended(line: str) -> str:
    """A line such as `object Inner { val one = 1 }`, whose last brackets the grammar misses.

    It gets semicolons before them; a template may hold anything, so a line with one stays.
    """
    whole = line.rstrip() if len(line) < _LONGEST else ""
    inner = whole.rstrip(" }")
    if "$" in line or not whole[len(inner) :].startswith(" }") or not _LAST.search(inner):
        return line
    return inner + whole[len(inner) :].replace(" }", ";}") if _DECLARES.search(inner) else line


def _kotlin_rows(code: str) -> list[int]:
    from tools.syntax.grammar import parse, second_errors

    rows = _error_rows(parse("kotlin", code))
    return _fewer(rows, second_errors(code), code.count("\n") - 1) if rows else rows


def _fewer(rows: list[int], second: list[int], end: int) -> list[int]:
    """The rows of the parser that reads more; where it only misses the end, those of the other."""
    if len(second) >= len(rows):
        return rows
    return rows[: len(second)] if second and second[0] >= end else second


def _error_rows(root: "Node | None") -> list[int]:
    """The rows, from 0, of error and missing nodes; of nested ones only the innermost."""
    if root is None:
        return [0]
    rows: list[int] = []
    stack = [root] if root.has_error else []
    while stack:
        node = stack.pop()
        inner = [child for child in node.children if child.has_error or child.is_missing]
        if not inner and (node.is_error or node.is_missing):
            rows.append(node.start_point.row)
        stack.extend(inner)
    return sorted(rows)


def _xml(path: str, text: str) -> list[SyntaxFault]:
    from tools.syntax import xml

    return [
        _on_line(text, fault.line, fault.column, f"XML: {fault.message}")
        for fault in xml.faults(text)
    ]


def _toml(path: str, text: str) -> list[SyntaxFault]:
    from tools.syntax import toml

    return [_on_line(text, line, column, f"TOML: {why}") for line, column, why in toml.faults(text)]


def _json(path: str, text: str) -> list[SyntaxFault]:
    import json

    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return [_on_line(text, error.lineno, error.colno, f"JSON: {error.msg}")]
    return []


_READERS: dict[str, Callable[[str, str], list[SyntaxFault]]] = {
    ".kt": _code,
    ".java": _code,
    ".kts": _code,
    ".gradle": _groovy,
    ".xml": _xml,
    ".toml": _toml,
    ".json": _json,
}


def readable(path: str) -> bool:
    """Whether there is a reader for files of this name."""
    return PurePosixPath(path).suffix in _READERS

"""What `@Deprecated` says in the sources of the project, and where it is suppressed."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.references.source import Source
from tools.syntax.symbols import Symbol

if TYPE_CHECKING:
    from tools.library.symbol import Deprecation

_MARK = re.compile(r"@(?:get:|set:)?(?:kotlin\.)?Deprecated\s*\(")
_LEVEL = re.compile(r"\b(WARNING|ERROR|HIDDEN)\b")
_REPLACEMENT = re.compile(r"\bReplaceWith\s*\(")
_NAMED = re.compile(r"\s*(\w+)\s*=(?!=)")
_JAVADOC = re.compile(r"@deprecated\s+(.*?)(?=\n\s*\*\s*@|\*/)", re.DOTALL)
_LINK = re.compile(r"\{@\w+\s+([^{}]*)\}")
_SUPPRESS = re.compile(r"@(file:\s*)?\[?\s*(?:kotlin\.)?Suppress(?:Warnings)?\s*\(")
_ANNOTATION = re.compile(r"\s*@[\w.:]+(?=\W)")
_SILENT = re.compile(r"[\"'](?:DEPRECATION|deprecation|warnings|all)[\"']")
_SILENT_ERROR = re.compile(r"[\"']DEPRECATION_ERROR[\"']")


def mark(source: Source, symbol: Symbol) -> "Deprecation":
    """What the annotation of a declaration says, of Java its documentation."""
    from tools.library.symbol import WARNING, Deprecation

    if source.java:
        told = _JAVADOC.search(source.text, symbol.start, symbol.name_start)
        lines = _LINK.sub(r"\1", told[1]).split("\n") if told else []
        return Deprecation(" ".join(" ".join(one.strip(" *\t") for one in lines).split()))
    found = _MARK.search(source.code, symbol.start, symbol.name_start)
    if found is None:
        return Deprecation()
    message, expression, imports, level = "", "", "", WARNING
    for name, start, end in _arguments(source, found.end() - 1):
        if name == "level" and (one := _LEVEL.search(source.code, start, end)):
            level = one[1]
        elif instead := _REPLACEMENT.search(source.code, start, end):
            for place, (inner, left, right) in enumerate(_arguments(source, instead.end() - 1)):
                if inner == "expression" or (not inner and place == 0):
                    expression = _literal(source, left, right)
                else:
                    imports += f" {_literal(source, left, right, ' ')}"
        elif name in ("", "message") and not message:
            message = _literal(source, start, end)
    return Deprecation(message, expression, tuple(imports.split()), level)


def _arguments(source: Source, opening: int) -> Iterator[tuple[str, int, int]]:
    """The name ("" for none) and the span of the value of each argument in a bracket."""
    closing, start = source.close(opening), opening + 1
    while start < closing:
        at = start
        while at < closing and source.code[at] != ",":
            at = source.close(at) + 1 if source.code[at] in "([{" else at + 1
        named = _NAMED.match(source.code, start, at)
        if source.text[start:at].strip():
            yield named[1] if named else "", named.end() if named else start, at
        start = at + 1


def _literal(source: Source, start: int, end: int, sign: str = "", /) -> str:
    """The text of the literals there, in one line."""
    parts = [
        source.text[one.start : one.end].strip('"')
        for one in source.masked.literals
        if start <= one.start and one.end <= end
    ]
    text = re.sub(r"\\(.)", lambda found: " " if found[1] in "nt" else found[1], sign.join(parts))
    return " ".join(text.split())


def is_suppressed(source: Source, at: int, *, error: bool) -> bool:
    """Whether an annotation of the file, a declaration or a statement silences the compiler."""
    if "Suppress" not in source.code:
        return False
    wanted = _SILENT_ERROR if error else _SILENT
    for found in _SUPPRESS.finditer(source.code):
        closing = source.close(found.end() - 1)
        if not wanted.search(source.text, found.end(), closing):
            continue
        if found[1] or found.start() <= at < _reach(source, found.start(), closing + 1):
            return True
    return False


def _reach(source: Source, start: int, at: int) -> int:
    """The end of the declaration or statement with an annotation, which ends before `at`."""
    for one in source.parsed.symbols:
        if one.start <= start < one.name_start:
            return one.end
    while found := _ANNOTATION.match(source.code, at):
        at = found.end()
        if source.code.startswith("(", at):
            at = source.close(at) + 1
    return source.expression_end(at, len(source.code))

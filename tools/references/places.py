"""Where an occurrence stands: an import, a named argument, a call, a chain of names."""

import re

from tools.references.source import Source

_IMPORT = re.compile(
    r"[ \t]*(import|package)\s+(?:static\s+)?([\w.`]+(?:\.\*)?)(?:\s+as\s+([\w`]+))?"
)


def imported_path(source: Source, offset: int) -> str | None:
    """In an import: the dotted path up to the word; in a package line or an alias: ""."""
    if offset > source.header_end:
        return None
    start = source.code.rfind("\n", 0, offset) + 1
    found = _IMPORT.match(source.code, start)
    if found is None:
        return None
    if found[1] == "package" or not found.start(2) <= offset < found.end(2):
        return ""
    return source.code[found.start(2) : source.word_end(offset)].replace("`", "")


def is_static_import(source: Source, offset: int) -> bool:
    """Whether the import at an offset names a member."""
    start = source.code.rfind("\n", 0, offset) + 1
    return re.match(r"[ \t]*import\s+static\b", source.code[start:offset]) is not None


def is_named_argument(source: Source, offset: int) -> bool:
    """Whether the word is the `name` of a `name = value` in a Kotlin call or an annotation."""
    if source.before(offset)[0] not in {"(", ","}:
        return False
    around = source.enclosing(offset)
    if not around or source.code[around[0]] != "(":
        return False
    if source.after(source.word_end(offset))[0] != "=":
        return False
    return not source.java or _of_annotation(source, around[0])


def _of_annotation(source: Source, opening: int) -> bool:
    """Whether the bracket opens the arguments of an annotation."""
    found, at = source.before(opening)
    while found.isidentifier() or found == ".":
        found, at = source.before(at)
    return found == "@"


def is_call(source: Source, offset: int) -> bool:
    """Whether the word is called, or referred to as a callable."""
    token, at = source.after(source.word_end(offset))
    if token == "<" and not source.java:
        end = source.cursor.angles(at)
        token, _ = source.after(end) if end > at else ("", at)
    if token == "{" and not source.java:
        return "\n" not in source.code[source.word_end(offset) : at]
    return token == "(" or source.before(offset)[0] == "::"


def is_label(source: Source, offset: int) -> bool:
    """Whether the word is in `return@name`, `this@name` or `name@`."""
    before, at = source.before(offset)
    if before == "@" and source.before(at)[0] in {"return", "this", "super", "break", "continue"}:
        return source.code[at - 1] != " "
    end = source.word_end(offset)
    return source.code[end : end + 1] == "@"

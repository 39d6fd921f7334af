"""Literals of a Kotlin file that a user reads, and what stands around each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.recipes.extract.literals import Parts, read_literal
from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.syntax.masking import Literal
from tools.syntax.symbols import Symbol

_SHOWN_ARGUMENTS = frozenset(
    "text contentDescription placeholder title subtitle hint supportingText headlineText"
    " stateDescription buttonText confirmText dismissText cancelText actionLabel".split()
)
_SHOWING_CALLS = {
    "Text": 0,
    "BasicText": 0,
    "setText": 0,
    "setTitle": 0,
    "setMessage": 0,
    "setSubtitle": 0,
    "setContentDescription": 0,
    "setHint": 0,
    "showSnackbar": 0,
    "setPositiveButton": 0,
    "setNegativeButton": 0,
    "setNeutralButton": 0,
    "makeText": 1,
    "make": 1,
}
"""Calls that show a text, and which of their arguments it is."""

_SHOWN_PROPERTIES = frozenset("text title subtitle hint contentDescription message summary".split())
_TEST = re.compile(
    r"(?:^|/)src/(?:\w*[tT]est\w*|testFixtures|debug|benchmark\w*)/|(?:^|/)(?:build|testing)/"
)


@dataclass(frozen=True)
class Site:
    """A literal and its parts; `shown` says whether its place is one that a user reads."""

    literal: Literal
    parts: Parts
    shown: bool


def is_test_path(path: str) -> bool:
    """Whether a path belongs to tests or to debug builds."""
    return _TEST.search(path) is not None


def is_common_path(path: str) -> bool:
    """Whether a path is multiplatform code that no `R` class reaches."""
    found = re.search(r"(?:^|/)src/(\w+Main)/", path)
    return found is not None and found[1] != "androidMain"


def sites(source: Source) -> Iterator[Site]:
    """All literals with words in them, outermost first; imports and templates inside left out."""
    end = -1
    for literal in sorted(source.masked.literals, key=lambda entry: entry.start):
        if literal.start < end:
            continue  # inside the template of another literal
        parts = read_literal(source, literal)
        if parts.words:
            end = literal.end
            yield Site(literal, parts, _is_shown(source, literal))


def inner(source: Source, literal: Literal) -> str:
    """What stands between the quotes, as written."""
    width = 3 if literal.raw else 1
    return source.text[literal.start : literal.end].lstrip("$")[width:-width]


def _is_shown(source: Source, literal: Literal) -> bool:
    before, at = source.before(literal.start)
    if before == "=":
        name, _ = source.before(at)
        around = source.enclosing(literal.start)
        named = bool(around) and source.code[around[0]] == "("
        return name in (_SHOWN_ARGUMENTS if named else _SHOWN_PROPERTIES) and _is_use(source, at)
    around = source.enclosing(literal.start)
    if before not in {"(", ","} or not around or source.code[around[0]] != "(":
        return False
    callee, callee_at = source.before(around[0])
    if source.before(callee_at)[0] in {"fun", "class"}:
        return False
    return _SHOWING_CALLS.get(callee) == _index(source, around[0], literal.start)


def _is_use(source: Source, equals: int) -> bool:
    """Not the default of a parameter, nor the value of a new variable."""
    _, name_at = source.before(equals)
    before, _ = source.before(name_at)
    return before not in {"val", "var", ":"} and name_at not in source.symbols_at


def _index(source: Source, opening: int, offset: int) -> int:
    """The place of the argument at `offset` in its call."""
    count, at = 0, opening + 1
    while at < offset:
        character = source.code[at]
        if character in "([{":
            at = source.close(at)
        elif character == ",":
            count += 1
        at += 1
    return count


def obstacle(receivers: Receivers, source: Source, site: Site) -> str:
    """Why a literal cannot be a resource whatever else holds; "" for no reason."""
    literal, code = site.literal, source.code
    for opening in source.enclosing(literal.start):
        if code[opening] == "(" and _is_annotation(source, opening):
            return "an annotation needs a constant"
    symbol = next(iter(source.enclosing_symbols(literal.start)), None)
    if symbol is not None and "const" in symbol.modifiers:
        return "it is the value of a constant"
    if literal.raw and "\n" in source.text[literal.start : literal.end]:
        return "it has several lines"
    before, _ = source.before(literal.start)
    after, _ = source.after(literal.end)
    if before in {"==", "!=", "===", "!==", "in"} or after in {"==", "!=", "->"}:
        return "it is compared, not shown"
    if before == "+" or after == "+":
        return "it is a part of a sentence"
    if after in {".", "?."}:
        return "a function is called on it"
    return next(
        (
            why
            for a in site.parts.arguments
            if (why := _nullable(receivers, source, a.code, a.offset))
        ),
        "",
    )


def _is_annotation(source: Source, opening: int) -> bool:
    _, at = source.before(opening)
    while source.before(at)[0] in {".", ":"}:
        at = source.before(source.before(at)[1])[1]
    return source.before(at)[0] == "@"


def _nullable(receivers: Receivers, source: Source, code: str, offset: int) -> str:
    if "?." in code and "?:" not in code:
        return f"`{code}` may be null"
    declared = declared_type(receivers, source, code, offset)
    return f"`{code}` may be null" if declared.endswith("?") else ""


def declared_type(receivers: Receivers, source: Source, code: str, offset: int) -> str:
    """The written type of a plain name, or of a property of one; "" where it is not certain."""
    from tools.references.scopes import local_at

    if code.isidentifier():
        local = local_at(receivers.locals(source, code), offset)
        if local is not None:
            return local.type
        return _one_type(receivers.bare(source, offset, code))
    if re.fullmatch(r"[\w.]+", code):
        dot = offset + code.rindex(".")
        owner = receivers.before(source, dot).type
        found = receivers.code.members(owner, code.rpartition(".")[2]) if owner else []
        return _one_type(found)
    return ""


def _one_type(symbols: list[Symbol]) -> str:
    types = {symbol.type for symbol in symbols}
    return types.pop() if len(types) == 1 else ""

"""Locals and parameters of one name: where they are declared and how far they reach."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from tools.references.source import Source

_NOT_A_TYPE = frozenset("return new throw else case package import instanceof yield assert".split())
_NO_PARAMETERS = re.compile(r"[=;]|\b(?:is|in|else)\b|\"")
_LAMBDA_HEAD = re.compile(r"\{\s*+([^{}]*?)->")


@dataclass(frozen=True)
class Local:
    """A local variable or parameter.

    It is declared at `declared` and reaches from `start` to `end`. `type` is the written type
    ("" for none); `initialiser` is the offset of its first value, -1 for none.
    """

    declared: int
    start: int
    end: int
    type: str = ""
    initialiser: int = -1

    def covers(self, offset: int) -> bool:
        """Whether the name means this local at `offset`."""
        return self.start <= offset < self.end


class Locals:
    """The locals of one name in a file, found by where they reach."""

    def __init__(self, found: Iterable[Local] = ()) -> None:
        self._all = sorted(found, key=lambda local: local.start)
        self._starts = [local.start for local in self._all]
        self._reach = list(accumulate((local.end for local in self._all), max))

    def __bool__(self) -> bool:
        return bool(self._all)

    def at(self, offset: int) -> Local | None:
        """The innermost local that the name means at `offset`."""
        around = []
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self._reach[index] > offset:
            if self._all[index].covers(offset):
                around.append(self._all[index])
            index -= 1
        return max(around, key=lambda local: local.declared, default=None)


def locals_named(source: Source, name: str) -> Locals:
    """All locals and parameters of this name."""
    find = _java_local if source.java else _kotlin_local
    found = (find(source, offset) for offset in source.words(name) if offset > source.header_end)
    return Locals(local for local in found if local is not None)


def local_at(locals_: Locals, offset: int) -> Local | None:
    """The innermost local that a name means at `offset`."""
    return locals_.at(offset)


def _kotlin_local(source: Source, offset: int) -> Local | None:
    before, at = source.before(offset)
    after, after_at = source.after(source.word_end(offset))
    if before in {"val", "var", "fun"}:
        is_receiver = after in {".", "?.", "<", "?"}
        return None if is_receiver else _declared(source, offset, at)
    around = source.enclosing(offset)
    if not around or before in {".", "?.", "::", "@"}:
        return None
    opening = around[0]
    if source.code[opening] == "(" and before in {"(", ",", "vararg", "noinline", "crossinline"}:
        return _in_parentheses(source, offset, around, after)
    if source.code[opening] == "(" and after == ":":
        return _in_parentheses(source, offset, around, after)
    if source.code[opening] == "{" and after in {",", "->", ":"}:
        return _lambda_parameter(source, offset, opening, after_at)
    return None


def _declared(source: Source, offset: int, keyword: int) -> Local | None:
    """After `val`, `var` or `fun`."""
    around = source.enclosing(offset)
    symbol = source.symbols_at.get(offset)
    in_header = bool(around) and source.code[around[0]] == "("
    if symbol is not None or not around:
        return None
    end = source.word_end(offset)
    type_text, initialiser = _type_and_value(source, end)
    if source.code.startswith("fun", keyword):
        return Local(offset, around[0], source.close(around[0]), "fun")
    if in_header:  # when (val name = ...) { }
        brace, at = source.after(source.close(around[0]) + 1)
        reach = source.close(at) if brace == "{" else source.close(around[0])
        return Local(offset, end, reach, type_text, initialiser)
    start = end
    if initialiser >= 0:
        start = source.expression_end(initialiser, source.close(around[0]))
    return Local(offset, start, source.close(around[0]), type_text, initialiser)


def _type_and_value(source: Source, end: int) -> tuple[str, int]:
    token, at = source.after(end)
    type_text = ""
    if token == ":":
        start = source.cursor.blank(at + 1)
        stop = source.cursor.type(start)
        type_text = source.code[start:stop]
        token, at = source.after(stop)
    return type_text, source.cursor.blank(at + 1) if token in {"=", "by"} else -1


def _in_parentheses(source: Source, offset: int, around: list[int], after: str) -> Local | None:
    opening = around[0]
    head, head_at = source.before(opening)
    end = source.word_end(offset)
    if after == ":":
        type_text, initialiser = _type_and_value(source, end)
        return Local(offset, offset, _reach(source, opening, offset), type_text, initialiser)
    if head in {"val", "var"}:  # destructuring
        reach = source.close(around[1]) if len(around) > 1 else len(source.code)
        return Local(offset, source.close(opening), reach)
    if head == "for" and after == "in":
        return Local(offset, end, _statement_end(source, source.close(opening) + 1))
    if head == "(" and after in {",", ")"}:  # for ((name, other) in ...)
        keyword, _ = source.before(head_at)
        if keyword == "for":
            return Local(offset, end, _statement_end(source, source.close(head_at) + 1))
    if len(around) > 1 and source.code[around[1]] == "{" and after in {",", ")"}:
        follows, at = source.after(source.close(opening) + 1)
        if follows in {",", "->"}:
            return _lambda_parameter(source, offset, around[1], at)
    return None


def _reach(source: Source, opening: int, offset: int) -> int:
    """How far a parameter between these parentheses reaches."""
    for symbol in source.enclosing_symbols(offset):
        if any(parameter.start == offset for parameter in symbol.parameters):
            return symbol.end
        if symbol.kind in {"function", "constructor"}:
            break
    head, _ = source.before(opening)
    closing = source.close(opening) + 1
    if head in {"for", "catch"}:
        return _statement_end(source, closing)
    token, at = source.after(closing)
    if token == ":":
        token, at = source.after(source.cursor.type(source.cursor.blank(at + 1)))
    if token == "{":
        return source.close(at)
    if token == "=":
        return source.expression_end(source.cursor.blank(at + 1), len(source.code))
    return closing


def _statement_end(source: Source, start: int) -> int:
    token, at = source.after(start)
    if token == "{":
        return source.close(at)
    return source.expression_end(at, len(source.code))


def has_parameters(source: Source, brace: int) -> bool:
    """Whether the lambda at `brace` names its parameters."""
    head = _LAMBDA_HEAD.match(source.code, brace)
    return head is not None and not _NO_PARAMETERS.search(head[1]) and not _is_when(source, brace)


def _lambda_parameter(source: Source, offset: int, opening: int, after: int) -> Local | None:
    head = _LAMBDA_HEAD.match(source.code, opening)
    if head is None or not head.start(1) <= offset < head.end(1):
        return None
    if not has_parameters(source, opening):
        return None
    type_text = ""
    if source.code[after] == ":":
        start = source.cursor.blank(after + 1)
        type_text = source.code[start : source.cursor.type(start)]
    return Local(offset, offset, source.close(opening), type_text)


def _is_when(source: Source, brace: int) -> bool:
    token, at = source.before(brace)
    if token == ")":
        token, _ = source.before(source.brackets.partner.get(at, at))
    return token == "when"


def _java_local(source: Source, offset: int) -> Local | None:
    before, at = source.before(offset)
    after, after_at = source.after(source.word_end(offset))
    around = source.enclosing(offset)
    if not around or offset in source.symbols_at or after not in {"=", ";", ":", ",", ")", "->"}:
        return None
    opening = around[0]
    if before in {"(", ","} and source.code[opening] == "(":
        arrow, arrow_at = source.after(source.close(opening) + 1)
        if arrow == "->":
            return Local(offset, offset, _statement_end(source, arrow_at + 2))
    if after == "->":
        return Local(offset, offset, _statement_end(source, after_at + 2))
    is_type = before in {">", "]"} or (before.isidentifier() and before not in _NOT_A_TYPE)
    if not is_type or after == "->":
        return None
    type_text = _java_type(source, at, before)
    if source.code[opening] == "{":
        value = source.cursor.blank(after_at + 1) if after == "=" else -1
        return Local(offset, offset, source.close(opening), type_text, value)
    token, brace = source.after(source.close(opening) + 1)
    if token == "throws":
        brace = source.code.find("{", brace)
        token = "{" if brace >= 0 else token
    if token == "{":
        return Local(offset, offset, source.close(brace), type_text)
    if token == "->":
        return Local(offset, offset, _statement_end(source, brace + 2), type_text)
    return Local(offset, offset, source.code.find("\n", brace) % (len(source.code) + 1), type_text)


def _java_type(source: Source, at: int, token: str) -> str:
    """The written type that ends with the token at `at`."""
    if token == ">":
        depth, at = 1, at
        while depth and at > 0:
            at -= 1
            depth += {">": 1, "<": -1}.get(source.code[at], 0)
        token, at = source.before(at)
    elif token == "]":
        return ""
    parts = [token]
    while True:
        dot, dot_at = source.before(at)
        if dot != ".":
            return ".".join(reversed(parts))
        token, at = source.before(dot_at)
        parts.append(token)

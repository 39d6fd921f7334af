"""Whether a composable function may be called at a place of Kotlin code."""

import re
from dataclasses import dataclass
from typing import Literal

from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_INLINE = frozenset(
    "let also apply run with forEach forEachIndexed map mapIndexed mapNotNull filter repeat takeIf"
    " takeUnless buildAnnotatedString withStyle key CompositionLocalProvider".split()
)
"""Lambdas in which composables may be called wherever the call itself stands in one."""

_CONTENT = frozenset("item items itemsIndexed stickyHeader composable".split())
"""Calls of lists and graphs whose trailing lambda is composable wherever they stand."""

_PLAIN = frozenset(
    "LaunchedEffect SideEffect DisposableEffect remember rememberSaveable derivedStateOf launch"
    " async produceState snapshotFlow semantics clearAndSetSemantics clickable pointerInput"
    " drawBehind drawWithContent drawWithCache graphicsLayer Canvas NavHost withContext runBlocking"
    " LazyColumn LazyRow LazyVerticalGrid LazyHorizontalGrid LazyVerticalStaggeredGrid"
    " HorizontalPager.key onClick".split()
)
"""Callees whose trailing lambda is no composable."""

_CONTROL = frozenset("if else when for while do".split())
_LOCAL_FUNCTION = re.compile(r"((?:@[\w.]+(?:\([^()]*\))?\s*)*)\bfun\s+(?:[\w.<>?]+\.)?\w+\s*\(")


Kind = Literal["content", "composable", "plain", "unknown"]
"""What a lambda makes of its inside; `content` is composable whatever stands outside."""


@dataclass(frozen=True)
class Place:
    """`composable`, `plain` (certainly not), or `unknown`; the function around, if any."""

    kind: Literal["composable", "plain", "unknown"]
    function: Symbol | None


def place_of(receivers: Receivers, source: Source, offset: int) -> Place:
    """What an offset is to Compose."""
    function = next(
        (s for s in source.enclosing_symbols(offset) if s.kind in {"function", "property"}), None
    )
    if function is None or function.kind != "function":
        return Place("plain", function)
    kind: Literal["composable", "plain", "unknown"] = "composable"
    for opening in source.enclosing(offset):
        if opening < function.name_start or opening == function.body:
            break
        if source.code[opening] != "{":
            continue
        local = _local_function(source, opening, function)
        if local is not None:
            return Place(kind if "Composable" in local else "plain", function)
        step = _lambda_kind(receivers, source, opening)
        if step == "content":
            return Place(kind, function)
        if step == "plain":
            return Place("plain", function)
        if step == "unknown":
            kind = "unknown"
    return Place(kind if "Composable" in function.annotations else "plain", function)


def _local_function(source: Source, brace: int, function: Symbol) -> str | None:
    """The annotations of the local function whose body opens at `brace`; None for another brace."""
    for match in _LOCAL_FUNCTION.finditer(source.code, function.name_start, brace):
        token, at = source.after(source.close(match.end() - 1) + 1)
        if token == ":":
            token, at = source.after(source.cursor.type(source.cursor.blank(at + 1)))
        if at == brace:
            return match[1]
    return None


def _lambda_kind(receivers: Receivers, source: Source, brace: int) -> Kind:
    """What the block at `brace` makes of its inside, if its outside is composable."""
    token, at = source.before(brace)
    if token in _CONTROL or token == "->":
        return "composable"
    if token in {"try", "catch", "finally"}:
        return "plain"
    if token in {"=", ",", "("}:
        return _argument_kind(receivers, source, brace)
    if token == ")":
        at = source.before(source.brackets.partner.get(at, at))[1]
        token = source.code[at : source.word_end(at)]
    if token == ">":
        at = source.before(source.code.rfind("<", 0, at))[1]
        token = source.code[at : source.word_end(at)]
    if token in _CONTENT:
        return "content"
    if token in _CONTROL or token in _INLINE:
        return "composable"
    if token in _PLAIN or re.match(r"on[A-Z]", token):
        return "plain"
    if token == "catch":
        return "plain"
    return _callee_kind(receivers, source, at, token, "")


def _argument_kind(receivers: Receivers, source: Source, brace: int) -> Kind:
    """A lambda between the parentheses of a call, `name = { }` or by its place."""
    before, at = source.before(brace)
    name = ""
    if before == "=":
        name, name_at = source.before(at)
        if source.before(name_at)[0] not in {"(", ","}:
            return "unknown"
    if re.match(r"on[A-Z]", name):
        return "plain"
    opening = source.enclosing(brace)[0]
    if source.code[opening] != "(":
        return "unknown"
    callee, callee_at = source.before(opening)
    return _callee_kind(receivers, source, callee_at, callee, name or "?")


def _callee_kind(receivers: Receivers, source: Source, at: int, callee: str, name: str) -> Kind:
    """By the declared parameter of a project function, else by the habit of the libraries."""
    found = [
        s for s in receivers.code.top_level(source, callee) if s.kind == "function" and s.parameters
    ]
    if found and name != "?":
        types = {
            parameter.type
            for symbol in found
            for parameter in (symbol.parameters if name else symbol.parameters[-1:])
            if not name or parameter.name == name
        }
        if not types:
            return "unknown"
        return "content" if all("@Composable" in text for text in types) else "plain"
    if found or not callee[:1].isupper() or name == "?":
        return "unknown"
    is_class = receivers.code.is_type(receivers.code.type_named(source, callee, at))
    return "unknown" if is_class else "composable"

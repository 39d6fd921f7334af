"""Where in a Kotlin file composition goes on, and which block ends it."""

import re
from typing import NamedTuple

from tools.references.source import Source

INLINE = frozenset(
    "let run also apply with forEach forEachIndexed repeat if else when for while do try catch "
    "finally map mapNotNull mapIndexed filter key use takeIf takeUnless fold onEach synchronized "
    "buildAnnotatedString withStyle buildList buildString withLink fastForEach".split()
)
"""Callees whose blocks are inlined, so that what is around goes on inside of them."""
PLAIN = frozenset(
    "LazyColumn LazyRow LazyVerticalGrid LazyHorizontalGrid LazyVerticalStaggeredGrid "
    "LaunchedEffect SideEffect DisposableEffect remember derivedStateOf rememberSaveable "
    "launch async semantics clearAndSetSemantics drawBehind drawWithContent pointerInput "
    "clickable combinedClickable graphicsLayer produceState".split()
)
"""Callees of Compose whose blocks are no composable functions."""
CONTENT = frozenset(
    "Column Row Box BoxWithConstraints FlowRow FlowColumn Surface Card ElevatedCard OutlinedCard "
    "Scaffold Button TextButton OutlinedButton IconButton FloatingActionButton ModalBottomSheet "
    "MaterialTheme CompositionLocalProvider AnimatedVisibility AnimatedContent Crossfade Dialog "
    "HorizontalPager VerticalPager SharedTransitionLayout setContent composed".split()
)
"""Callees of Compose whose last block is composable."""
_CALLEE = re.compile(r"(\w+)\s*(?:<[^<>{}()]*>)?\s*$")
_ARGUMENT = re.compile(r"(?<![\w.])(\w+)\s*=\s*$")
_BRANCH = re.compile(r"(?:->|\belse|\bdo|\btry|\bfinally|[^=!<>]=)\s*$")
_FUNCTION = re.compile(r"\bfun\s+(?:<[^>]*>\s*)?[\w.`<>]+\s*$")
_EVENT = re.compile(r"on[A-Z]\w*")


class Around(NamedTuple):
    """What a use stands in: `kind` is function, content, plain or unknown, `name` the block's.

    `callee` is the call that a named block is an argument of; `nested`: it is an argument itself.
    """

    kind: str
    name: str
    start: int
    callee: str = ""
    nested: bool = False


def around(source: Source, offset: int, content: frozenset[str] = frozenset()) -> Around:
    """The innermost block around a use that is not inlined.

    `content` are callees whose last block is known to be composable.
    """
    function = next((one for one in source.enclosing_symbols(offset) if one.kind != "local"), None)
    limit = function.start if function else 0
    nested = False
    for opening in source.enclosing(offset):
        if opening < limit:
            break
        sign = source.code[opening]
        before = source.code[max(limit, opening - 200) : opening]
        if sign != "{":
            nested = True
            if sign == "[" or _FUNCTION.search(before):
                break
            continue
        if function is not None and opening == function.body:
            break
        name, callee = _block(source, opening, limit)
        if _EVENT.fullmatch(name) if callee else name in PLAIN:
            return Around("plain", name, opening, callee, nested)
        if callee or name not in INLINE:
            composed = not callee and name in content
            return Around("content" if composed else "unknown", name, opening, "", nested)
    if function is None or function.kind != "function" or not 0 <= function.body <= offset:
        return Around("unknown", "", limit)
    return Around("function", function.qualified, function.name_start, "", nested)


def _block(source: Source, opening: int, limit: int) -> tuple[str, str]:
    """Whose block a brace opens: the callee, or the parameter and its callee."""
    before = source.code[max(limit, opening - 300) : opening].rstrip()
    if before.endswith(")"):
        closing = max(limit, opening - 300) + len(before) - 1
        start = source.brackets.partner.get(closing, closing)
        head = source.code[max(limit, start - 120) : start]
        found = _CALLEE.search(head)
        declared = re.search(r"\bfun\b[^\n{}()]*$", head)
        return (found[1], "") if found and not declared else ("", "")
    if found := _ARGUMENT.search(before):
        outer = next(iter(source.enclosing(opening)), -1)
        if outer >= limit and source.code[outer] == "(":
            callee = _CALLEE.search(source.code[max(limit, outer - 120) : outer])
            return found[1], callee[1] if callee else ""
        return "", ""
    if before.endswith("->"):
        return "when", ""
    word = _CALLEE.search(before)
    return (word[1], "") if word else ("", "")

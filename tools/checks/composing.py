"""CMP-08 and CMP-09: what composition must not start by itself, and what content must use."""

import re
from collections.abc import Iterator

from tools.checks.added import in_tests
from tools.checks.base import Check, Context, Finding, Severity, place
from tools.checks.composition import CONTENT, Around, around
from tools.checks.room_files import means
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_COMPOSE = ("androidx.compose.", "androidx.activity.compose.")
_STARTED = re.compile(r"\b(\w*[sS]cope)\s*\.\s*(launch|async)\s*(?:\([^(){}]*\))?\s*\{")
_OPERATORS = (
    "map filter onEach combine flatMapLatest distinctUntilChanged debounce stateIn shareIn "
    "mapLatest transform zip filterNotNull catch"
)
_OPERATED = re.compile(rf"\.\s*({_OPERATORS.replace(' ', '|')})\s*[({{]")
_FLOW = "kotlinx.coroutines.flow."
_COLLECTED = re.compile(r"\.\s*(collectAsState(?:WithLifecycle)?)\s*\(")
_VALUE = re.compile(r"(?<![\w.])([a-z]\w*(?:\.[a-z]\w*)?)\.value\b")
_CONTENT_OF = re.compile(r"(?<![\w.])(Scaffold|BoxWithConstraints|AnimatedContent)\s*[({]")


def _in_composition(source: Source, offset: int, *, nested: bool = False) -> Around | None:
    """The block that is composed there and then; None where that is not certain."""
    block = around(source, offset, CONTENT)
    if block.nested and not nested:
        return None
    if block.kind == "content":
        found = [one.name for one in source.imports if one.simple == block.name]
        return block if len(found) == 1 and found[0].startswith(_COMPOSE) else None
    symbol = source.symbols_at.get(block.start) if block.kind == "function" else None
    return block if symbol is not None and "Composable" in symbol.annotations else None


def _sources(context: Context, *hints: str) -> Iterator[Source]:
    for path in context.paths:
        if not path.endswith(".kt") or in_tests(path):
            continue
        text = context.facts.text(path)
        if "@Composable" in text and any(hint in text for hint in hints):
            yield Source(path, text)


def _started(context: Context) -> Iterator[Finding]:
    for source in _sources(context, ".launch", ".async", ".value", "collectAsState"):
        for match in _STARTED.finditer(source.code, source.header_end):
            context.counted["CMP-09"] += 1
            block = _in_composition(source, match.start())
            if block:
                message = f"each composition runs `{match[1]}.{match[2]}`: use `LaunchedEffect`"
                yield _told("CMP-09", "block", source, match.start(), message, block)
        yield from _operated(context, source)
        yield from _read(context, source)


def _operated(context: Context, source: Source) -> Iterator[Finding]:
    """Operators of flows before `collectAsState`, which make another flow each time."""
    imported = {one.simple for one in source.imports if one.name.startswith(_FLOW)}
    if not imported or "collectAsState" not in source.code:
        return
    for match in _COLLECTED.finditer(source.code, source.header_end):
        context.counted["CMP-09"] += 1
        start = _chain(source, match.start())
        depth = source.enclosing(match.start())[:1]
        found = next(
            (
                one
                for one in _OPERATED.finditer(source.code, start, match.start())
                if one[1] in imported and source.enclosing(one.start())[:1] == depth
            ),
            None,
        )
        block = _in_composition(source, start) if found else None
        if found and block:
            message = (
                f"`{found[1]}` makes another flow each time: `remember` it before it is collected"
            )
            yield _told("CMP-09", "warn", source, found.start(1), message, block)


def _read(context: Context, source: Source) -> Iterator[Finding]:
    """`value` of a state flow: nothing composes again when it changes."""
    if "StateFlow" not in source.code and "iewModel" not in source.code:
        return
    for match in _VALUE.finditer(source.code, source.header_end):
        holder = next(
            (one for one in source.enclosing_symbols(match.start()) if one.kind == "function"), None
        )
        if holder is None or not _is_flow(context, source, holder, match[1]):
            continue
        context.counted["CMP-09"] += 1
        block = _in_composition(source, match.start(), nested=True)
        if block and not re.match(r"\s*=(?!=)", source.code[match.end() :]):
            message = f"`{match[0]}` is read once: collect the state"
            yield _told("CMP-09", "warn", source, match.start(), message, block)


def _is_flow(context: Context, source: Source, holder: Symbol, written: str) -> bool:
    """Whether a parameter of a composable, or a property of its type, is a state flow."""
    name, _, member = written.partition(".")
    types = [one.type for one in holder.parameters if one.name == name]
    if types and member:
        meant = means(context.facts, source.path, types[0].rstrip("?"))
        owned = context.facts.members(meant[0].qualified) if len(meant) == 1 else []
        types = [one.type for one in owned if one.name == member and one.kind == "property"]
    return len(types) == 1 and types[0].startswith(("StateFlow<", "MutableStateFlow<"))


def _chain(source: Source, end: int) -> int:
    """Where the chain of calls that ends there begins."""
    at = end
    while at > 0:
        token, start = source.before(at)
        if token in (")", "}"):
            at = source.brackets.partner.get(start, start)
        elif token in (".", "?.") or re.fullmatch(r"\w+", token):
            if token in ("return", "val", "by", "in", "else"):
                break
            at = start
        else:
            break
    return at


def _told(
    check: str, severity: Severity, source: Source, offset: int, message: str, block: Around
) -> Finding:
    line, column = place(source.text, offset)
    subject = f"{source.line_text(offset)} in {block.name}"
    return Finding(check, severity, source.path, line, column, message, subject)


def _unused(context: Context) -> Iterator[Finding]:
    for source in _sources(context, "Scaffold", "BoxWithConstraints", "AnimatedContent"):
        for match in _CONTENT_OF.finditer(source.code, source.header_end):
            if not _is_compose(source, match[1]):
                continue
            opening = _content(source, match.end() - 1)
            if opening is None or _is_preview(source, match.start()):
                continue
            context.counted["CMP-08"] += 1
            name, start = _parameter(source, match[1], opening)
            body = source.code[start : source.close(opening)]
            if (
                name == "_"
                or f"{match[1]}Scope." in source.code
                or re.search(rf"\b(?:{name})\b", body)
            ):
                continue
            what = _MEANING[match[1]]
            message = f"the content of `{match[1]}` does not use {what}"
            line, column = place(source.text, match.start())
            subject = f"{match[1]} {source.line_text(match.start())}"
            yield Finding("CMP-08", "warn", source.path, line, column, message, subject)


_MEANING = {
    "Scaffold": "its padding",
    "BoxWithConstraints": "the constraints",
    "AnimatedContent": "the state that it animates to",
}


def _is_compose(source: Source, name: str) -> bool:
    found = [one.name for one in source.imports if one.simple == name]
    return len(found) == 1 and found[0].startswith("androidx.compose.")


def _is_preview(source: Source, offset: int) -> bool:
    notes = [note for one in source.enclosing_symbols(offset) for note in one.annotations]
    return any("Preview" in note for note in notes)


def _content(source: Source, bracket: int) -> int | None:
    """The opening of the last block of a call, written behind it or as `content`."""
    if source.code[bracket] == "{":
        return bracket
    token, at = source.after(source.close(bracket) + 1)
    if token == "{":
        return at
    found = re.compile(r"\bcontent\s*=\s*(\{)").search(source.code, bracket, source.close(bracket))
    return found.start(1) if found else None


def _parameter(source: Source, callee: str, opening: int) -> tuple[str, int]:
    """A pattern of what the content may name, and where its body begins."""
    found = re.compile(r"\s*(?:\w+\s*:\s*[\w.]+|\w+)\s*->").match(source.code, opening + 1)
    if callee == "BoxWithConstraints":
        return "maxWidth|maxHeight|minWidth|minHeight|constraints|this", opening + 1
    if found is None:
        return "it", opening + 1
    return found[0].removesuffix("->").partition(":")[0].strip(), found.end()


CHECKS = (
    Check(
        "CMP-08",
        "warn",
        "content uses what it is given",
        _unused,
        example="`Scaffold { Body() }` → `Scaffold { padding -> Body(Modifier.padding(padding)) }`",
    ),
    Check(
        "CMP-09",
        "block",
        "composition starts nothing by itself",
        _started,
        example="`scope.launch { ... }` in a composable → `LaunchedEffect(key) { ... }`",
    ),
)
"""All of this family."""

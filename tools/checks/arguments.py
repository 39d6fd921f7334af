"""KT-12: calls pass what a function takes: where they were edited, or its parameters were."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.checks.base import Check, Context, Finding, fresh
from tools.checks.constructed import constructed
from tools.checks.lost import callers
from tools.checks.named import unknown_arguments
from tools.references.places import imported_path
from tools.references.receivers import Receivers
from tools.references.scopes import local_at
from tools.references.source import Source
from tools.syntax.symbols import Symbol


@dataclass(frozen=True)
class Changed:
    """A function without overloads, before and with the draft."""

    old: Symbol
    new: Symbol

    @property
    def least(self) -> int:
        """The number of arguments that a call must pass."""
        return sum(not one.has_default for one in self.new.parameters)


def _find(context: Context) -> Iterator[Finding]:
    found = list(unknown_arguments(context))
    if not context.strict and found:
        found = fresh(found, list(unknown_arguments(context.before())))
    yield from found
    told = {(one.path, one.line, one.column) for one in found}
    if not context.strict:
        later = (*_of_changed(context), *constructed(context))
        yield from (one for one in later if (one.path, one.line, one.column) not in told)


def _of_changed(context: Context) -> Iterator[Finding]:
    receivers = context.receivers
    for one in _changed(context):
        context.counted["KT-12"] += 1
        for path in callers(context, one.new):
            yield from _in_file(receivers, one, receivers.code.source(path))


def _changed(context: Context) -> Iterator[Changed]:
    for path in context.draft.changed():
        old, new = context.head.file(path), context.facts.file(path)
        if old is None or new is None:
            continue
        before = {one.qualified: one for one in old.symbols if one.kind == "function"}
        for one in new.symbols:
            known = before.get(one.qualified)
            if known is None or one.kind != "function" or _shape(one) == _shape(known):
                continue
            if _single(context, one) and not {"operator", "infix", "override"} & {*one.modifiers}:
                yield Changed(known, one)


def _shape(one: Symbol) -> list[tuple[str, bool]]:
    return [(parameter.name, parameter.has_default) for parameter in one.parameters]


def _single(context: Context, one: Symbol) -> bool:
    found = context.facts.symbol(one.qualified)
    varying = any("vararg" in each.signature or "..." in each.signature for each in found)
    before = context.head.symbol(one.qualified)
    return len(found) == len(before) == 1 and not varying and not one.receiver


def _in_file(receivers: Receivers, one: Changed, source: Source) -> Iterator[Finding]:
    for offset in source.words(one.new.name):
        if offset in source.symbols_at or imported_path(source, offset) is not None:
            continue
        wrong = _wrong(one, source, offset)
        if not wrong or not _means(receivers, one, source, offset):
            continue
        column = offset - source.text.rfind("\n", 0, offset)
        message = f"`{one.new.name}` {wrong}: `{' '.join(one.new.signature.split())}`"
        subject = f"{one.new.qualified} {source.line_text(offset)}"
        line = source.line(offset)
        yield Finding("KT-12", "block", source.path, line, column, message, subject)


def _wrong(one: Changed, source: Source, offset: int) -> str:
    """What does not fit between a use and the new parameters; "" where nothing is certain."""
    if source.before(offset)[0] == "::":
        old = len(one.old.parameters)
        fits = sum(not each.has_default for each in one.old.parameters)
        if one.least > old or len(one.new.parameters) < fits:
            return "is referred to, and takes other parameters now"
        return ""
    given = arguments(source, offset)
    if given is None:
        return ""
    count, named = given
    parameters = {parameter.name for parameter in one.new.parameters}
    if unknown := sorted(named - parameters):
        return f"has no parameter `{unknown[0]}` now"
    if count > len(parameters):
        return f"takes {counted(len(parameters))}, not {count}, now"
    filled = source.java and "JvmOverloads" not in one.new.annotations
    least = len(parameters) if filled else one.least
    return f"needs {counted(least)}, not {count}, now" if count < least else ""


def counted(number: int) -> str:
    """A number of arguments in words."""
    return f"{number} argument" if number == 1 else f"{number} arguments"


def arguments(source: Source, offset: int) -> tuple[int, set[str]] | None:
    """The number of arguments of the call at a name, and the named ones; None: not certain."""
    token, at = source.after(source.word_end(offset))
    if token == "<" and not source.java:
        end = source.cursor.angles(at)
        token, at = source.after(end) if end > at else ("", at)
    parts: list[str] = []
    if token == "(":
        closing = source.close(at)
        parts = _parts(source, at + 1, closing)
        token, at = source.after(closing + 1)
        if "\n" in source.code[closing:at]:
            token = ""
    elif token != "{" or source.java or "\n" in source.code[offset:at]:
        return None
    elif source.text[offset : source.word_end(offset)] == "init":
        return None  # the block of a class
    if any("<" in part or part.startswith("*") for part in parts):
        return None
    count = len(parts) + (token == "{" and not source.java)
    heads = [part.partition("=") for part in parts]
    named = {head.strip() for head, sign, rest in heads if sign and rest[:1] != "="}
    return count, {name for name in named if name.isidentifier() and not source.java}


def _parts(source: Source, start: int, end: int) -> list[str]:
    """What stands between the commas, brackets left out."""
    parts, current, at = [], "", start
    while at < end:
        sign = source.code[at]
        if sign in "([{":
            current += "()"
            at = source.close(at) + 1
            continue
        if sign == ",":
            parts.append(current)
            current = ""
        else:
            current += sign
        at += 1
    return [part.strip() for part in [*parts, current] if part.strip()]


def _means(receivers: Receivers, one: Changed, source: Source, offset: int) -> bool:
    """Whether the word certainly is the function."""
    before, at = source.before(offset)
    code = receivers.code
    if before in {".", "?."} or (before == "::" and source.before(at)[0] not in set("(,={[")):
        found = receivers.before(source, at).type
        meant = code.members(found, one.new.name) if found else []
    elif local_at(receivers.locals(source, one.new.name), offset) is not None:
        return False
    else:
        meant = receivers.bare(source, offset, one.new.name)
        if not one.new.owner and (source.java or _inherits(receivers, source, offset)):
            return False
    return {symbol.qualified for symbol in meant} == {one.new.qualified}


def _inherits(receivers: Receivers, source: Source, offset: int) -> bool:
    """Whether a class around may inherit a member of the name from a library."""
    code = receivers.code
    return any(code.is_open(each.name, each.parents) for each in code.enclosures(source, offset))


CHECK = Check(
    "KT-12",
    "block",
    "calls pass what a function takes",
    _find,
    compares=True,
    example="`Title(txt = name)` → `Title(text = name)`",
)

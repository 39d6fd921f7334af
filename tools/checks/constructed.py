"""The part of KT-12 about constructors: a class whose parameters changed is made with these."""

import re
from collections.abc import Iterator

from tools.checks.base import Context, Finding
from tools.checks.lost import callers
from tools.references.places import imported_path
from tools.references.receivers import Receivers
from tools.references.source import TYPE_KINDS, Source
from tools.syntax.symbols import Symbol

_MIXED = re.compile(r"\w+\s*=[^=,()]+,\s*[^=,()]+(?:\)|,|$)")
"""A value without a name behind one with a name."""
_WIDE = 120


def constructed(context: Context) -> Iterator[Finding]:
    """Calls with too few or too many arguments, or an unknown name, where that is certain."""
    receivers = context.receivers
    for one in _changed(context):
        context.counted["KT-12"] += 1
        for path in callers(context, one):
            yield from _in_file(receivers, one, receivers.code.source(path))


def _changed(context: Context) -> Iterator[Symbol]:
    """The classes of Kotlin, with one constructor before and after, that take others now."""
    for path in context.draft.changed() if not context.strict else ():
        old, new = context.head.file(path), context.facts.file(path)
        if old is None or new is None or not path.endswith(".kt"):
            continue
        before = {one.qualified: one for one in old.symbols if one.kind == "class"}
        for one in new.symbols:
            known = before.get(one.qualified)
            if known is None or one.kind != "class" or _shape(one) == _shape(known):
                continue
            if "vararg" not in one.signature and _has_one(context, one):
                yield one


def _shape(one: Symbol) -> list[tuple[str, bool]]:
    return [(parameter.name, parameter.has_default) for parameter in one.parameters]


def _has_one(context: Context, one: Symbol) -> bool:
    """Whether nothing else is called by the name of the class."""
    if len(context.facts.symbol(one.qualified)) != 1:
        return False
    members = context.facts.members(one.qualified)
    if any(each.kind == "constructor" or each.name == "invoke" for each in members):
        return False
    return all(each.kind in TYPE_KINDS for each in context.facts.symbols(one.name))


def _in_file(receivers: Receivers, one: Symbol, source: Source) -> Iterator[Finding]:
    for offset in source.words(one.name):
        if offset in source.symbols_at or imported_path(source, offset) is not None:
            continue
        if source.after(source.word_end(offset))[0] not in {"(", "<"}:
            continue
        wrong = _wrong(one, source, offset)
        chain = receivers.chain(source, offset, one.name) if wrong else ""
        if not chain or receivers.code.type_named(source, chain, offset) != one.qualified:
            continue
        column = offset - source.text.rfind("\n", 0, offset)
        message = f"`{one.name}` {wrong}: `{shown(one)}`"
        subject = f"{one.qualified} {source.line_text(offset)}"
        line = source.line(offset)
        yield Finding("KT-12", "block", source.path, line, column, message, subject)


def _wrong(one: Symbol, source: Source, offset: int) -> str:
    from tools.checks.arguments import arguments, counted

    before = source.before(offset)[0]
    given = arguments(source, offset) if before not in {"::", "@", "is", "as"} else None
    if given is None or (source.java and before != "new"):
        return ""
    count, named = given
    brace, opens = _brace(source, offset)
    count -= opens
    names = [parameter.name for parameter in one.parameters]
    if unknown := sorted(named - set(names)):
        return f"has no parameter `{unknown[0]}` now"
    if count > len(names):
        return f"takes {counted(len(names))}, not {count}, now"
    needed = [each.name for each in one.parameters if not each.has_default]
    if source.java and len(needed) < len(names):
        return ""
    mixed = bool(named and _MIXED.search(source.line_text(offset)))
    if count < len(needed) and (mixed or not named):
        return f"needs {counted(len(needed))}, not {count}, now"
    if mixed:
        return ""
    last = brace and not opens
    filled = {*names[: count - len(named) - last], *named, *(names[-1:] if last else ())}
    lacking = [name for name in needed if name not in filled]
    return f"is not given `{'`, `'.join(lacking[:3])}` now" if lacking else ""


def shown(one: Symbol) -> str:
    """A class with its parameters, those with a default marked, in few words."""
    parameters = [f"{each.name}: {each.type}{' = …' * each.has_default}" for each in one.parameters]
    told = f"{one.name}({', '.join(parameters)})"
    return told if len(told) <= _WIDE else f"{told[:_WIDE].rpartition(',')[0]}, …)"


def _brace(source: Source, offset: int) -> tuple[bool, bool]:
    """Whether a brace follows the call, and whether it opens a body and is no last argument."""
    token, at = source.after(source.word_end(offset))
    if token == "<":
        token, at = source.after(source.cursor.angles(at))
    closing = source.close(at) if token == "(" else at
    brace, brace_at = source.after(closing + 1)
    if brace != "{" or "\n" in source.code[closing:brace_at] or source.java:
        return False, False
    return True, source.before(offset)[0] == ":" or any(
        each.body == brace_at for each in source.parsed.symbols if each.kind in TYPE_KINDS
    )

"""The part of KT-12 that looks at edited calls: a named argument is a parameter."""

import re
from collections.abc import Iterator

from tools.checks.base import Context, Finding, Fix, place
from tools.checks.near import certain, meant
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_CALL = re.compile(r"(?<![\w.`@:])([A-Za-z_]\w*)\(")
_NAMED = re.compile(r"\s*(\w+)\s*=(?!=)")


def unknown_arguments(context: Context) -> Iterator[Finding]:
    """Named arguments that the one function or class of an imported or near name does not take."""
    for path in context.paths:
        if not path.endswith(".kt") or context.facts.file(path) is None:
            continue
        source = Source(path, context.facts.text(path))
        known: dict[str, Symbol | None] = {}
        for match in _CALL.finditer(source.code, source.header_end):
            named = list(_names(source, match.end() - 1))
            if not named:
                continue
            if match[1] not in known:
                known[match[1]] = _callee(context, source, match[1])
            callee = known[match[1]]
            if callee is not None:
                yield from _unknown(context, source, callee, named)


def _unknown(
    context: Context, source: Source, callee: Symbol, named: list[tuple[str, int]]
) -> Iterator[Finding]:
    context.counted["KT-12"] += 1
    names = {one.name for one in callee.parameters}
    for name, offset in named:
        if name in names:
            continue
        line, column = place(source.text, offset)
        free = names - {other for other, _ in named}
        fix = None
        if near := certain(name, free):
            fix = Fix(f"wrote `{near} =` for `{name} =`", line=line, old=name, new=near)
        message = f"`{callee.name}` has no parameter `{name}`{meant(name, free)}"
        subject = f"{callee.qualified} {name}"
        yield Finding("KT-12", "block", source.path, line, column, message, subject, fix)


def _names(source: Source, opening: int) -> Iterator[tuple[str, int]]:
    """The named arguments of a call, each with its offset."""
    at, end = opening + 1, source.close(opening)
    while at < end:
        if found := _NAMED.match(source.code, at, end):
            yield found[1], found.start(1)
        while at < end and source.code[at] != ",":
            at = source.close(at) + 1 if source.code[at] in "([{" else at + 1
        at += 1


def _callee(context: Context, source: Source, name: str) -> Symbol | None:
    """The one declaration that a name means here; None where another may be meant."""
    if any(one.name == name for one in source.parsed.symbols if one.owner):
        return None
    paths = [one.name for one in source.imports if one.simple == name]
    near = f"{source.package}.{name}"
    wanted = paths[0] if len(paths) == 1 else near
    if wanted != near and context.facts.symbol(near):
        return None
    if len(paths) > 1 or len(found := context.facts.symbol(wanted)) != 1:
        return None
    one = found[0]
    own = any(o.name == name and not o.owner for o in source.parsed.symbols)
    if own and one.path != source.path:
        return None
    if one.path.endswith(".java") or one.owner or one.receiver or "vararg" in one.signature:
        return None
    if one.kind == "class" and one.parameters:
        others = context.facts.members(wanted)
        made = any(o.kind == "constructor" or o.name == "invoke" for o in others)
        return None if made or {"expect", "abstract"} & set(one.modifiers) else one
    if one.kind != "function" or "expect" in one.modifiers:
        return None
    shadowed = any(o.owner and o.kind == "function" for o in context.facts.symbols(name))
    return None if shadowed or _is_local(source, name) else one


def _is_local(source: Source, name: str) -> bool:
    return re.search(rf"\b(?:val|var|fun)\s+{name}\b|[(,]\s*{name}\s*:", source.code) is not None

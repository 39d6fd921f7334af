"""The part of KT-12 that looks at edited calls: a named argument is a parameter."""

import re
from collections.abc import Iterator

from tools.checks.base import Context, Finding, Fix, place
from tools.checks.near import certain, meant
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_CALL = re.compile(r"(?<![\w.`@:])([A-Za-z_]\w*)\(")
_NAMED = re.compile(r"\s*(\w+)\s*=(?!=)")
_EDGE = re.compile(r"[,(\[{]")


def unknown_arguments(context: Context) -> Iterator[Finding]:
    """Named arguments that no function or class of an imported or near name takes."""
    for path in context.paths:
        if not path.endswith(".kt") or context.facts.file(path) is None:
            continue
        source = context.code.source(path)
        known: dict[str, list[Symbol]] = {}
        for match in _CALL.finditer(source.code, source.header_end):
            named = list(_names(source, match.end() - 1))
            if not named:
                continue
            if match[1] not in known:
                known[match[1]] = _callees(context, source, match[1])
            if known[match[1]]:
                yield from _unknown(context, source, known[match[1]], named)


def _unknown(
    context: Context, source: Source, callees: list[Symbol], named: list[tuple[str, int]]
) -> Iterator[Finding]:
    context.counted["KT-12"] += 1
    callee = callees[0]
    names = {parameter.name for one in callees for parameter in one.parameters}
    for name, offset in named:
        if name in names:
            continue
        line, column = place(source.text, offset)
        free = names - {other for other, _ in named}
        fix = None
        if near := certain(name, free):
            old = source.text[offset : source.text.index("=", offset) + 1]
            new = near + old[len(name) :]
            fix = Fix(f"wrote `{near} =` for `{name} =`", line=line, old=old, new=new)
        message = f"`{callee.name}` has no parameter `{name}`{meant(name, free)}"
        subject = f"{callee.qualified} {name}"
        yield Finding("KT-12", "block", source.path, line, column, message, subject, fix)


def _names(source: Source, opening: int) -> Iterator[tuple[str, int]]:
    """The named arguments of a call, each with its offset."""
    at, end = opening + 1, source.close(opening)
    while at < end:
        if found := _NAMED.match(source.code, at, end):
            yield found[1], found.start(1)
        while (edge := _EDGE.search(source.code, at, end)) and edge[0] != ",":
            at = source.close(edge.start()) + 1
        at = edge.end() if edge else end


def _callees(context: Context, source: Source, name: str) -> list[Symbol]:
    """The declarations that a name means here, overloads; none where another may be meant."""
    if any(one.name == name for one in source.parsed.symbols if one.owner):
        return []
    paths = [one.name for one in source.imports if one.simple == name]
    near = f"{source.package}.{name}"
    wanted = paths[0] if len(paths) == 1 else near
    if len(paths) > 1 or (wanted != near and context.facts.symbol(near)):
        return []
    found = context.facts.symbol(wanted)
    own = any(one.name == name and not one.owner for one in source.parsed.symbols)
    if own and any(one.path != source.path for one in found):
        return []
    kinds = {one.kind for one in found}
    sure = all(_is_plain(one) for one in found)
    if kinds == {"class"} and sure and len(found) == 1:
        return found if found[0].parameters and not _made_otherwise(context, wanted) else []
    if kinds != {"function"} or not sure or any(one.owner for one in found):
        return []
    shadowed = any(one.owner and one.kind == "function" for one in context.facts.symbols(name))
    return [] if shadowed or _is_local(source, name) else found


def _is_plain(one: Symbol) -> bool:
    """Whether its parameters are all that a call may name."""
    other = one.path.endswith(".java") or one.receiver or "vararg" in one.signature
    return not other and "expect" not in one.modifiers


def _made_otherwise(context: Context, name: str) -> bool:
    """Whether a class has further constructors, or a companion that is called like one."""
    return any(
        one.kind == "constructor" or (one.name == "invoke" and one.owner != name)
        for one in context.facts.members(name)
    )


def _is_local(source: Source, name: str) -> bool:
    """Whether the name is declared below the top level too."""
    pattern = rf"\b(?:val|var|fun)\s+({name})\b|[(,]\s*({name})\s*:"
    for match in re.finditer(pattern, source.code):
        symbol = source.symbols_at.get(match.start(match.lastindex or 0))
        if symbol is None or symbol.owner or symbol.kind == "local":
            return True
    return False

"""The part of KT-06 that looks into functions: a parameter or local that is gone is not used."""

import re
from collections.abc import Iterator

from tools.checks.base import Context, Finding, Fix, Severity, place
from tools.references.places import imported_path, is_label, is_named_argument
from tools.references.receivers import SCOPE_WITH_THIS, Receivers
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_LOCAL = re.compile(r"\b(?:val|var)\s+(\w+)\s*[:=]")
_WITH_NAMES = frozenset({"BoxWithConstraints", "Canvas", "Layout"})
"""Functions named like types whose lambda has a receiver with properties of everyday names."""


def gone_locals(context: Context) -> Iterator[Finding]:
    """Uses, in functions that the draft changed, of names that nothing declares any more."""
    for path in context.draft.changed():
        old, new = context.head.file(path), context.facts.file(path)
        if old is None or new is None or not path.endswith(".kt"):
            continue
        before, after = context.head.text(path), context.facts.text(path)
        known = {one.qualified: one for one in old.symbols if one.kind == "function"}
        for one in new.symbols:
            then = known.get(one.qualified)
            if then is None or one.kind != "function" or _is_same(then, one, before, after):
                continue
            if len(context.facts.symbol(one.qualified)) == 1:
                yield from _in_function(context, then, one)


def _is_same(then: Symbol, one: Symbol, before: str, after: str) -> bool:
    return before[then.start : then.end] == after[one.start : one.end]


def _in_function(context: Context, then: Symbol, one: Symbol) -> Iterator[Finding]:
    source = context.code.source(one.path)
    body = source.code[one.start : one.end]
    old = context.head.text(one.path)[then.start : then.end]
    left = {parameter.name for parameter in one.parameters}
    names = [parameter.name for parameter in then.parameters if parameter.name not in left]
    names += [name for name in dict.fromkeys(_LOCAL.findall(old)) if name not in left]
    for name in names:
        if not re.search(rf"\b{name}\b", body) or re.search(rf"\b(?:val|var)\s+{name}\b", body):
            continue
        places: dict[int, Severity] = {}
        for offset in source.words(name):
            if one.body <= offset < one.end and (found := _judged(context, source, name, offset)):
                places[offset] = found
        if places:
            yield _finding(then, one, source, name, places)


def _judged(context: Context, source: Source, name: str, offset: int) -> Severity | None:
    """How certain it is that a name means nothing; None: it may mean something."""
    if imported_path(source, offset) is not None or is_label(source, offset):
        return None
    before, _ = source.before(offset)
    if before in {".", "?.", "::", "@", "val", "var", "fun"}:
        return None
    if is_named_argument(source, offset) or source.after(source.word_end(offset))[0] == "->":
        return None
    receivers = context.receivers
    if receivers.locals(source, name).at(offset) is not None:
        return None
    if receivers.bare(source, offset, name) or receivers.code.imported(source, name):
        return None
    return _certainty(context, receivers, source, offset)


def _certainty(
    context: Context, receivers: Receivers, source: Source, offset: int
) -> Severity | None:
    names = [name for name, _, _ in receivers.lambdas(source, offset)]
    if any(name in SCOPE_WITH_THIS or name.startswith("build") for name in names):
        return None
    code = receivers.code
    function = next(one for one in source.enclosing_symbols(offset) if one.kind == "function")
    around = code.enclosures(source, offset)
    opened = any(code.is_open(each.name, each.parents) for each in around)
    starred = any(
        one.star and not context.facts.package_symbols(one.name) for one in source.imports
    )
    if opened or starred or function.receiver or function.signature.startswith("context"):
        return "warn"
    plain = all(name[:1].isupper() and name not in _WITH_NAMES for name in names)
    return "block" if plain else "warn"


def _finding(
    then: Symbol, one: Symbol, source: Source, name: str, places: dict[int, Severity]
) -> Finding:
    worst: Severity = "block" if "block" in places.values() else "warn"
    first = min(offset for offset, severity in places.items() if severity == worst)
    line, column = place(source.text, first)
    message = f"`{name}` is not declared in `{one.name}` any more"
    fix = None
    if new := _renamed(then, one, name):
        message += f"; it is `{new}`"
        fix = _rewritten(one, source, name, new, sorted(places))
    return Finding(
        "KT-06", worst, source.path, line, column, message, f"{one.qualified} {name}", fix
    )


def _renamed(then: Symbol, one: Symbol, name: str) -> str:
    """The one new parameter that stands where the old one stood."""
    old = [parameter.name for parameter in then.parameters]
    if name not in old or len(then.parameters) != len(one.parameters):
        return ""
    at = old.index(name)
    new = one.parameters[at]
    same = new.type == then.parameters[at].type and new.name not in old
    return new.name if same else ""


def _rewritten(one: Symbol, source: Source, name: str, new: str, places: list[int]) -> Fix:
    start = source.text.rfind("\n", 0, one.start) + 1
    end = source.text.find("\n", one.end)
    end = len(source.text) if end < 0 else end
    text, at = "", start
    for offset in places:
        text += source.text[at:offset] + new
        at = offset + len(name)
    text += source.text[at:end]
    line = source.text.count("\n", 0, start) + 1
    return Fix(f"wrote `{new}` for `{name}`", line=line, old=source.text[start:end], new=text)

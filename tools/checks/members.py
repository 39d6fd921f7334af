"""KT-06: what the draft took from a type or a package is not used any more, nor what never was."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Severity
from tools.checks.gone_locals import gone_locals
from tools.checks.lost import Lost, has, lost, users
from tools.checks.never_there import never_there
from tools.references.functions import fits
from tools.references.places import imported_path, is_label, is_named_argument
from tools.references.project import Code
from tools.references.receivers import SCOPE_WITH_THIS, Receivers
from tools.references.scopes import local_at
from tools.references.source import Source
from tools.references.target import Target

if TYPE_CHECKING:
    from tools.syntax.symbols import Symbol

_BUILDERS = frozenset({"buildString", "buildList", "buildMap", "buildSet", "edit", "sequence"})
"""Functions whose lambda has a receiver with members of everyday names."""


def _find(context: Context) -> Iterator[Finding]:
    yield from never_there(context)
    if context.strict:
        return
    yield from gone_locals(context)
    receivers = context.receivers
    for one in lost(context, receivers.code):
        context.counted["KT-06"] += 1
        for path in users(context, one):
            yield from _in_file(receivers, one, receivers.code.source(path))


def _in_file(receivers: Receivers, one: Lost, source: Source) -> Iterator[Finding]:
    """One finding for a file, at the first use."""
    places: dict[int, Severity] = {}
    for offset in source.words(one.name):
        if found := judge_use(receivers, one, source, offset):
            places.setdefault(offset, found)
    worst: Severity = "block" if "block" in places.values() else "warn"
    shown = sorted(offset for offset, severity in places.items() if severity == worst)
    if not shown:
        return
    first = shown[0]
    others = sorted({source.line(offset) for offset in shown} - {source.line(first)})
    message = f"`{one.name}` is not in `{_place(one)}` any more"
    if others:
        message += f"; it is used in line {', '.join(map(str, others[:6]))} too"
    if one.added:
        message += f"; new there: {', '.join(f'`{name}`' for name in one.added[:4])}"
    column = first - source.text.rfind("\n", 0, first)
    subject = f"{one.owner}.{one.name}"
    yield Finding("KT-06", worst, source.path, source.line(first), column, message, subject)


def _place(one: Lost) -> str:
    if one.owner:
        return one.owner.rpartition(".")[2]
    return one.old[0].path.rpartition("/")[2]


def judge_use(receivers: Receivers, one: Lost, source: Source, offset: int) -> Severity | None:
    """How certain it is that the word at `offset` means what was lost; None: it does not."""
    if imported_path(source, offset) is not None or is_label(source, offset):
        return None
    symbol = source.symbols_at.get(offset)
    if symbol is not None:
        return _overriding(receivers, one, symbol)
    if is_named_argument(source, offset):
        return _argument(receivers, one, source, offset)
    before, at = source.before(offset)
    if before in {"fun", "val", "var", "@"} or not _fits(one, source, offset):
        return None
    if receivers.code.imported(source, one.name):
        return None
    if before in {".", "?."} or (before == "::" and source.before(at)[0] not in set("(,={[")):
        return _dotted(receivers, one, source, at)
    return _bare(receivers, one, source, offset)


def _fits(one: Lost, source: Source, offset: int) -> bool:
    return one.is_type or fits(Target("member", one.name, one.old), source, offset)


def _reaches(receivers: Receivers, one: Lost, name: str) -> bool:
    """Whether a type had the member, and has none of this name now."""
    code = receivers.code
    if name != one.owner and one.owner not in code.ancestors(name):
        return False
    return not has(code, name, one.name)


def _overriding(receivers: Receivers, one: Lost, symbol: "Symbol") -> Severity | None:
    """An `override` of the lost member overrides nothing."""
    code = receivers.code
    if not one.owner or "override" not in symbol.modifiers or symbol.owner == one.owner:
        return None
    above = code.ancestors(symbol.owner)
    if one.owner not in above or any(has(code, name, one.name) for name in above):
        return None
    return None if code.is_open(symbol.owner) else "block"


def _argument(receivers: Receivers, one: Lost, source: Source, offset: int) -> Severity | None:
    """`name = value` in the constructor call or the `copy` of the type."""
    if one.is_function or not one.owner:
        return None
    callee, at = source.before(source.enclosing(offset)[0])
    code = receivers.code
    if callee == "copy":
        before, dot = source.before(at)
        found = receivers.before(source, dot).type if before in {".", "?."} else ""
    else:
        chain = receivers.chain(source, at, callee) if callee.isidentifier() else ""
        found = code.type_named(source, chain, at) if chain else ""
    if found != one.owner:
        return None
    taken = [*code.symbols(found), *code.symbols(f"{found}.{found.rpartition('.')[2]}")]
    names = {parameter.name for symbol in taken for parameter in symbol.parameters}
    had = any("class" in symbol.signature or symbol.kind == "property" for symbol in one.old)
    return "block" if had and one.name not in names else None


def _dotted(receivers: Receivers, one: Lost, source: Source, dot: int) -> Severity | None:
    code = receivers.code
    found = receivers.before(source, dot).type
    if not one.owner:
        return _extension(receivers, one, source, found)
    if not found or not _reaches(receivers, one, found):
        return None
    return None if code.top_level(source, one.name) else "block"


def _sure(receivers: Receivers, source: Source) -> Severity:
    """Star imports of other packages may bring an extension of the same name."""
    facts = receivers.code.facts
    outside = (entry.name for entry in source.imports if entry.star)
    stars = [
        name for name in outside if not facts.package_symbols(name) and not facts.members(name)
    ]
    return "warn" if stars and not source.java else "block"


def _extension(receivers: Receivers, one: Lost, source: Source, found: str) -> Severity | None:
    code = receivers.code
    if not found or source.java or code.top_level(source, one.name) or has(code, found, one.name):
        return None
    written = {symbol.receiver.rstrip("?") for symbol in one.old if symbol.receiver}
    types = {found, *code.ancestors(found)}
    return (
        _sure(receivers, source) if types & {_full(code, one, name) for name in written} else None
    )


def _full(code: Code, one: Lost, written: str) -> str:
    source = code.source(one.old[0].path)
    return code.type_named(source, written.partition("<")[0], 0)


def _bare(receivers: Receivers, one: Lost, source: Source, offset: int) -> Severity | None:
    if local_at(receivers.locals(source, one.name), offset) is not None or one.is_type:
        return None
    if receivers.bare(source, offset, one.name):
        return None
    around = receivers.code.enclosures(source, offset)
    opened = any(receivers.code.is_open(each.name, each.parents) for each in around)
    if not one.owner:
        if source.java or any(symbol.receiver for symbol in one.old):
            return None
        return "warn" if opened or _builds(receivers, source, offset) else _sure(receivers, source)
    if scoped := _scoped(receivers, one, source, offset):
        return scoped
    names = [name for each in around for name in (each.name, *each.parents) if name]
    if receiver := receivers.extension_receiver(source, offset):
        names.append(receiver)
    if not any(_reaches(receivers, one, name) for name in names):
        return None
    return "warn" if _builds(receivers, source, offset) else "block"


def _scoped(receivers: Receivers, one: Lost, source: Source, offset: int) -> Severity | None:
    """What the scope functions around a bare name say."""
    for name, at, _ in receivers.lambdas(source, offset):
        found = receivers.scope_type(source, name, at) if name in SCOPE_WITH_THIS else ""
        if found and _reaches(receivers, one, found):
            return "block"
    return None


def _builds(receivers: Receivers, source: Source, offset: int) -> bool:
    """Whether a lambda around has a receiver that may bring the name."""
    for name, at, _ in receivers.lambdas(source, offset):
        if name in _BUILDERS:
            return True
        if name in SCOPE_WITH_THIS and not receivers.code.is_type(
            receivers.scope_type(source, name, at)
        ):
            return True
    return False


CHECK = Check(
    "KT-06",
    "block",
    "what is used of a type is there: it was not taken away, and is no slip",
    _find,
    compares=True,
    example="`Kind.LATEST` where `LATEST` is not, or was taken away → `Kind.LAST`",
)

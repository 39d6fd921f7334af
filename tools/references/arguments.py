"""Named arguments: a constructor's property in a call, in `copy`, in an enum entry."""

from collections.abc import Iterator

from tools.references.reach import UNKNOWN, after_check, may_mean
from tools.references.receivers import KEEP_THIS, SCOPE_WITH_THIS, Receivers
from tools.references.scopes import local_at
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import CERTAIN, OTHER, Verdict, doubt
from tools.syntax.symbols import Symbol


def judge_argument(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    """Whether the `name` of a `name = value` names the member."""
    if not _takes_arguments(receivers, target):
        return OTHER
    callee, at = source.before(source.enclosing(offset)[0])
    if callee == ">":
        callee, at = source.before(_angle_start(source, at))
    if callee in {"this", "super"}:
        return _delegation(receivers, target, source, callee, at)
    entry = source.symbols_at.get(at)
    if entry is not None:
        is_entry = entry.kind == "enum_entry"
        return _made(receivers, target, entry.owner) if is_entry else OTHER
    if callee == "copy":
        return _copy(receivers, target, source, at)
    return _call(receivers, target, source, callee, at)


def _takes_arguments(receivers: Receivers, target: Target) -> bool:
    """Whether a property of a constructor changes, or a member of an annotation."""
    code = receivers.code
    for symbol in target.symbols:
        if any(owner.kind == "annotation" for owner in code.symbols(symbol.owner)):
            return True
        source = code.source(symbol.path)
        around = source.enclosing(symbol.name_start)
        if symbol.kind == "property" and around and source.code[around[0]] == "(":
            return True
    return False


def _angle_start(source: Source, end: int) -> int:
    """The offset of the `<` that the `>` at `end` closes."""
    depth, at = 1, end
    while depth and at > 0:
        at -= 1
        if source.code[at] in "<>" and source.code[at - 1 : at + 1] != "->":
            depth += 1 if source.code[at] == ">" else -1
    return at


def _made(receivers: Receivers, target: Target, owner: str) -> Verdict:
    """The argument of a constructor of a type; other things of that name may take it too."""
    if owner not in target.owners:
        return OTHER
    others = [*receivers.code.symbols(owner)]
    others += receivers.code.symbols(f"{owner}.{owner.rpartition('.')[2]}")
    for symbol in others:
        takes = any(parameter.name == target.name for parameter in symbol.parameters)
        if takes and symbol.kind in {"function", "constructor"} and not _is_own(target, symbol):
            return doubt(f"another constructor takes `{target.name}` too")
    return CERTAIN


def _is_own(target: Target, symbol: Symbol) -> bool:
    """Whether a parameter of the constructor is the property itself."""
    starts = {parameter.start for parameter in symbol.parameters}
    return any(own.path == symbol.path and own.name_start in starts for own in target.symbols)


def _delegation(
    receivers: Receivers, target: Target, source: Source, word: str, at: int
) -> Verdict:
    """`: this(name = ...)` and `: super(name = ...)`."""
    around = receivers.code.enclosures(source, at)
    if not around:
        return OTHER
    types = (around[0].name,) if word == "this" else around[0].parents
    found = [_made(receivers, target, name) for name in types]
    return next((verdict for verdict in found if verdict != OTHER), OTHER)


def _call(receivers: Receivers, target: Target, source: Source, callee: str, at: int) -> Verdict:
    code = receivers.code
    chain = receivers.chain(source, at, callee)
    found = code.type_named(source, chain, at) if chain else ""
    before, dot = source.before(at)
    if not found and before in {".", "?."}:
        owner = receivers.before(source, dot).type
        found = f"{owner}.{callee}" if code.is_type(f"{owner}.{callee}") else ""
    if found:
        return _made(receivers, target, found)
    if callee in {name.rpartition(".")[2] for name in target.owners}:
        return doubt("the class that is made is not certain")
    return OTHER


def _copy(receivers: Receivers, target: Target, source: Source, at: int) -> Verdict:
    before, dot = source.before(at)
    near = may_mean(receivers, target, source)
    if before in {".", "?."}:
        found = receivers.before(source, dot).type
        if found:
            return _copied(receivers, target, found) or OTHER
        return UNKNOWN if near else OTHER
    if local_at(receivers.locals(source, "copy"), at) is not None:
        return OTHER
    for found in _implied(receivers, source, at):
        if not found:
            return doubt("the receiver is not certain") if near else OTHER
        if verdict := _copied(receivers, target, found):
            return verdict
    return OTHER


def _implied(receivers: Receivers, source: Source, at: int) -> Iterator[str]:
    """The types whose members a bare name can mean, innermost first; "" where one is unknown."""
    code = receivers.code
    unknown = False
    for name, name_at, _ in receivers.lambdas(source, at):
        if name in SCOPE_WITH_THIS:
            yield receivers.scope_type(source, name, name_at)
        unknown = unknown or name not in {*SCOPE_WITH_THIS, *KEEP_THIS}
    if receiver := receivers.extension_receiver(source, at):
        yield receiver
    for enclosure in code.enclosures(source, at):
        yield from (name for name in (enclosure.name, *enclosure.parents) if name)
    if unknown or not code.top_level(source, "copy"):
        yield ""


def _copied(receivers: Receivers, target: Target, found: str) -> Verdict | None:
    """The answer for a `copy` on a type; None where the type has no `copy`."""
    code = receivers.code
    declared = code.members(found, "copy")
    if any(p.name == target.name for symbol in declared for p in symbol.parameters):
        return OTHER
    if found in target.owners:
        return CERTAIN
    checked = after_check(receivers, target, found)
    if checked != OTHER:
        return checked
    is_data = any("data" in symbol.modifiers for symbol in code.symbols(found))
    return OTHER if is_data or declared else None

"""Occurrences of a member's name in code: changed only where the receiver is certain."""

from tools.references.arguments import judge_argument
from tools.references.functions import fits
from tools.references.places import (
    imported_path,
    is_label,
    is_named_argument,
)
from tools.references.reach import UNKNOWN, after_check, may_mean, reaches
from tools.references.receivers import SCOPE_WITH_THIS, Receivers
from tools.references.scopes import local_at
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import CERTAIN, OTHER, Verdict, doubt


def judge_member(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    """Whether the word at `offset` names the member."""
    path = imported_path(source, offset)
    if path is not None:
        owner = path.rpartition(".")[0]
        return CERTAIN if path in target.qualified or owner in target.covers else OTHER
    symbol = source.symbols_at.get(offset)
    if symbol is not None:
        return CERTAIN if symbol.qualified in target.qualified else OTHER
    if is_named_argument(source, offset):
        return judge_argument(receivers, target, source, offset)
    if is_label(source, offset):
        return OTHER
    before, at = source.before(offset)
    if before in {"fun", "val", "var"} or _is_java_definition(source, offset, before):
        return _anonymous(receivers, target, source, offset)
    if not fits(target, source, offset):
        return OTHER
    if before in {".", "?.", "::"} and source.before(at)[0] not in {"", "(", ",", "=", "{"}:
        return _dotted(receivers, target, source, at, offset)
    return _bare(receivers, target, source, offset)


def _is_java_definition(source: Source, offset: int, before: str) -> bool:
    if not source.java or not before.isidentifier() or before in {"return", "new", "throw"}:
        return False
    return any(start < offset < end for start, end, _ in source.anonymous)


def _anonymous(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    """A definition that is no symbol of its own: a local, or a member of an anonymous class."""
    if local_at(receivers.locals(source, target.name), offset + len(target.name)) is not None:
        enclosing = source.enclosing(offset)
        bodies = {start for start, _, _ in source.anonymous}
        if not enclosing or enclosing[0] not in bodies:
            return OTHER
    around = receivers.code.enclosures(source, offset)
    if around and not around[0].name:
        if any(reaches(receivers, target, parent) for parent in around[0].parents):
            return CERTAIN
    return OTHER


def _dotted(receivers: Receivers, target: Target, source: Source, dot: int, offset: int) -> Verdict:
    found = receivers.before(source, dot).type
    if found:
        if reaches(receivers, target, found):
            return CERTAIN
        return after_check(receivers, target, found)
    if _is_other_type(receivers, source, dot):
        return OTHER
    chain = receivers.chain(source, offset, target.name)
    if chain.replace(".Companion.", ".") in {
        name.replace(".Companion.", ".") for name in target.qualified
    }:
        return CERTAIN
    return UNKNOWN if may_mean(receivers, target, source) else OTHER


def _is_other_type(receivers: Receivers, source: Source, dot: int) -> bool:
    """Whether a class that is not of the project stands left of the dot."""
    name, at = source.before(dot)
    if not name[:1].isupper() or source.before(at)[0] in {".", "?.", "::"}:
        return False
    return not receivers.locals(source, name) and not receivers.bare(source, at, name)


def _bare(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    local = local_at(receivers.locals(source, target.name), offset)
    if local is not None and not (target.is_function and local.type and "->" not in local.type):
        inside = target.is_function and not local.type
        around = receivers.bare(source, offset, target.name)
        certain = any(symbol.qualified in target.qualified for symbol in around)
        return doubt(f"a local `{target.name}` is in scope") if inside and certain else OTHER
    scoped = _scoped(receivers, target, source, offset)
    if scoped is not None:
        return scoped
    meant = receivers.bare(source, offset, target.name)
    if any(symbol.qualified in target.qualified for symbol in meant):
        return CERTAIN
    imported = receivers.code.imported(source, target.name)
    if imported and (imported in target.qualified or imported.rpartition(".")[0] in target.covers):
        return CERTAIN
    if meant or imported:
        return OTHER
    for enclosure in receivers.code.enclosures(source, offset):
        if enclosure.name and after_check(receivers, target, enclosure.name) != OTHER:
            return doubt("only a check before it says what type this is")
    if not receivers.lambdas(source, offset):
        return OTHER
    return doubt("the receiver is not certain") if may_mean(receivers, target, source) else OTHER


def _scoped(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict | None:
    """The answer of the scope functions around a bare name; None where they say nothing."""
    for name, at, _ in receivers.lambdas(source, offset):
        if name not in SCOPE_WITH_THIS:
            continue
        found = receivers.scope_type(source, name, at)
        if found and reaches(receivers, target, found):
            return CERTAIN
        if found and receivers.code.members(found, target.name):
            return OTHER
        explicit = name == "with" or source.before(at)[0] in {".", "?."}
        if explicit and not found and may_mean(receivers, target, source):
            return doubt(f"it stands in a `{name}` whose receiver is not certain")
    return None

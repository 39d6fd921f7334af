"""Refuses a new name that already means something where the old one stands."""

from tools.base import Retry
from tools.references.places import imported_path
from tools.references.receivers import Receivers
from tools.references.scopes import Local, local_at
from tools.references.source import Source
from tools.references.target import Target
from tools.syntax.symbols import Symbol


def _conflict(to: str, where: str) -> Retry:
    return Retry("conflict", f"`{to}` already exists in {where}", name=to, where=where)


def demand_no_declaration(receivers: Receivers, target: Target, to: str) -> None:
    """Raise `Retry` if a scope of the target declares the new name."""
    code = receivers.code
    for symbol in target.symbols:
        beside = f"{symbol.qualified.rpartition('.')[0]}.{to}".lstrip(".")
        for other in code.symbols(beside):
            raise _conflict(to, f"`{other.path}`")
    if target.kind != "member":
        return
    for owner in sorted(target.covers):
        for other in code.members(owner, to):
            raise _conflict(to, f"`{other.owner}`")


def demand_no_shadow(
    receivers: Receivers, target: Target, source: Source, offset: int, *, to: str
) -> None:
    """Raise `Retry` if the new name would mean something else at `offset`."""
    where = f"`{source.path}`, line {source.line(offset)}"
    if imported_path(source, offset) is not None:
        if receivers.code.imported(source, to):
            raise _conflict(to, where)
        return
    if target.kind == "type":
        if receivers.code.type_written(source, to, offset):
            raise _conflict(to, where)
        return
    if source.before(offset)[0] in {".", "?.", "::"} or offset in source.symbols_at:
        return
    local = local_at(receivers.locals(source, to), offset)
    if local is not None and (not target.is_function or _is_callable(source, local)):
        raise _conflict(to, where)
    if target.kind == "top" and any(
        _same_shape(target, symbol) for symbol in receivers.bare(source, offset, to)
    ):
        raise _conflict(to, where)


def _same_shape(target: Target, symbol: Symbol) -> bool:
    return target.is_function == (symbol.kind == "function")


def _is_callable(source: Source, local: Local) -> bool:
    """Whether a local can be called, as far as its declaration says."""
    if local.type:
        return "->" in local.type or local.type == "fun"
    if local.initialiser < 0:
        return True
    return source.code.startswith(("{", "::", "fun"), local.initialiser)

"""Occurrences of a type's name in code."""

from tools.references.places import imported_path, is_named_argument
from tools.references.receivers import Receivers
from tools.references.scopes import local_at
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import CERTAIN, OTHER, Verdict


def judge_type(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    """Whether the word at `offset` names the type."""
    path = imported_path(source, offset)
    if path is not None:
        return CERTAIN if path in target.qualified else OTHER
    symbol = source.symbols_at.get(offset)
    if symbol is not None:
        constructor = symbol.kind == "constructor" and symbol.owner in target.qualified
        return CERTAIN if symbol.qualified in target.qualified or constructor else OTHER
    before, _ = source.before(offset)
    if before in {".", "?."}:
        chain = receivers.chain(source, offset, target.name)
        return CERTAIN if chain and _means(receivers, target, source, chain, offset) else OTHER
    local_function = before == "fun" and source.after(source.word_end(offset))[0] == "("
    if local_function or is_named_argument(source, offset):
        return OTHER
    written_as_type = before in {":", "<", "is", "as", "?", "fun"}
    if not written_as_type and local_at(receivers.locals(source, target.name), offset) is not None:
        return OTHER
    return CERTAIN if _means(receivers, target, source, target.name, offset) else OTHER


def _means(receivers: Receivers, target: Target, source: Source, written: str, at: int) -> bool:
    return receivers.code.type_written(source, written, at) in target.qualified

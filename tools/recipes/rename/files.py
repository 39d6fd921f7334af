"""Files named like the class they hold, and the facade class of their top levels."""

from dataclasses import dataclass

from tools.base import Retry
from tools.recipes.rename.changes import Changes
from tools.references.functions import facade
from tools.references.places import imported_path
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.source import TYPE_KINDS
from tools.references.target import Target


@dataclass(frozen=True)
class Move:
    """A file and its new path."""

    old: str
    new: str


def file_moves(code: Code, target: Target, to: str) -> tuple[Move, ...]:
    """The files that are named like the top-level type; `Retry` where the new path is taken."""
    if target.kind != "type":
        return ()
    moves = []
    for symbol in target.symbols:
        folder, _, name = symbol.path.rpartition("/")
        stem, dot, extension = name.partition(".")
        if symbol.owner or symbol.kind not in TYPE_KINDS or stem != target.name:
            continue
        new = f"{folder}/{to}{dot}{extension}".lstrip("/")
        if new in code.tree.paths():
            raise Retry("conflict", f"`{new}` already exists", name=to, where=f"`{new}`")
        moves.append(Move(symbol.path, new))
    return tuple(moves)


def judge_facades(receivers: Receivers, moves: tuple[Move, ...], changes: Changes) -> None:
    """Java names the top levels of `Old.kt` through `OldKt`, which the move renames."""
    for move in moves:
        source = receivers.code.source(move.old)
        if source.java or "JvmName" in source.text[: source.header_end + 1]:
            continue
        if all(s.owner or s.kind in TYPE_KINDS for s in source.parsed.symbols):
            continue
        old = facade(receivers, move.old)
        name = old.rpartition(".")[2]
        new = f"{move.new.rpartition('/')[2].removesuffix('.kt')}Kt"
        for path in receivers.code.paths_with(name, (".java",)):
            _judge_java(receivers, path, old, new, changes)


def _judge_java(receivers: Receivers, path: str, old: str, new: str, changes: Changes) -> None:
    source = receivers.code.source(path)
    package, _, name = old.rpartition(".")
    beside = source.package == package or receivers.code.imported(source, name) == old
    for offset in source.words(name):
        imported = imported_path(source, offset)
        whole = imported if imported is not None else receivers.chain(source, offset, name)
        if whole == old or (whole == name and beside):
            changes.replace(path, offset, source.word_end(offset), new)
        elif imported is None:
            changes.mention(source, offset, f"it may be the class `{old}`", needs=True)

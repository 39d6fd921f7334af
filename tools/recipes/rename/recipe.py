"""Renames one declaration: judges each occurrence, then writes what is certain."""

from tools.base import Retry
from tools.recipes.base import Outcome, RecipeContext
from tools.recipes.imports import keep_sorted
from tools.recipes.rename.changes import Changes
from tools.recipes.rename.columns import mention_columns
from tools.recipes.rename.conflicts import demand_no_declaration, demand_no_shadow
from tools.recipes.rename.files import Move, file_moves, judge_facades
from tools.recipes.rename.mentions import mention_code, mention_declarations, mention_documents
from tools.recipes.rename.overrides import demand_free, mention_overrides
from tools.recipes.rename.target import check_name, find_target
from tools.references.accessors import accessor_names, accessor_occurrences
from tools.references.occurrences import in_source
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.references.target import Target
from tools.references.texts import text_occurrences


def rename_symbol(context: RecipeContext, symbol: str, to: str) -> Outcome:
    """Rename a class, function or property with its certain uses.

    Raises `Retry` with `unknown-symbol`, `ambiguous`, `invalid-name` or `conflict`, `Refused`
    with `fixed-name`.
    """
    check_name(to)
    code = Code(context.facts(), context.draft)
    try:
        target = find_target(code, symbol)
    except Retry as fault:
        done = _already_done(code, symbol, to) if fault.code == "unknown-symbol" else None
        if done is None:
            raise
        return done
    demand_free(code, target)
    if target.name == to:
        raise Retry("noop", f"`{target.label}` has this name already", symbol=symbol)
    receivers = Receivers(code)
    demand_no_declaration(receivers, target, to)
    changes = Changes()
    mention_columns(code, target, changes)
    mention_overrides(code, target, changes)
    for path in code.paths_with(target.name):
        _judge_file(receivers, target, code.source(path), to, changes)
    accessors = zip(accessor_names(target.name), accessor_names(to), strict=True)
    changes.take(accessor_occurrences(receivers, target), dict(accessors))
    moves = file_moves(code, target, to)
    judge_facades(receivers, moves, changes)
    changes.take(text_occurrences(code, target), {target.name: to})
    mention_declarations(code, target, changes)
    mention_documents(code, target, changes)
    _write(context, code, changes=changes, moves=moves)
    return _outcome(target, to, changes=changes, moves=moves)


def _judge_file(
    receivers: Receivers, target: Target, source: Source, to: str, changes: Changes
) -> None:
    found = list(in_source(receivers, target, source))
    for one in found:
        if one.verdict.kind == "certain":
            demand_no_shadow(receivers, target, source, one.start, to=to)
    changes.take(found, {target.name: to})
    if not target.private_to or source.path in target.private_to:
        mention_code(receivers, target, source, changes)


def _already_done(code: Code, symbol: str, to: str) -> Outcome | None:
    owner = symbol.strip().replace("#", ".").rpartition(".")[0]
    wanted = f".{owner}.{to}" if owner else f".{to}"
    names = [entry.qualified.replace(".Companion.", ".") for entry in code.named(to)]
    if any(f".{name}".endswith(wanted) for name in names):
        return Outcome(f"nothing is named `{symbol}` and `{to}` exists; nothing to do")
    return None


def _write(
    context: RecipeContext, code: Code, *, changes: Changes, moves: tuple[Move, ...]
) -> None:
    for path in sorted(changes.edits):
        text = code.text(path)
        context.draft.write(path, keep_sorted(text, changes.rewritten(path, text)))
    for move in moves:
        context.draft.rename(move.old, move.new)


def _outcome(target: Target, to: str, *, changes: Changes, moves: tuple[Move, ...]) -> Outcome:
    sentence = (
        f"renamed `{target.label}` to `{to}`: {_counted(changes.count, 'place')}"
        f" in {_counted(len(changes.edits), 'file')}"
    )
    for move in moves:
        sentence += f", `{move.old.rpartition('/')[2]}` is now `{move.new.rpartition('/')[2]}`"
    if changes.mentions:
        sentence += f"; {_counted(len(changes.mentions), 'other place')} listed"
    return Outcome(sentence, changes.mentions)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

"""Calls that change the draft: symbols, text, new files, recipes."""

from typing import Literal

from tools.base import ToolResult
from tools.calls.desk import Desk
from tools.registry import Code, NewPath, Path, SymbolLabel, Text

MENTIONS = 10
"""How many of the places that a recipe left alone a model is told of."""


def _edited(path: str, repairs: tuple[str, ...], sentence: str) -> ToolResult:
    mended = f" Mended: {'; '.join(repairs)}." if repairs else ""
    return ToolResult(f"Done: {sentence}.{mended}", sentence)


def replace_symbol(desk: Desk, symbol: SymbolLabel, code: Code) -> ToolResult:
    """Put `code` in the place of a whole declaration."""
    from tools.edits import replace_symbol as replace

    target = desk.symbol(symbol)
    edited = replace(desk.draft, desk.facts(), target, code)
    desk.seen.add(symbol)
    return _edited(edited.path, edited.repairs, f"replaced `{symbol}` in `{edited.path}`")


def insert_symbol(
    desk: Desk, position: Literal["before", "after", "inside"], anchor: SymbolLabel, code: Code
) -> ToolResult:
    """Put a new declaration beside or inside another."""
    from tools.edits import insert_symbol as insert

    target = desk.symbol(anchor)
    edited = insert(desk.draft, desk.facts(), target, position, code)
    return _edited(edited.path, edited.repairs, f"added code {position} `{anchor}`")


def delete_symbol(desk: Desk, symbol: SymbolLabel) -> ToolResult:
    """Remove a declaration."""
    from tools.edits import delete_symbol as delete

    edited = delete(desk.draft, desk.symbol(symbol))
    return _edited(edited.path, edited.repairs, f"deleted `{symbol}` from `{edited.path}`")


def replace_text(desk: Desk, path: Path, code: Code) -> ToolResult:
    """Replace the lines above `=======` in `code` by those below it."""
    from tools.edits import replace_text as replace
    from tools.edits import split_replacement

    path = desk.path(path)
    old, new = split_replacement(code)
    edited = replace(desk.draft, path, old, new)
    desk.seen.add(path)
    return _edited(edited.path, edited.repairs, f"changed `{path}`")


def create_file(desk: Desk, path: NewPath, code: Code) -> ToolResult:
    """Write a file that does not exist yet."""
    from tools.edits import create_file as create

    edited = create(desk.draft, desk.facts(), path, code)
    desk.put_path(edited.path)
    desk.seen.add(edited.path)
    return _edited(edited.path, edited.repairs, f"created `{edited.path}`")


def recipe(desk: Desk, name: Text, **arguments: str) -> ToolResult:
    """Run the recipe `name` on the draft; what it saw and left alone is listed."""
    from tools.recipes import RecipeContext, run_recipe

    before = desk.draft.changed()
    outcome = run_recipe(name, RecipeContext(desk.draft, desk.index), arguments)
    desk.nothing_to_do = desk.draft.changed() == before
    desk.open_places += sum(mention.open for mention in outcome.listed)
    left = tuple(f"{mention.path}:{mention.line}: {mention.reason}" for mention in outcome.listed)
    more = (f"and {len(left) - MENTIONS} more",) if len(left) > MENTIONS else ()
    listed = "\nLeft alone:\n" + "\n".join((*left[:MENTIONS], *more)) if left else ""
    return ToolResult(f"Done: {outcome.sentence}.{listed}", outcome.sentence, left)

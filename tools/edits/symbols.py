"""Replaces, inserts and deletes whole declarations in the draft."""

from typing import TYPE_CHECKING, Literal

from tools.base import Retry
from tools.edits.imports import add_imports
from tools.edits.indentation import leading, shift, unit_of
from tools.edits.lead import keep_lead
from tools.edits.pieces import (
    Pieces,
    declarations,
    dedented,
    is_item,
    outermost,
    same,
    split,
    unwrap,
    without,
)
from tools.edits.soundness import demand_sound
from tools.edits.text import Edited, refuse_elided

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.repo.draft import Draft
    from tools.syntax.symbols import Symbol

Position = Literal["before", "after", "inside"]
_TYPES = ("class", "interface", "object", "enum", "annotation")


def replace_symbol(draft: "Draft", facts: "Facts", symbol: "Symbol", code: str) -> Edited:
    """Put `code`, a whole declaration, in the place of `symbol`.

    Documentation and annotations stay where the code brings none; imports in the code move to
    the import block. Retry codes: `elided`, `scope`, `wrapper`, `noop`, `syntax`,
    `unknown-symbol`.
    """
    text = _current(draft, symbol)
    refuse_elided(code, text, symbol.path)
    pieces = unwrap(split(code), symbol.path, symbol, text)
    pieces = _only_declaration(pieces, symbol, text)
    base = line_indent(text, symbol.start)
    old = dedented(base + text[symbol.start : symbol.end])
    body, kept = keep_lead(old, pieces.body)
    new = shift(body, base, unit_of(text)).lstrip(" \t")
    changed = text[: symbol.start] + new + text[symbol.end :]
    return _land(
        draft, facts, symbol.path, changed, Pieces(new, pieces.imports, (*pieces.repairs, *kept))
    )


def insert_symbol(
    draft: "Draft", facts: "Facts", anchor: "Symbol", position: Position, code: str
) -> Edited:
    """Put a new declaration before or after `anchor`, or at the end of the body of a class.

    Retry codes: `elided`, `scope`, `wrapper`, `exists`, `syntax`, `unknown-symbol`.
    """
    from tools.edits.insertion import inserted, new_members

    text = _current(draft, anchor)
    refuse_elided(code, text, anchor.path)
    if position == "inside" and anchor.kind not in _TYPES:
        raise Retry("scope", f"`{anchor.name}` has no body for declarations", symbol=anchor.name)
    pieces = new_members(split(code), anchor, position, text)
    changed = inserted(text, anchor, position, pieces.body)
    return _land(draft, facts, anchor.path, changed, pieces)


def delete_symbol(draft: "Draft", symbol: "Symbol") -> Edited:
    """Remove a declaration with its documentation, annotations and the blank line it leaves."""
    from tools.edits.repair import tidy_imports

    text = _current(draft, symbol)
    changed = removed(text, symbol)
    changed, repairs = tidy_imports(text, changed)
    demand_sound(symbol.path, text, changed)
    draft.write(symbol.path, changed)
    return Edited(symbol.path, repairs)


def removed(text: str, symbol: "Symbol") -> str:
    """The text without the declaration; one blank line at most stays where it was."""
    start, end = symbol.start, symbol.end
    if is_item(text, symbol):
        tail = text[end:]
        comma = len(tail) - len(tail.lstrip())
        if tail.lstrip().startswith(","):
            end += comma + 1
        elif text[:start].rstrip().endswith(","):
            return text[: len(text[:start].rstrip()) - 1] + text[end:]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if text[line_start:start].strip() or text[end:line_end].strip(" \t;"):
        return text[:start] + text[end:].lstrip(" \t")
    before, after = text[:line_start], text[line_end + 1 :]
    blank_before = before.endswith("\n\n") or before.rstrip(" \t\n").endswith("{")
    if blank_before and after.startswith("\n"):
        after = after[1:]
    if before.endswith("\n\n") and after.lstrip(" \t").startswith("}"):
        before = before[:-1]
    if not after.strip():
        return before.rstrip("\n") + "\n"
    return before + after


def line_indent(text: str, offset: int) -> str:
    """The white space before the line of an offset."""
    return leading(text[text.rfind("\n", 0, offset) + 1 :])


def _current(draft: "Draft", symbol: "Symbol") -> str:
    """The file's text, once the symbol is seen to stand where it says."""
    text = draft.text(symbol.path)
    name = text[symbol.name_start :].lstrip("`")
    unnamed = symbol.kind == "constructor" or symbol.name == "Companion"
    if not unnamed and not name.startswith(symbol.name.strip("`")):
        sentence = f"`{symbol.name}` is not where it was in `{symbol.path}`"
        raise Retry("unknown-symbol", sentence, symbol=symbol.name, near=[])
    return text


def _only_declaration(pieces: Pieces, symbol: "Symbol", text: str) -> Pieces:
    """See that the code declares the symbol, and drop what it repeats of the file."""
    if is_item(text, symbol):
        return Pieces(pieces.body.rstrip().rstrip(",;"), pieces.imports, pieces.repairs)
    if symbol.kind == "constructor":
        return pieces
    found = outermost(declarations(symbol.path, pieces.body, inside=bool(symbol.owner)))
    hits = [one for one in found if one.name == symbol.name]
    if not found or (not hits and len(found) > 1):
        sentence = f"the code does not declare `{symbol.name}`"
        raise Retry("scope", sentence, symbol=symbol.name)
    rest = text[: symbol.start] + text[symbol.end :]
    names = {one.name for one in declarations(symbol.path, text, inside=False)} - {symbol.name}
    others = [one for one in found if one not in hits and len(found) > 1 and one.name in names]
    repeated = [one for one in others if _repeats(pieces.body[one.start : one.end], rest)]
    if len(repeated) < len(others):
        other = next(one for one in others if one not in repeated)
        sentence = f"the code also changes `{other.name}`; only `{symbol.name}` was asked for"
        raise Retry("scope", sentence, symbol=symbol.name, other=other.name)
    if not repeated:
        return pieces
    told = f"left out what the file already holds: {', '.join(one.name for one in repeated)}"
    body = without(pieces.body, repeated)
    return Pieces(body, pieces.imports, (*pieces.repairs, told))


def _repeats(part: str, rest: str) -> bool:
    return "".join(part.split()) in "".join(rest.split())


def _land(draft: "Draft", facts: "Facts", path: str, changed: str, pieces: Pieces) -> Edited:
    """Write the changed text with the imports of the code, then repair what can be."""
    from tools.edits.repair import repair

    text = draft.text(path)
    changed = add_imports(changed, pieces.imports)
    if same(changed, text) and changed.split() == text.split():
        raise Retry("noop", f"the edit would not change `{path}`", path=path)
    demand_sound(path, text, changed)
    draft.write(path, changed)
    return Edited(path, (*pieces.repairs, *repair(draft, facts, path)))

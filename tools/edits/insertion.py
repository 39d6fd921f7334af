"""Where a new declaration goes beside or inside another, and what of the code is new."""

from typing import TYPE_CHECKING, Literal

from tools.base import Retry
from tools.edits.indentation import leading, shift, unit_of
from tools.edits.pieces import (
    Pieces,
    cut,
    declarations,
    held,
    is_item,
    outermost,
    parse_source,
    same,
    without,
)

if TYPE_CHECKING:
    from tools.syntax.symbols import Symbol

_SINGLE = ("property", "field", "enum_entry", "typealias")
Position = Literal["before", "after", "inside"]


def new_members(pieces: Pieces, anchor: "Symbol", position: str, text: str) -> Pieces:
    """The code without what the file already holds: the class around it, the anchor, others.

    Retry `wrapper` or `exists` where the code changes what is there, `scope` where it declares
    nothing.
    """
    if position != "inside" and is_item(text, anchor):
        return Pieces(pieces.body.rstrip().rstrip(",;"), pieces.imports, pieces.repairs)
    inside = position == "inside" or bool(anchor.owner)
    pieces = _opened(pieces, anchor, position, text)
    found = outermost(declarations(anchor.path, pieces.body, inside=inside))
    if not found and not _initializer(pieces.body):
        raise Retry("scope", "the code declares nothing", symbol=anchor.name)
    owner = anchor.qualified if position == "inside" else anchor.owner
    there = [one for one in parse_source(anchor.path, text).symbols if one.owner == owner]
    repeated = [
        one
        for one in found
        if any(same(pieces.body[one.start : one.end], text[old.start : old.end]) for old in there)
    ]
    clash = [one for one in found if one not in repeated and any(_clash(one, old) for old in there)]
    if clash or (repeated and len(repeated) == len(found)):
        name = (clash or repeated)[0].name
        raise Retry("exists", f"`{name}` is already declared there", symbol=name)
    if not repeated:
        return pieces
    told = f"left out what the file already holds: {', '.join(one.name for one in repeated)}"
    return Pieces(without(pieces.body, repeated), pieces.imports, (*pieces.repairs, told))


def _initializer(body: str) -> bool:
    return body.lstrip().startswith(("init", "static {", "constructor"))


def _clash(new: "Symbol", old: "Symbol") -> bool:
    """Whether two declarations of one scope cannot both stand."""
    if new.name != old.name or (new.kind == "function") != (old.kind == "function"):
        return False
    if new.kind != "function":
        return new.receiver == old.receiver and new.kind != "constructor"
    mine = [parameter.type for parameter in new.parameters]
    return mine == [parameter.type for parameter in old.parameters] and new.receiver == old.receiver


def _opened(pieces: Pieces, anchor: "Symbol", position: str, text: str) -> Pieces:
    """Take the new members out of a repeated enclosing class."""
    owner = anchor.name if position == "inside" else anchor.owner.rpartition(".")[2]
    found = declarations(anchor.path, pieces.body, inside=bool(anchor.owner))
    outer = outermost(found)
    if not owner or len(outer) != 1 or outer[0].name != owner or outer[0].kind == "function":
        return pieces
    flat = "".join(text.split())
    inner = held(found, outer[0])
    fresh = [one for one in inner if "".join(pieces.body[one.start : one.end].split()) not in flat]
    names = {one.name for one in parse_source(anchor.path, text).symbols}
    if not fresh or any(one.name in names for one in fresh):
        sentence = f"the code holds the whole `{owner}` instead of the new declaration alone"
        raise Retry("wrapper", sentence, wrapper=owner, symbol=anchor.name)
    told = f"took the new declarations out of the repeated `{owner}`"
    return Pieces(cut(pieces.body, fresh), pieces.imports, (*pieces.repairs, told))


def inserted(text: str, anchor: "Symbol", position: Position, body: str) -> str:
    """The text with the code at its place, indented and parted as its neighbours are."""
    if position == "inside":
        return _inside(text, anchor, body)
    base = leading(text[text.rfind("\n", 0, anchor.start) + 1 :])
    new = shift(body, base, unit_of(text))
    if is_item(text, anchor):
        return _entry(text, anchor, position, new.strip())
    gap = "\n" if _tight(text, anchor, body) else "\n\n"
    if position == "before":
        return text[: anchor.start] + new.lstrip() + gap + base + text[anchor.start :]
    end = _line_rest_end(text, anchor.end)
    return text[:end] + gap + new + text[end:]


def _entry(text: str, anchor: "Symbol", position: Position, new: str) -> str:
    own_line = not text[text.rfind("\n", 0, anchor.start) + 1 : anchor.start].strip()
    base = leading(text[text.rfind("\n", 0, anchor.start) + 1 :])
    gap = f"\n{base}" if own_line else " "
    if position == "before":
        return f"{text[: anchor.start]}{new},{gap}{text[anchor.start :]}"
    rest = text[anchor.end :]
    if rest.lstrip().startswith(","):
        end = anchor.end + rest.index(",") + 1
        return f"{text[:end]}{gap}{new},{text[end:]}"
    return f"{text[: anchor.end]},{gap}{new}{rest}"


def _tight(text: str, anchor: "Symbol", body: str) -> bool:
    """Whether two one-line properties stand without a blank line between."""
    single = anchor.kind in _SINGLE and "\n" not in text[anchor.start : anchor.end]
    starts = ("val ", "var ", "private val ", "private var ", "const val ", "private const val ")
    return single and "\n" not in body.strip() and body.lstrip().startswith(starts)


def _line_rest_end(text: str, end: int) -> int:
    """Behind the comment that may follow a declaration on its line."""
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    rest = text[end:line_end].strip(" \t;")
    return line_end if not rest or rest.startswith("//") else end


def _inside(text: str, anchor: "Symbol", body: str) -> str:
    base = leading(text[text.rfind("\n", 0, anchor.start) + 1 :])
    unit = unit_of(text)
    new = shift(body, base + unit, unit)
    close = anchor.end - 1
    if text[close] != "}":
        return f"{text[: anchor.end]} {{\n{new}\n{base}}}{text[anchor.end :]}"
    opened = _body_start(text, anchor)
    content = text[opened + 1 : close]
    if not content.strip():
        return f"{text[: opened + 1]}\n{new}\n{base}{text[close:]}"
    head = text[:close].rstrip()
    if anchor.kind == "enum":
        head = _ended_entries(text, head, anchor)
    last = content.rstrip().rpartition("\n")[2].strip()
    tight = last.startswith(("val ", "var ", "private val ", "private var ")) and _one_value(body)
    return f"{head}{chr(10) if tight else chr(10) * 2}{new}\n{base}{text[close:]}"


def _one_value(body: str) -> bool:
    return "\n" not in body.strip() and body.lstrip().startswith(("val ", "var ", "private va"))


def _body_start(text: str, anchor: "Symbol") -> int:
    """The offset of the brace that opens the body of a class which ends with one."""
    if anchor.body >= 0 and text[anchor.body] == "{":
        return anchor.body
    from tools.syntax.brackets import match_brackets
    from tools.syntax.masking import mask

    code = mask(text, templates=not anchor.path.endswith(".java")).code
    return match_brackets(code).partner.get(anchor.end - 1, anchor.end - 1)


def _ended_entries(text: str, head: str, anchor: "Symbol") -> str:
    """An enum's text up to its end, with the `;` that must stand between entries and members."""
    entries = [
        one
        for one in parse_source(anchor.path, text).symbols
        if one.kind == "enum_entry" and one.owner == anchor.qualified
    ]
    if not entries:
        return head
    end = max(one.end for one in entries)
    rest = head[end:]
    return f"{head[:end]};" if not rest.strip(" ,\n\t") else head

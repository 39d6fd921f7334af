"""Calls that only look: search, outline, read, usages."""

from typing import TYPE_CHECKING

from tools.base import Retry, ToolResult
from tools.calls.desk import Desk
from tools.registry import Line, Path, Target, Text

if TYPE_CHECKING:
    from tools.references.usage import Found
    from tools.syntax.symbols import Symbol

SEARCH_LIMIT = 8
READ_LINES = 120
READ_CHARACTERS = 6_000
USAGES_LIMIT = 30
OUTLINE_TOKENS = 900
USES_TOKENS = 300
"""Tokens for what a symbol uses, below its text."""


def search(desk: Desk, text: Text) -> ToolResult:
    """Rank the files for some words."""
    hits = desk.index.search(text, SEARCH_LIMIT)
    lines = []
    for hit in hits:
        desk.put_path(hit.path)
        labels = [desk.put_symbol(symbol) for symbol in hit.symbols[:4]]
        lines.append(f"{hit.path}: {', '.join(labels)}" if labels else hit.path)
    found = "\n".join(lines) or "Nothing found."
    return ToolResult(found, f"searched `{text}`: {len(hits)} files")


def outline(desk: Desk, path: Path) -> ToolResult:
    """Show the declarations of a file."""
    from tools.index import outline as outline_of

    path = desk.path(path)
    desk.put_path(path)
    facts = desk.facts()
    entry = facts.file(path)
    for symbol in entry.symbols if entry else ():
        desk.put_symbol(symbol)
    lines = outline_of(facts, path).splitlines()
    shown = desk.fitting(lines, OUTLINE_TOKENS)
    rest = [f"and {len(lines) - len(shown)} more lines"] if len(shown) < len(lines) else []
    text = "\n".join([*shown, *rest]) or "No declarations: read it."
    return ToolResult(text, f"outlined `{path}`")


def read(desk: Desk, target: Target, line: Line = 1) -> ToolResult:
    """Show a symbol's text with the signatures of what it uses, or a file's from a line on."""
    if not desk.is_path(target):
        symbol = desk.symbol(target)
        label = desk.put_symbol(symbol)
        text = desk.draft.text(symbol.path)
        first = text.count("\n", 0, symbol.start) + 1
        last = text.count("\n", 0, symbol.end) + 1
        start = line if first <= line <= last else first
        shown = _show(desk, symbol.path, start, last)
        if label in desk.seen:
            desk.seen.add(target)
        return ToolResult(f"{shown}{_used(desk, symbol)}", f"read `{label}`")
    path = desk.path(target)
    desk.put_path(path)
    desk.seen.add(path)
    return ToolResult(_show(desk, path, line, None), f"read `{path}`")


def _used(desk: Desk, symbol: "Symbol") -> str:
    """The signatures of what a symbol uses and the texts that it shows, within their budget."""
    from tools.references.surroundings import library_lines, used_lines

    facts = desk.facts()
    used = [*used_lines(facts, symbol), *library_lines(desk.index, facts, symbol)]
    lines = desk.fitting(used, USES_TOKENS)
    return "\n".join(["\nIt uses:", *lines]) if lines else ""


def _show(desk: Desk, path: str, first: int, last: int | None) -> str:
    """The lines of a file from `first` to `last` (None: its end), as many as a model may see.

    Every declaration that is shown whole counts as seen.
    """
    lines = desk.draft.text(path).removesuffix("\n").split("\n")
    last = len(lines) if last is None else last
    first = max(1, min(first, last))
    shown: list[str] = []
    for text in lines[first - 1 : last][:READ_LINES]:
        if shown and sum(map(len, shown)) + len(text) > READ_CHARACTERS:
            break
        shown.append(text[:READ_CHARACTERS])
    end = first + len(shown) - 1
    desk.seen.update(_labels_between(desk, path, first, end))
    rest = f"\n(lines {first}-{end} of {len(lines)})" if end < last else ""
    body = "\n".join(shown)
    return f"{path}\n```\n{body}\n```{rest}"


def _labels_between(desk: Desk, path: str, first: int, last: int) -> list[str]:
    entry = desk.facts().file(path)
    text = desk.draft.text(path)
    labels = []
    for symbol in entry.symbols if entry else ():
        start = text.count("\n", 0, symbol.start) + 1
        end = text.count("\n", 0, symbol.end) + 1
        if first <= start and end <= last:
            labels.append(desk.put_symbol(symbol))
    return labels


def usages(desk: Desk, name: Text) -> ToolResult:
    """List where a symbol, resource, module or alias is used; what is certain comes first."""
    from tools.references.usages import usages as usages_of

    answer = usages_of(desk.facts(), name)
    if not answer.found:
        near = list(answer.near)
        raise Retry("unknown-symbol", f"nothing is named `{name}`", symbol=name, near=near)
    lines: list[str] = []
    room = USAGES_LIMIT
    for one in answer.found[:USAGES_LIMIT]:
        if len(answer.found) > 1 or not one.uses:
            lines.append(_headed(one))
        for use in one.uses[:room]:
            desk.put_path(use.path)
            doubt = f" (perhaps: {use.doubt})" if use.doubt else ""
            lines.append(f"{use.path}:{use.line}: {use.code}{doubt}")
        room -= min(room, len(one.uses))
    count = sum(len(one.uses) for one in answer.found)
    if count > USAGES_LIMIT:
        lines.append(f"and {count - USAGES_LIMIT} more")
    if not all(one.is_searched for one in answer.found):
        lines.append("Too many: name one of them in full.")
        return ToolResult("\n".join(lines), f"`{name}` is declared {len(answer.found)} times")
    return ToolResult("\n".join(lines), f"`{name}` is used {count} times")


def _headed(one: "Found") -> str:
    """What was found and where it is declared, above its uses."""
    where = one.declared[0].path if one.declared else "a library"
    unused = " not used" if one.is_searched and not one.uses else ""
    return f"{one.kind} {one.name} ({where}):{unused}"

"""Calls that only look: search, outline, read, usages."""

from tools.base import Retry, ToolResult
from tools.calls.desk import Desk
from tools.registry import Line, Path, Target, Text

SEARCH_LIMIT = 8
READ_LINES = 120
USAGES_LIMIT = 30


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
    text = outline_of(facts, path) or "No declarations: read it."
    return ToolResult(text, f"outlined `{path}`")


def read(desk: Desk, target: Target, line: Line = 1) -> ToolResult:
    """Show the text of a symbol, or of a file from a line on."""
    if not desk.is_path(target):
        symbol = desk.symbol(target)
        label = desk.put_symbol(symbol)
        desk.seen.update((label, target))
        text = desk.draft.text(symbol.path)[symbol.start : symbol.end]
        return ToolResult(f"{symbol.path}\n```\n{text}\n```", f"read `{label}`")
    path = desk.path(target)
    desk.put_path(path)
    desk.seen.add(path)
    lines = desk.draft.text(path).removesuffix("\n").split("\n")
    first = max(1, min(line, len(lines)))
    shown = lines[first - 1 : first - 1 + READ_LINES]
    last = first + len(shown) - 1
    rest = f"\n(lines {first}-{last} of {len(lines)})" if len(shown) < len(lines) else ""
    desk.seen.update(_labels_between(desk, path, first, last))
    body = "\n".join(shown)
    return ToolResult(f"{path}\n```\n{body}\n```{rest}", f"read `{path}`")


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
    """List where a name is used."""
    simple = name.rpartition(".")[2]
    facts = desk.facts()
    places = list(facts.uses(simple))
    if not places and not facts.symbols(simple):
        raise Retry("unknown-symbol", f"no symbol `{name}`", symbol=name, near=[])
    lines = []
    for path, identifier in places[:USAGES_LIMIT]:
        desk.put_path(path)
        text = desk.draft.text(path).split("\n")[identifier.line - 1].strip()
        lines.append(f"{path}:{identifier.line}: {text}")
    if len(places) > USAGES_LIMIT:
        lines.append(f"and {len(places) - USAGES_LIMIT} more")
    return ToolResult("\n".join(lines) or "Not used.", f"`{name}` is used {len(places)} times")

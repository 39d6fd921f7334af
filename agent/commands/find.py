"""`find`: the files that a request is about."""

from pathlib import Path

from agent import output
from agent.app import enter
from agent.commands.index import refresh
from agent.exits import Exit
from tools.index import Hit


def find(query: str, path: Path, limit: int, *, json: bool) -> int:
    """Show the ranked files; exit 1 where nothing is found, like grep."""
    place = enter(path)
    with output.sink(as_json=False) as sink, place.index() as index:
        refresh(index, sink)
        hits = index.search(query, limit)
    if json:
        for hit in hits:
            symbols = [
                {"name": it.qualified, "kind": it.kind, "line": it.line} for it in hit.symbols
            ]
            output.json_line({
                "path": hit.path, "score": round(hit.score, 3), "reasons": hit.reasons,
                "symbols": symbols,
            })  # fmt: skip
    else:
        lines = [(hit.path, _symbols(hit), ", ".join(hit.reasons)) for hit in hits]
        output.table(("file", "symbols", "why"), lines)
    if not hits:
        output.prose(f"nothing is found for `{query}`\n")
    return Exit.DONE if hits else Exit.NOT_DONE


def _symbols(hit: Hit) -> str:
    return ", ".join(f"{symbol.name}:{symbol.line}" for symbol in hit.symbols[:4])

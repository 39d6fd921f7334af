"""`map`: the project in few tokens."""

from pathlib import Path

from agent import output
from agent.app import enter
from agent.commands.index import refresh


def draw_map(query: str, path: Path, tokens: int, *, json: bool) -> int:
    """Write the map; return the exit code."""
    place = enter(path)
    with output.sink(as_json=False) as sink, place.index() as index:
        refresh(index, sink)
        from agent.engines.estimate import estimate_tokens

        text = index.map(tokens, estimate_tokens, query)
    if json:
        output.json_line({"map": text, "tokens": estimate_tokens(text)})
    else:
        output.data(text.rstrip("\n") + "\n")
    return 0

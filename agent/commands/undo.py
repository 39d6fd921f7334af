"""`undo`: take back what a run changed."""

from dataclasses import asdict
from pathlib import Path

from agent import output
from agent.app import enter
from agent.row import Row


def undo(run: str, path: Path, *, json: bool) -> int:
    """Take a run back (the last one where `run` is empty); return the exit code."""
    place = enter(path)
    repository = place.versioned()
    for note in place.notes:
        output.row(Row("note", note))
    undone = repository.undo(run or None)
    if json:
        output.json_line(asdict(undone))
        return 0
    for note in undone.notes:
        output.row(Row("note", note))
    output.data("".join(f"{path}\n" for path in undone.paths))
    commit = f" with its commit {undone.commit[:10]}" if undone.commit else ""
    output.row(Row("done", f"run {undone.run} is taken back{commit}", "good"))
    return 0

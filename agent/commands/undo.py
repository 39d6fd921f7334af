"""`undo`: take back what a run changed."""

from pathlib import Path

from agent import output
from agent.app import enter
from agent.rows import Row


def undo(run: str, path: Path, *, json: bool) -> int:
    """Take a run back (the last one where `run` is empty); return the exit code."""
    place = enter(path)
    repository = place.versioned()
    for note in place.notes:
        output.row(Row("note", note))
    undone = repository.undo(run or None)
    if json:
        output.json_line({"run": undone.run, "files": undone.paths, "notes": undone.notes})
        return 0
    for note in undone.notes:
        output.row(Row("note", note))
    output.data("".join(f"{path}\n" for path in undone.paths))
    output.row(Row("done", f"the run {undone.run} is taken back", "good"))
    return 0

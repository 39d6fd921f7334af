"""`runs`: list, show and delete transcripts."""

from dataclasses import asdict
from pathlib import Path

from agent import output
from agent.app import enter
from agent.transcript import delete, events_of, past_runs, transcript_of
from tools.errors import Kind, UserError


def list_runs(path: Path, *, json: bool) -> int:
    """List the runs, newest first."""
    repository = enter(path).versioned()
    undone = {applied.run for applied in repository.runs_applied() if applied.undone}
    past = past_runs(repository.state)
    if json:
        for entry in past:
            output.json_line({**asdict(entry), "undone": entry.run in undone})
    elif past:
        output.table(
            ("run", "exit", "request", "outcome"),
            [
                (
                    entry.run,
                    "killed" if entry.exit is None else str(entry.exit),
                    entry.request,
                    f"{entry.outcome} (undone)" if entry.run in undone else entry.outcome,
                )
                for entry in past
            ],
        )
    else:
        output.prose("there is no run yet\n")
    return 0


def show_run(run: str, path: Path, *, json: bool) -> int:
    """Show a run again, or print its transcript."""
    transcript = _transcript(run, path)
    if json:
        output.data(transcript.read_text(encoding="utf-8"))
        return 0
    from agent.events import Diffed

    with output.sink(as_json=False, data=(Diffed,)) as sink:
        for event in events_of(transcript):
            sink(event)
    return 0


def delete_runs(run: str, path: Path, *, everything: bool, json: bool) -> int:
    """Delete what is kept of one run or of all: transcript, kept patch, and the way to undo."""
    if bool(run) == everything:
        raise UserError("which run is to be deleted?", "name one, or say `--all`", Kind.USAGE)
    repository = enter(path).versioned()
    named = [past.run for past in past_runs(repository.state)] if everything else [run]
    doomed = [transcript_of(repository.state, name) for name in named]
    for transcript in doomed:
        repository.forget(transcript.parent.name)
        delete(transcript)
    if json:
        output.json_line({"deleted": [transcript.parent.name for transcript in doomed]})
    else:
        output.prose(f"{len(doomed)} deleted\n")
    return 0


def _transcript(run: str, path: Path) -> Path:
    state = enter(path).versioned().state
    past = past_runs(state)
    if not past:
        raise UserError("there is no run yet in this repository")
    return transcript_of(state, run or past[0].run)

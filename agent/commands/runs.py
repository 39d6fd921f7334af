"""`runs`: list, show and delete transcripts."""

import time
from pathlib import Path

from agent import output
from agent.app import enter
from agent.transcript import delete, events_of, past_runs, transcript_of
from tools.errors import Kind, UserError


def list_runs(path: Path, *, json: bool) -> int:
    """List the runs, newest first."""
    past = past_runs(enter(path).versioned().state)
    if json:
        for entry in past:
            output.json_line({
                "run": entry.run, "began": entry.began, "request": entry.request,
                "outcome": entry.outcome, "exit": entry.exit,
            })  # fmt: skip
    elif past:
        output.table(
            ("run", "when", "exit", "request", "outcome"),
            [
                (
                    entry.run,
                    time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.began)),
                    "killed" if entry.exit is None else str(entry.exit),
                    entry.request,
                    entry.outcome,
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
    """Delete one transcript or all."""
    if bool(run) == everything:
        raise UserError("which runs?", "name one run, or say `--all`", Kind.USAGE)
    if everything:
        state = enter(path).versioned().state
        doomed = [transcript_of(state, entry.run) for entry in past_runs(state)]
    else:
        doomed = [_transcript(run, path)]
    for transcript in doomed:
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

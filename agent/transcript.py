"""Transcripts: every event and every exchange of a run, as JSON lines that can be replayed.

They lie in `<state>/runs/<run>/transcript.jsonl`, readable by their owner only, and are written as
the run goes, so that a run that ends badly has one too.
"""

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.events import Checking, Event, Generated, IndexProgress, PromptProgress, Sent, from_dict
from tools.errors import UserError

if TYPE_CHECKING:
    from agent.engines.base import Description, Engine, OnDelta, Reply, Request, Schema

NAME = "transcript.jsonl"
_FLEETING = (Checking, Generated, IndexProgress, PromptProgress)
_DAY = 86_400


def new_run() -> str:
    """The id of a new run: sorts by time."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


class Transcript:
    """A sink that keeps events. The file is made at the first one.

    A transcript that cannot be written never ends a run: `failure` says why, and it is left.
    """

    def __init__(self, state: Path, run: str) -> None:
        self.path = state / "runs" / run / NAME
        self.failure = ""
        self._began = time.monotonic()
        self._file: int | None = None

    def __call__(self, event: Event) -> None:
        """Keep the event; progress is not kept."""
        if isinstance(event, _FLEETING) or self.failure:
            return
        line = {**event.as_dict(), "at": round(time.monotonic() - self._began, 3)}
        try:
            self._write(json.dumps(line).encode() + b"\n")
        except OSError as error:
            self.failure = f"no transcript is kept: {error.strerror}"

    def _write(self, line: bytes) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        while line:
            line = line[os.write(self._file, line) :]

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Recorder:
    """An engine that keeps what is sent to the engine it wraps; replies are kept as events."""

    def __init__(self, engine: "Engine", keep: Callable[[Event], None]) -> None:
        self._engine = engine
        self._keep = keep
        self._sent = 0

    def describe(self) -> "Description":
        """What the wrapped engine runs."""
        return self._engine.describe()

    def choose(self, request: "Request", schema: "Schema", on_delta: "OnDelta") -> "Reply":
        """Keep what is new in the request, then ask."""
        self._record(request, dict(schema))
        return self._engine.choose(request, schema, on_delta)

    def write(self, request: "Request", on_delta: "OnDelta") -> "Reply":
        """Keep what is new in the request, then ask."""
        self._record(request, None)
        return self._engine.write(request, on_delta)

    def count_tokens(self, text: str) -> int:
        """As the wrapped engine counts."""
        return self._engine.count_tokens(text)

    def close(self) -> None:
        """Close the wrapped engine."""
        self._engine.close()

    def _record(self, request: "Request", schema: dict[str, object] | None) -> None:
        new = tuple((item.role, item.content) for item in request.messages[self._sent :])
        self._sent = len(request.messages)
        self._keep(Sent(new, request.max_tokens, schema))


@dataclass(frozen=True)
class Past:
    """A run that was: its id, when it began (seconds since 1970), what was asked, how it ended.

    `exit` is None where the run was killed.
    """

    run: str
    began: float
    request: str
    outcome: str
    exit: int | None


def past_runs(state: Path) -> list[Past]:
    """All runs that have a transcript, newest first."""
    folders = [path.parent for path in (state / "runs").glob(f"*/{NAME}")]
    return [_past(folder) for folder in sorted(folders, reverse=True)]


def transcript_of(state: Path, run: str) -> Path:
    """The transcript of a run, named by its id or a unique beginning of it."""
    found = [past.run for past in past_runs(state) if past.run.startswith(run)] if run else []
    if run in found:
        found = [run]
    if len(found) != 1:
        problem = "means more than one run" if found else "is not a run of this repository"
        raise UserError(f"`{run}` {problem}", "`offdroid runs list` shows them")
    return state / "runs" / found[0] / NAME


def prune(state: Path, days: int) -> int:
    """Delete the transcripts older than `days`; say how many."""
    oldest = time.time() - days * _DAY
    old = [path for path in (state / "runs").glob(f"*/{NAME}") if path.stat().st_mtime < oldest]
    for path in old:
        delete(path)
    return len(old)


def delete(transcript: Path) -> None:
    """Delete a run's folder: its transcript, and the patch that was kept there."""
    shutil.rmtree(transcript.parent, ignore_errors=True)


def events_of(transcript: Path) -> Iterator[Event]:
    """The events of a transcript, in order."""
    for entry in _entries(transcript):
        event = from_dict(entry)
        if event is not None:
            yield event


def _past(folder: Path) -> Past:
    path = folder / NAME
    request, outcome, code = "", "", None
    for entry in _entries(path):
        if entry.get("event") == "run-started":
            request = str(entry.get("request", ""))
        elif entry.get("event") in ("finished", "failed"):
            outcome = str(entry.get("outcome") or entry.get("message") or "")
            value = entry.get("exit")
            code = value if isinstance(value, int) else None
    return Past(folder.name, path.stat().st_mtime, request, outcome, code)


def _entries(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue  # the last line of a run that was killed
            if isinstance(entry, dict):
                yield entry

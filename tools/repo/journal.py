"""What is about to be done to the work tree, written down before the first write.

One file, `journal.json` in the state folder, holds the bytes and modes before and after. Moving
it to `applied/RUN.json` (or `undone/RUN.json`) is the moment at which a change counts as done;
as long as it lies there, the change is taken back by the next command.
"""

import json
import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypedDict

from tools.repo.worktree import FileState

_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Step:
    """One path: None means that there is no file."""

    path: str
    before: FileState | None
    after: FileState | None


@dataclass(frozen=True)
class CommitIntent:
    """The commit that goes with a change. `head` was HEAD before (empty: no commit yet);
    `commit` is empty as long as it is not made."""

    head: str
    commit: str = ""


@dataclass(frozen=True)
class Intent:
    """A change of the work tree at `root`.

    `made` are folders that it makes, `emptied` folders that it removes where nothing is left in
    them; `token` names its temporary files.
    """

    run: str
    kind: Literal["apply", "undo"]
    root: str
    token: str
    when: str
    steps: tuple[Step, ...]
    made: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    commit: CommitIntent | None = None

    def temporary(self, number: int) -> str:
        """The name of the file beside step `number`'s path that holds its next content."""
        return f".offdroid-{self.token}-{number}.tmp"

    def temporary_back(self, number: int) -> str:
        """The same for the content that is put back."""
        return f".offdroid-{self.token}-{number}.back.tmp"


class Journal:
    """The pending intent and the done ones, in the state folder."""

    def __init__(self, state: Path) -> None:
        self._pending = state / "journal.json"
        self._done = {"apply": state / "applied", "undo": state / "undone"}

    def pending(self) -> Intent | None:
        """The intent that was not finished."""
        return _load(self._pending)

    def write(self, intent: Intent) -> None:
        """Make the intent pending, safe on disk."""
        temporary = self._pending.with_suffix(".tmp")
        data = json.dumps(_plain(intent)).encode()
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        temporary.replace(self._pending)
        _sync_folder(self._pending.parent)

    def finish(self, intent: Intent) -> None:
        """Count the pending intent as done."""
        folder = self._done[intent.kind]
        folder.mkdir(mode=0o700, exist_ok=True)
        if intent.kind == "apply":
            self._record("undo", intent.run).unlink(missing_ok=True)
        self._pending.replace(folder / f"{intent.run}.json")
        _sync_folder(folder)
        _sync_folder(self._pending.parent)

    def drop(self) -> None:
        """Forget the pending intent: it was taken back."""
        self._pending.unlink(missing_ok=True)
        self._pending.with_suffix(".tmp").unlink(missing_ok=True)
        _sync_folder(self._pending.parent)

    def applied(self) -> Iterator[tuple[Intent, bool]]:
        """What was applied, newest first, and whether it was undone since."""
        intents = [intent for path in self._files("apply") if (intent := _load(path))]
        for intent in sorted(intents, key=lambda intent: intent.when, reverse=True):
            yield intent, self._record("undo", intent.run).exists()

    def find(self, run: str) -> Intent | None:
        """What a run applied."""
        return _load(self._record("apply", run))

    def forget(self, run: str) -> None:
        """Delete what is kept to undo a run."""
        for kind in self._done:
            self._record(kind, run).unlink(missing_ok=True)

    def prune(self) -> None:
        """Delete what is older than 30 days, and an intent that was not written to its end."""
        self._pending.with_suffix(".tmp").unlink(missing_ok=True)
        oldest = (datetime.now(UTC) - _KEPT).timestamp()
        for kind in self._done:
            for path in self._files(kind):
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def _record(self, kind: str, run: str) -> Path:
        return self._done[kind] / f"{Path(run).name}.json"

    def _files(self, kind: str) -> Iterator[Path]:
        return self._done[kind].glob("*.json")


def now() -> str:
    """The time as the journal writes it."""
    return datetime.now(UTC).isoformat()


class _PlainState(TypedDict):
    data: str
    mode: int


def _plain(intent: Intent) -> dict[str, object]:
    plain = asdict(replace(intent, steps=()))
    plain["steps"] = [
        {"path": step.path, "before": _pack(step.before), "after": _pack(step.after)}
        for step in intent.steps
    ]
    return plain


def _pack(state: FileState | None) -> _PlainState | None:
    if state is None:
        return None
    return {"data": b64encode(zlib.compress(state.data, 1)).decode(), "mode": state.mode}


def _unpack(plain: _PlainState | None) -> FileState | None:
    if plain is None:
        return None
    return FileState(zlib.decompress(b64decode(plain["data"])), plain["mode"])


def _load(path: Path) -> Intent | None:
    try:
        plain = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return _intent(plain)


def _intent(plain: Mapping[str, object]) -> Intent:
    values = dict(plain)
    steps, commit = values.pop("steps"), values.pop("commit")
    assert isinstance(steps, list)
    made, emptied = values.pop("made"), values.pop("emptied")
    assert isinstance(made, list)
    assert isinstance(emptied, list)
    kind: Literal["apply", "undo"] = "undo" if values.pop("kind") == "undo" else "apply"
    texts = {name: str(value) for name, value in values.items()}
    return Intent(
        **texts,
        kind=kind,
        steps=tuple(
            Step(step["path"], _unpack(step["before"]), _unpack(step["after"])) for step in steps
        ),
        made=tuple(made),
        emptied=tuple(emptied),
        commit=CommitIntent(**commit) if isinstance(commit, dict) else None,
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

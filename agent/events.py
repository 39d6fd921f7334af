"""What happens in a run, as values: the terminal, the JSON stream and the transcript read them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """The base of all events; `kind` is their name in the JSON stream."""

    kind: ClassVar[str] = "event"

    def as_dict(self) -> dict[str, object]:
        """The event as one JSON object."""
        return {"event": self.kind, **asdict(self)}


@dataclass(frozen=True)
class RunStarted(Event):
    """A run begins: what was asked, with which settings, and how the network is closed.

    `tier` is the seal's kind in one word. Which model answers, if one is needed, is told by
    `connected`.
    """

    kind: ClassVar[str] = "run-started"
    run: str
    request: str
    engine: str
    model: str
    seal: str
    tier: str = ""


@dataclass(frozen=True)
class IndexProgress(Event):
    """Files read of files to read."""

    kind: ClassVar[str] = "index-progress"
    done: int
    total: int


@dataclass(frozen=True)
class Indexed(Event):
    """The index is fresh: how many files it holds and how many were parsed anew."""

    kind: ClassVar[str] = "indexed"
    files: int
    parsed: int
    modules: int
    seconds: float


@dataclass(frozen=True)
class Located(Event):
    """The files that the request seems to be about, best first."""

    kind: ClassVar[str] = "located"
    files: tuple[str, ...]


@dataclass(frozen=True)
class Connected(Event):
    """A model is used: which one, through which engine, with how many tokens of context."""

    kind: ClassVar[str] = "connected"
    engine: str
    model: str
    digest: str
    context: int


@dataclass(frozen=True)
class Sent(Event):
    """What is new in a request to the model (transcript only).

    `messages` are pairs of role and content; `schema` is what the reply must match, if anything.
    """

    kind: ClassVar[str] = "sent"
    messages: tuple[tuple[str, str], ...]
    max_tokens: int
    schema: dict[str, object] | None


@dataclass(frozen=True)
class PromptProgress(Event):
    """The model reads the prompt: tokens evaluated of tokens (0 of 0 where unknown)."""

    kind: ClassVar[str] = "prompt-progress"
    evaluated: int
    total: int


@dataclass(frozen=True)
class Generated(Event):
    """A piece of the model's reply."""

    kind: ClassVar[str] = "generated"
    text: str


@dataclass(frozen=True)
class ModelReplied(Event):
    """One whole exchange with the model."""

    kind: ClassVar[str] = "model-replied"
    purpose: str
    reply: str
    finish: str
    prompt_tokens: int
    cached_tokens: int | None
    output_tokens: int
    prompt_seconds: float
    output_seconds: float


@dataclass(frozen=True)
class Planned(Event):
    """The plan: one sentence a step."""

    kind: ClassVar[str] = "planned"
    steps: tuple[str, ...]
    by_model: bool


@dataclass(frozen=True)
class Acted(Event):
    """An action was carried out; `left` are the places that it saw and left alone, and why."""

    kind: ClassVar[str] = "acted"
    action: str
    summary: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Faulted(Event):
    """A choice or an action that did not work, and how many in a row now."""

    kind: ClassVar[str] = "faulted"
    code: str
    sentence: str
    in_row: int


@dataclass(frozen=True)
class Repaired(Event):
    """Something mended without the model: an import, a package line, a fence."""

    kind: ClassVar[str] = "repaired"
    path: str
    sentence: str


@dataclass(frozen=True)
class Asked(Event):
    """Policy asks the person; `answer` is None where there is nobody to ask."""

    kind: ClassVar[str] = "asked"
    question: str
    answer: bool | None


@dataclass(frozen=True)
class Diffed(Event):
    """The whole patch as a unified diff."""

    kind: ClassVar[str] = "diffed"
    diff: str
    files: int
    added: int
    removed: int


@dataclass(frozen=True)
class Found(Event):
    """One finding of a check that the draft added."""

    kind: ClassVar[str] = "found"
    check: str
    severity: str
    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Checking(Event):
    """The draft of so many files is being judged."""

    kind: ClassVar[str] = "checking"
    files: int


@dataclass(frozen=True)
class Checked(Event):
    """The draft was judged: which judges ran, which did not and why."""

    kind: ClassVar[str] = "checked"
    ran: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    blocking: int
    warnings: int


@dataclass(frozen=True)
class Answered(Event):
    """The answer to a question (`ask`)."""

    kind: ClassVar[str] = "answered"
    text: str


@dataclass(frozen=True)
class Noted(Event):
    """One line that the person should see, such as a recovery or a warning."""

    kind: ClassVar[str] = "noted"
    text: str
    warning: bool = False


@dataclass(frozen=True)
class Isolated(Event):
    """What the seal saw in the run.

    `refused` counts attempts to leave the machine, by the kernel's own counter (null: it has
    none); `requests` has a line for each request that reached the gate to the model server.
    """

    kind: ClassVar[str] = "isolated"
    refused: int | None
    requests: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Finished(Event):
    """A run's end. `outcome` is one closing sentence; `undo` the command that takes it back."""

    kind: ClassVar[str] = "finished"
    run: str
    exit: int
    outcome: str
    undo: str = ""
    patch: str = ""
    commit: str = ""
    files: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Failed(Event):
    """A command ends with an error: what a person reads, and how the process ends."""

    kind: ClassVar[str] = "failed"
    message: str
    hint: str
    exit: int


def from_dict(entry: Mapping[str, object]) -> Event | None:
    """The event that `as_dict` wrote; None for what is no event of this version."""
    for known in Event.__subclasses__():
        if known.kind == entry.get("event"):
            names = [item.name for item in fields(known)]
            if not all(name in entry for name in names):
                return None
            return known(**{name: _tupled(entry[name]) for name in names})
    return None


def _tupled(value: object) -> object:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value


Sink = Callable[[Event], None]
"""Takes each event as it happens."""

"""What every engine answers: describe, choose, write, count tokens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Schema = Mapping[str, object]
"""A JSON schema of one flat object, or `anyOf` of such objects."""

Finish = Literal["stop", "length", "cut"]
"""Why a reply ended: by itself, at its token limit, or cut by our own limits (a runaway)."""


@dataclass(frozen=True)
class Message:
    """One message of the conversation. The history is append-only."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Request:
    """What is sent: the whole history and the most tokens that the reply may take."""

    messages: Sequence[Message]
    max_tokens: int


@dataclass(frozen=True)
class Delta:
    """A piece of a reply, or the progress of prompt evaluation.

    While the prompt is evaluated `text` is empty and `evaluated` of `prompt_tokens` are done
    (0 of 0 where the server does not tell).
    """

    text: str = ""
    evaluated: int = 0
    prompt_tokens: int = 0


@dataclass(frozen=True)
class Statistics:
    """What a reply cost. `cached_tokens` is None where the server does not tell. Seconds."""

    prompt_tokens: int = 0
    cached_tokens: int | None = None
    output_tokens: int = 0
    load_seconds: float = 0.0
    prompt_seconds: float = 0.0
    output_seconds: float = 0.0


@dataclass(frozen=True)
class Reply:
    """A whole reply. Control characters other than newline and tab are already removed.

    A reply whose stream ended before the server said that it is done is "cut" too: the text is
    what had arrived, and the caller treats it as a fault that the model may mend.
    """

    text: str
    finish: Finish
    statistics: Statistics = field(default_factory=Statistics)


@dataclass(frozen=True)
class Description:
    """What an engine runs. Sizes in tokens; `digest` is empty where there is none.

    `notes` are one-line warnings for the person, such as a server that is too old for the model.
    """

    engine: str
    model: str
    digest: str
    context: int
    family: str = ""
    parameters: str = ""
    quantization: str = ""
    notes: tuple[str, ...] = ()


OnDelta = Callable[[Delta], None]
"""Called for each piece as it arrives; may raise to stop the generation at once."""


class Engine(Protocol):
    """A model on this machine. Foreign exceptions are mapped to `UserError` at its edge.

    A server that cannot be reached, is lost or has no usable model raises kind NO_MODEL; a prompt
    longer than the context raises kind NOT_DONE. Both may come from every method but `close`.
    """

    def describe(self) -> Description:
        """Say which model answers, and with how much context."""

    def choose(self, request: Request, schema: Schema, on_delta: OnDelta) -> Reply:
        """Ask for one JSON object, constrained to `schema` as far as the engine can."""

    def write(self, request: Request, on_delta: OnDelta) -> Reply:
        """Ask for free text (code, or an answer)."""

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` takes, or an estimate that errs upwards."""

    def close(self) -> None:
        """Free what the engine holds."""

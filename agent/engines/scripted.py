"""An engine that replays replies in order: from a transcript, or from a plain list.

It ships with the product: a run can be repeated without its model, and tests need no other fake.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from agent.engines.base import (
    Delta,
    Description,
    Finish,
    Message,
    OnDelta,
    Reply,
    Request,
    Schema,
    Statistics,
)
from agent.engines.clean import clean
from agent.engines.estimate import estimate_messages, estimate_tokens
from tools.errors import Kind, UserError

_HINT = "give a transcript of `offdroid run`, or a JSON list of strings"


@dataclass(frozen=True)
class Line:
    """One reply of a script."""

    text: str
    finish: Finish = "stop"


class ScriptedEngine:
    """Answers each request with the next reply of its script, whatever was asked.

    Statistics are by the estimate; what two requests share at their start counts as cached.
    """

    def __init__(
        self, replies: Sequence[str | Line], *, name: str = "script", context: int = 8192
    ) -> None:
        self._lines = [Line(reply) if isinstance(reply, str) else reply for reply in replies]
        self._name = name
        self._context = context
        self._former: tuple[Message, ...] = ()
        self.requests: list[Request] = []

    @classmethod
    def read(cls, path: Path, *, context: int = 8192) -> "ScriptedEngine":
        """Read a transcript (JSON lines, those of `model-replied` count) or a list of strings."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"cannot read the script `{path}`", _HINT, Kind.NO_MODEL) from error
        return cls(_parse(text, path), name=path.name, context=context)

    def describe(self) -> Description:
        """The script's name stands for the model's."""
        return Description("scripted", self._name, "", self._context)

    def choose(self, request: Request, schema: Schema, on_delta: OnDelta) -> Reply:
        """The next reply; the schema is not enforced, so that faults replay too."""
        return self._next(request, on_delta)

    def write(self, request: Request, on_delta: OnDelta) -> Reply:
        """The next reply."""
        return self._next(request, on_delta)

    def count_tokens(self, text: str) -> int:
        """The estimate."""
        return estimate_tokens(text)

    def close(self) -> None:
        """Nothing is held."""

    def _next(self, request: Request, on_delta: OnDelta) -> Reply:
        used = len(self.requests)
        self.requests.append(request)
        if used >= len(self._lines):
            raise UserError(
                f"the script `{self._name}` has no more replies: all {used} are used",
                "the run asked for more than the script holds; record it again",
            )
        line = self._lines[used]
        text = clean(line.text)
        statistics = self._statistics(request.messages, text)
        tokens = statistics.prompt_tokens
        on_delta(Delta(evaluated=tokens, prompt_tokens=tokens))
        for piece in text.splitlines(keepends=True):
            on_delta(Delta(piece))
        return Reply(text, line.finish, statistics)

    def _statistics(self, messages: Sequence[Message], reply: str) -> Statistics:
        prompt = tuple(messages)
        shared = 0
        while shared < min(len(prompt), len(self._former)):
            if prompt[shared] != self._former[shared]:
                break
            shared += 1
        self._former = prompt
        return Statistics(
            prompt_tokens=estimate_messages(prompt),
            cached_tokens=estimate_messages(prompt[:shared]),
            output_tokens=estimate_tokens(reply),
        )


def _parse(text: str, path: Path) -> list[Line]:
    try:
        if text.lstrip().startswith("["):
            return [_line(entry, path) for entry in json.loads(text)]
        events = [json.loads(row) for row in text.splitlines() if row.strip()]
    except json.JSONDecodeError as error:
        raise UserError(f"`{path}` is not a script: {error}", _HINT, Kind.NO_MODEL) from error
    lines = [
        _line(event, path)
        for event in events
        if isinstance(event, str)
        or (isinstance(event, dict) and event.get("event") == "model-replied")
    ]
    if not lines:
        raise UserError(f"the script `{path}` holds no replies", _HINT, Kind.NO_MODEL)
    return lines


def _line(entry: object, path: Path) -> Line:
    if isinstance(entry, str):
        return Line(entry)
    reply = entry.get("reply") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(reply, str):
        raise UserError(f"`{path}` holds a reply that is no text", _HINT, Kind.NO_MODEL)
    finish = entry.get("finish", "stop")
    return Line(reply, finish if finish in get_args(Finish) else "stop")

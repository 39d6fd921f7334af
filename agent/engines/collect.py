"""Gathers a reply from its pieces: cleans it, passes it on, and says when enough has come."""

import json
import time

from agent.engines.base import Delta, Finish, OnDelta, Reply, Request, Statistics
from agent.engines.clean import Cleaner
from agent.engines.limits import Limits, Watch

_CODE_WHITE_SPACE = 400
_CHOICE_WHITE_SPACE = 80
_AFTER_OBJECT = 24


class Collector:
    """One reply while it arrives. `finish` is "cut" until the engine says how it ended."""

    def __init__(self, request: Request, on_delta: OnDelta, *, choice: bool) -> None:
        blank = _CHOICE_WHITE_SPACE if choice else _CODE_WHITE_SPACE
        self._watch = Watch(Limits(request.max_tokens, white_space=blank))
        self._cleaner = Cleaner()
        self._on_delta = on_delta
        self._choice = choice
        self._parts: list[str] = []
        self._after = 0
        self._started = time.monotonic()
        self._first = 0.0
        self.finish: Finish = "cut"
        self.reason = ""

    def begin(self) -> None:
        """The request goes out: from now on the prompt is evaluated."""
        self._started = time.monotonic()
        self._on_delta(Delta())

    def piece(self, text: str, hidden: str = "") -> bool:
        """Add a piece, or count one that is not shown (thinking). True: ask for no more."""
        self._first = self._first or time.monotonic()
        self.add(self._cleaner.feed(text))
        self.reason = self._watch.feed(text or hidden)
        if self._choice and self._whole(text):
            self.finish = "stop"
            return True
        return bool(self.reason)

    def add(self, text: str) -> None:
        """Add a text that is whole and clean, such as a tool call."""
        if text:
            self._parts.append(text)
            self._on_delta(Delta(text))

    def reply(self, counted: Statistics | None, prompt_tokens: int) -> Reply:
        """What came, with the engine's own counts, else with `prompt_tokens` and our own."""
        self.add(self._cleaner.end())
        return Reply("".join(self._parts), self.finish, counted or self._measured(prompt_tokens))

    def _whole(self, piece: str) -> bool:
        """Whether a whole object is followed by nothing but white space for too long."""
        if piece.strip() and not piece.rstrip().endswith("}"):
            self._after = 0
            return False
        if not self._after and not _is_object("".join(self._parts)):
            return False
        self._after += 1 + len(piece)
        return self._after > _AFTER_OBJECT

    def _measured(self, prompt_tokens: int) -> Statistics:
        now = time.monotonic()
        first = self._first or now
        return Statistics(
            prompt_tokens=prompt_tokens,
            output_tokens=self._watch.pieces,
            prompt_seconds=first - self._started,
            output_seconds=now - first,
        )


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False

"""What the moving line says while the index is read, the model works and the draft is judged."""

import time
from collections.abc import Callable

from agent.events import Checking, Event, Generated, IndexProgress, PromptProgress
from agent.row import counted

_TAIL = 60
"""How many characters of the reply's end the line shows."""


class Progress:
    """The state of the moving line. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._event: Event = IndexProgress(0, 0)
        self._pieces = 0
        self._tail = ""

    def update(self, event: Event) -> None:
        """Take the next progress event in."""
        if type(event) is not type(self._event):
            self._began = self._clock()
        self._event = event
        if isinstance(event, Generated):
            self._pieces += 1
            self._tail = (self._tail + event.text)[-4 * _TAIL :]

    def line(self) -> str:
        """The line as it reads now."""
        seconds = self._clock() - self._began
        if isinstance(self._event, IndexProgress):
            return f"index    reads {_share(self._event.done, self._event.total, 'file')}"
        if isinstance(self._event, Checking):
            return f"checks   judge {counted(self._event.files, 'changed file')}"
        if isinstance(self._event, PromptProgress):
            return f"model    {_reading(self._event, seconds)}"
        from agent.inert import inert

        tail = " ".join(inert(self._tail).split())[-_TAIL:]
        written = counted(self._pieces, "token")
        return f"model    writes {written}{_rate(self._pieces, seconds)}: {tail}"


def _reading(event: PromptProgress, seconds: float) -> str:
    if not event.total:
        return f"reads the prompt, {seconds:.0f} s"
    if not event.evaluated:
        return f"reads {counted(event.total, 'token')}, {seconds:.0f} s"
    share = _share(event.evaluated, event.total, "token")
    return f"reads {share}{_rate(event.evaluated, seconds)}, {seconds:.0f} s"


def _share(done: int, total: int, noun: str) -> str:
    return f"{counted(total, noun)}: {100 * done // total} %" if total else f"{noun}s"


def _rate(tokens: int, seconds: float) -> str:
    return f", {tokens / seconds:.0f}/s" if seconds > 0.5 else ""

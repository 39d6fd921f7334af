"""A function that is sure to be called in another process of ours."""

import os
import select
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tools.workers import spread

_T = TypeVar("_T")

_SECONDS = 60


def in_worker(function: Callable[[], _T]) -> _T:
    """What a worker says, while this process only waits."""
    with tempfile.TemporaryDirectory() as folder:
        sign = Sign(Path(folder))
        return next(spread(_answer, [(sign.path, function)], 2, sign.wait))


def blocked() -> set[int]:
    """The signals that this process does not hear."""
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))


class Sign:
    """What one process waits for until another gives it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sign"
        os.mkfifo(self.path)
        self.handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)

    def wait(self) -> None:
        """Return once it is given."""
        assert select.select([self.handle], [], [], _SECONDS)[0]
        assert os.read(self.handle, 1)

    def has_ended(self) -> bool:
        """Whether no process holds it any more."""
        try:
            return os.read(self.handle, 1) == b""
        except BlockingIOError:
            return False


def give(path: Path) -> int:
    """Give the sign; a descriptor that stays open as long as this process lives."""
    handle = os.open(path, os.O_WRONLY)
    os.write(handle, b"x")
    return handle


def _answer(path: Path, function: Callable[[], _T]) -> _T:
    os.close(give(path))
    return function()

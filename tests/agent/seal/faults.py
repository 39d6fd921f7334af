"""Faults that a test or a bench injects: a gate that is killed, and places that grant less."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.wire.answers import Answer, line

_CLOSING = (sys.executable, "-m", "tests.agent.seal.closing")
_READ_ONLY = 'mount -o remount,bind,ro /proc && exec "$@"'

COMMAND = (sys.executable, "-P", "-m", "agent")
PLACES = {
    "no namespace": (*_CLOSING, "command"),
    "no namespace, no supervisor": (*_CLOSING, "command_refused"),
    "`/proc` is read-only": ("unshare", "-rm", "sh", "-c", _READ_ONLY, "sh", *COMMAND),
    "no interface is up": (*_CLOSING, "command_without_loopback"),
}
"""Place -> how to start the command line in it."""


def kills_the_gate() -> Answer:
    """Begins to answer, and kills the gate of this process's own child in the middle."""
    return Answer(_chunks(), hold=True)


def _chunks() -> Iterator[bytes]:
    yield line("", "{")
    for process in _descendants(os.getpid()):
        if Path(f"/proc/{process}/comm").read_text().strip() == "offdroid-gate":
            os.kill(process, signal.SIGKILL)


def _descendants(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from _descendants(child)

"""Faults that a test or a bench injects: a gate that is killed, and places that grant less."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.wire.answers import Answer, line
from tests.wire.server import WireServer

_CLOSING = (sys.executable, "-m", "tests.agent.seal.closing")
_READ_ONLY = ("unshare", "-rm", "sh", "-c", 'mount -o remount,bind,ro /proc && exec "$@"', "sh")
_WITHOUT = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh")

COMMAND = (sys.executable, "-P", "-m", "agent")
PLACES = {
    "no namespace": (*_CLOSING, "command"),
    "no namespace, no supervisor": (*_CLOSING, "command_in_docker"),
    "not even a filter": (*_CLOSING, "command_refused"),
    "`/proc` is read-only": (*_READ_ONLY, *COMMAND),
    "the same, no supervisor": (*_READ_ONLY, *_CLOSING, "command_in_docker"),
    "`/proc` is not there": (*_WITHOUT, *COMMAND),
    "no interface is up": (*_CLOSING, "command_without_loopback"),
}
"""Place -> how to start the command line in it."""

TIERS = {
    "namespace": COMMAND,
    "supervised": PLACES["no namespace"],
    "filter": PLACES["no namespace, no supervisor"],
}
"""Tier -> how to start the command line so that it gets it."""


@contextmanager
def mortal_server() -> Iterator[str]:
    """The address of a model server in a process of its own, which dies in its first answer."""
    command = [sys.executable, "-m", "tests.agent.seal.faults"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def _serve_and_die() -> None:
    with WireServer([Answer(_last_words(), hold=True)]) as server:
        print(server.address, flush=True)
        threading.Event().wait()


def _last_words() -> Iterator[bytes]:
    yield line("", "{")
    os.kill(os.getpid(), signal.SIGKILL)


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


if __name__ == "__main__":
    _serve_and_die()

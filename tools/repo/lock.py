"""One run at a time in a repository: a lock that ends with its process, however it ends."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from tools.errors import UserError


class Held(UserError):
    """Another process has the lock."""


@contextmanager
def hold(path: Path, purpose: str) -> Iterator[None]:
    """Hold the lock file; where another process does, `Held` says who.

    The kernel keeps the lock, the file only tells who has it: what a dead process left in it
    counts for nothing, even if its number lives again.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise _held(path) from error
    try:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        holder = {"pid": os.getpid(), "purpose": purpose, "since": since}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(holder).encode(), 0)
        _held_here.add(handle)
        yield
    finally:
        _let_go(handle)


_held_here: set[int] = set()


def _let_go(handle: int) -> None:
    if handle in _held_here:
        os.ftruncate(handle, 0)
        _held_here.discard(handle)
        os.close(handle)


def _forget_in_child() -> None:
    """A forked child must neither keep the lock alive nor give it up when it leaves the block."""
    for handle in _held_here:
        os.close(handle)
    _held_here.clear()


os.register_at_fork(after_in_child=_forget_in_child)


def _held(path: Path) -> Held:
    holder = ""
    with suppress(ValueError, KeyError, OSError):
        told = json.loads(path.read_bytes())
        holder = f": `{told['purpose']}`, process {told['pid']}, since {told['since']}"
    hint = "wait until it has ended, or end it"
    return Held(f"another offdroid works in this repository{holder}", hint)

"""The one place that starts processes of our own: to share work, and to bound its time."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tools.errors import UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from queue import SimpleQueue

_T = TypeVar("_T")
_A = TypeVar("_A")
_B = TypeVar("_B")

_TURN = 2  # bytes of a number in the pipe from which processes take turns
_MOST = 2_000  # turns at once: the smallest pipe of Linux holds them


def spread(
    function: Callable[[_A, _B], _T],
    calls: Sequence[tuple[_A, _B]],
    workers: int,
    meanwhile: Callable[[], None] | None = None,
) -> Iterator[_T]:
    """The results of the calls in their order, made by `workers` processes, this one among them.

    The others are fresh interpreters that import nothing from the current folder. `meanwhile` is
    called once they have started. What a process does not make, since it was killed or
    could not be started, is made by this one.
    """
    if workers < 2 or sys.platform == "win32":  # where a pipe has no descriptor
        yield from (function(*call) for call in calls)
        return
    for first in range(0, len(calls), _MOST):
        yield from _shared(function, calls[first : first + _MOST], workers - 1, meanwhile)
        meanwhile = None


def _shared(
    function: Callable[[_A, _B], _T],
    calls: Sequence[tuple[_A, _B]],
    more: int,
    meanwhile: Callable[[], None] | None,
) -> Iterator[_T]:
    from multiprocessing.connection import wait

    turns = _turns(len(calls))
    others: dict[Connection, SpawnProcess] = {}
    made: dict[int, _T] = {}
    try:
        for _ in range(more):
            _start(others, function, calls, turns)
        if meanwhile is not None:
            meanwhile()
        for number, call in enumerate(calls):
            while number not in made:
                if turn := os.read(turns.fileno(), _TURN):
                    mine = int.from_bytes(turn)
                    made[mine] = function(*calls[mine])
                elif not others:
                    made[number] = function(*call)
                ready = wait(list(others), 0 if turn or not others else None)
                for receiver in [one for one in others if one in ready]:
                    _receive(receiver, made, others)
            yield made.pop(number)
    finally:
        turns.close()
        for receiver, process in others.items():
            process.kill()
            process.join()
            receiver.close()


def _turns(count: int) -> "Connection":
    """A pipe that holds the number of each call, from which each process takes the next."""
    from multiprocessing import Pipe

    turns, writer = Pipe(duplex=False)
    os.write(writer.fileno(), b"".join(number.to_bytes(_TURN) for number in range(count)))
    writer.close()
    return turns


def _start(
    others: "dict[Connection, SpawnProcess]",
    function: Callable[[_A, _B], _T],
    calls: Sequence[tuple[_A, _B]],
    turns: "Connection",
) -> None:
    """Start a process; where that cannot be, there is one fewer."""
    from multiprocessing import get_context
    from threading import Thread

    context = get_context("spawn")
    inbox, outbox = context.Pipe(duplex=False)
    receiver, sender = context.Pipe(duplex=False)
    arguments = (function, inbox, turns, sender)
    process = context.Process(target=_serve, args=arguments, daemon=True)
    try:
        with _safe_start():
            process.start()
    except OSError:
        outbox.close()
        receiver.close()
        return
    finally:
        inbox.close()
        sender.close()
    others[receiver] = process
    try:  # it takes its calls, more than a pipe holds, once it is up
        Thread(target=_hand, args=(outbox, calls), daemon=True).start()
    except RuntimeError:  # no more threads: without calls it ends
        outbox.close()


def _hand(outbox: "Connection", calls: object) -> None:
    try:
        outbox.send(calls)
    except OSError:  # it was killed
        pass
    finally:
        outbox.close()


def _receive(
    receiver: "Connection", made: dict[int, _T], others: "dict[Connection, SpawnProcess]"
) -> None:
    """Take a result; a process that has ended, or was killed, is forgotten."""
    try:
        number, result = receiver.recv()
    except (EOFError, OSError):
        others.pop(receiver).join()
        receiver.close()
    else:
        made[number] = result


def _serve(
    function: Callable[[_A, _B], _T], inbox: "Connection", turns: "Connection", sender: "Connection"
) -> None:
    """What a worker does. Where it fails it ends: its parent meets the same error and tells it."""
    from queue import SimpleQueue
    from threading import Thread

    results: SimpleQueue[tuple[int, _T] | None] = SimpleQueue()
    writer = Thread(target=_send_results, args=(results, sender), daemon=True)
    try:
        writer.start()
        calls = inbox.recv()
        while turn := os.read(turns.fileno(), _TURN):
            number = int.from_bytes(turn)
            results.put((number, function(*calls[number])))
    except Exception:
        return
    finally:
        results.put(None)
        if writer.is_alive():
            writer.join()


def _send_results(results: "SimpleQueue[tuple[int, _T] | None]", sender: "Connection") -> None:
    """Send results, so that the work goes on while the parent is busy."""
    try:
        while (result := results.get()) is not None:
            sender.send(result)
    except OSError:  # the parent is gone
        os._exit(1)


def within(seconds: float, work: "Iterator[_T]") -> "Iterator[_T]":
    """The items of `work`, made by a fork of this process that is killed when the time is over.

    So the time holds whatever `work` does, native code included. Raises `TimeoutError` then, and
    `UserError` where `work` raised one or its process died. To be called without threads.
    """
    from multiprocessing import get_context
    from time import monotonic

    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send_all, args=(work, sender), daemon=True)
    ends = monotonic() + seconds
    child.start()
    sender.close()
    try:
        while receiver.poll(max(0.0, ends - monotonic())):
            kind, value = receiver.recv()
            if kind == "item":
                yield value
            elif kind == "end":
                return
            else:
                raise UserError(value)
        raise TimeoutError
    except EOFError:
        raise UserError("its process died") from None
    finally:
        child.kill()
        child.join()
        receiver.close()


def _send_all(work: "Iterator[_T]", sender: "Connection") -> None:
    try:
        for item in work:
            sender.send(("item", item))
        sender.send(("end", None))
    except UserError as error:
        sender.send(("failed", error.message))


@contextmanager
def _safe_start() -> Iterator[None]:
    """A child that starts meanwhile imports nothing from the current folder, and Ctrl-C, which a
    terminal sends to all, is for us: we end it.
    """
    from multiprocessing.resource_tracker import ensure_running

    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    ensure_running()  # else it is started meanwhile, and lets interrupts in again
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

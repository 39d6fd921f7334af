"""The kernel's questions to a supervisor: each is a stopped system call of the tree."""

import errno
import fcntl
import select
import socket
import struct
from collections.abc import Callable
from functools import cached_property
from threading import BoundedSemaphore, Thread

from agent.seal import on_behalf

MOST_BYTES = 1 << 20
"""What is copied of the tree's memory at a time."""

_RECEIVE, _ANSWER, _STILL_VALID = 0xC0502100, 0xC0182101, 0x40082102
_NOTIFICATION = struct.Struct("<QIIiIQ6Q")
_AT_A_TIME = 64


class Call:
    """One stopped system call: its number, the thread, and its arguments as in registers."""

    def __init__(self, listener: int, data: bytes) -> None:
        self._listener = listener
        self._cookie, self._task, _flags, self.number, *rest = _NOTIFICATION.unpack(data)
        self.arguments: list[int] = rest[2:]

    @cached_property
    def place(self) -> tuple[int, int]:
        """The process, and the descriptor of the socket in it."""
        return _group(self._task), self.arguments[0] & 0x7FFFFFFF

    def read(self, address: int, length: int) -> bytes:
        """Copy memory of the thread."""
        copied = on_behalf.read_memory(self._task, address, min(length, MOST_BYTES))
        self._demand_standing()
        return copied

    def duplicate(self) -> socket.socket:
        """Our own descriptor of the socket that the call is about."""
        copy = on_behalf.copy_socket(*self.place)
        try:
            self._demand_standing()
        except OSError:
            copy.close()
            raise
        return copy

    def answer(self, value: int, code: int) -> None:
        """Let the call return `value`, or fail with the error `code`; never let it go on."""
        answer = bytearray(struct.pack("<QqiI", self._cookie, value, -code, 0))
        try:
            fcntl.ioctl(self._listener, _ANSWER, answer)
        except OSError:
            return  # the thread died meanwhile

    def _demand_standing(self) -> None:
        """The thread may be gone and its number in use again, by a process that is not ours.

        What was copied is of ours only if the question still stands afterwards.
        """
        fcntl.ioctl(self._listener, _STILL_VALID, struct.pack("<Q", self._cookie))


def serve(listener: int, answer: Callable[[Call], None]) -> None:
    """Have each question answered, in a thread of its own, until the tree's last process ends."""
    slots = BoundedSemaphore(_AT_A_TIME)

    def work(call: Call) -> None:
        try:
            answer(call)
        finally:
            slots.release()

    poller = select.poll()
    poller.register(listener, select.POLLIN)
    while not any(event & select.POLLHUP for _, event in poller.poll()):
        buffer = bytearray(_NOTIFICATION.size)
        try:
            fcntl.ioctl(listener, _RECEIVE, buffer)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                continue  # the thread died meanwhile
            return
        slots.acquire()
        call = Call(listener, bytes(buffer))
        try:
            Thread(target=work, args=(call,), daemon=True).start()
        except RuntimeError:  # no more threads
            work(call)


def _group(task: int) -> int:
    """The process that a thread belongs to."""
    with open(f"/proc/{task}/status", encoding="ascii", errors="replace") as lines:  # noqa: PTH123
        return next(int(line.split()[1]) for line in lines if line.startswith("Tgid:"))

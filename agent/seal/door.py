"""The way to the gate where no socket can be made: ends of pairs, which the gate hands out."""

import atexit
import errno
import os
import socket
from threading import Lock

from agent.seal.addresses import Upstream, family_of

_SECONDS = 5.0


class Door:
    """The sealed process's end of the pair over which it asks the gate for connections.

    Children do not get it, so they have no way to the gate at all.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._control.settimeout(_SECONDS)
        self._asked = 0
        self._lock = Lock()

    def connect(self) -> socket.socket:
        """A new connection, as a connected stream. `OSError`: the gate is gone or stands still."""
        with self._lock:
            self._asked += 1
            wish = b"%d" % self._asked
            self._control.send(wish)
            while True:
                answer, ends, _, _ = socket.recv_fds(self._control, 16, 1, socket.MSG_CMSG_CLOEXEC)
                if not ends:
                    raise ConnectionRefusedError(errno.ECONNREFUSED, "the gate is gone")
                if answer == wish:
                    return socket.socket(fileno=ends[0])
                os.close(ends[0])  # for a wish that was interrupted


_opened: list[Door] = []


def opened() -> Door | None:
    """The door of this process; None where the gate is reached by its address."""
    return _opened[0] if _opened else None


def connect(upstream: Upstream) -> socket.socket:
    """A new connection to the gate, at the model server's address or handed out."""
    if _opened:
        return _opened[0].connect()
    connection = socket.socket(family_of(upstream[0]), socket.SOCK_STREAM)
    try:
        connection.connect(upstream)
    except OSError:
        connection.close()
        raise
    return connection


def open_over(control: socket.socket) -> None:
    """Reach the gate over `control` from now on, for good: what is sealed stays so."""
    atexit.register(control.close)
    _opened[:] = [Door(control)]

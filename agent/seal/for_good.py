"""Binding and connecting in place of the tree, so that what was looked at stays as it was."""

import errno
import select
import socket

from agent.seal import on_behalf, sockaddr
from agent.seal.tree_sockets import Refused

_QUEUE_MILLISECONDS, _TRIES = 200, 16


def bind_for_good(ours: socket.socket, host: bytes, port: int) -> int:
    """Bind to a port by its number, also where any will do (0).

    A port that the kernel chose is free again after `shutdown`, though the socket is held.
    """
    for _ in range(_TRIES if port == 0 else 0):
        with socket.socket(ours.family, ours.type) as first:
            on_behalf.bind(first.fileno(), sockaddr.address(ours, host, 0))
            chosen = first.getsockname()[1]
        try:
            return on_behalf.bind(ours.fileno(), sockaddr.address(ours, host, chosen))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    if port == 0:
        raise OSError(errno.EADDRINUSE, "no port is free")
    return on_behalf.bind(ours.fileno(), sockaddr.address(ours, host, port))


def connect_now(ours: socket.socket, target: bytes) -> int:
    """Connect while the target is held; what would connect later, unheld, is broken off.

    That is a connection to a socket of the tree which lets its queue run over.
    """
    try:
        return on_behalf.connect(ours.fileno(), target)
    except OSError as error:
        if error.errno not in (errno.EINPROGRESS, errno.EALREADY, errno.EAGAIN):
            raise
        waiting = select.poll()
        waiting.register(ours, select.POLLOUT)
        if waiting.poll(_QUEUE_MILLISECONDS):
            raise
        on_behalf.connect(ours.fileno(), bytes(16))
        raise Refused(errno.ECONNREFUSED, "it does not take connections") from error

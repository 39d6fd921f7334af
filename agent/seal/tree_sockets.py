"""The sockets that the sealed tree has bound, for the supervisor, and a hold on them.

A port may change its owner between a look at the kernel's table and a connection. So whatever is
to be reached is duplicated first: as long as we hold a socket, nobody else gets its port.
"""

import errno
import os
import socket
from threading import Lock

from agent.seal import on_behalf
from agent.seal.socket_table import bound

_MANY, _MOST_KEPT = 4096, 256


class Refused(OSError):
    """The supervisor says no."""


class TreeSockets:
    """By inode: in which process, and under which number, the tree had each socket last."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[int, int]] = {}
        self._kept: dict[int, socket.socket] = {}
        self._lock = Lock()

    def add(self, ours: socket.socket, place: tuple[int, int]) -> None:
        """`ours` is a duplicate of a socket that was just bound to the loopback."""
        with self._lock:
            if len(self._places) >= _MANY:
                self._places = {
                    inode: where for inode, where in self._places.items() if _is_at(inode, where)
                }
            self._places[_inode(ours)] = place

    def has(self, ours: socket.socket) -> bool:
        """Whether it was bound to the loopback by the supervisor: its address stays that, then."""
        with self._lock:
            return _inode(ours) in self._places

    def hold(self, kind: int, host: bytes, port: int) -> list[socket.socket]:
        """Duplicates of all sockets at `host` (4 or 16 bytes) and `port`, to be closed.

        `Refused` where nobody is there, or one that is not the tree's.
        """
        found = bound(kind, host, port)
        with self._lock:
            known = {inode: self._places[inode] for inode in found if inode in self._places}
        if not found or len(known) < len(found):
            raise Refused(errno.ECONNREFUSED, "nobody of the sealed tree listens there")
        held: list[socket.socket] = []
        try:
            for inode, place in known.items():
                held.append(self._duplicate(inode, place))
            if bound(kind, host, port) != set(known):
                raise Refused(errno.ECONNREFUSED, "it changed meanwhile")
        except OSError:
            release(held)
            raise
        return held

    def keep(self, held: list[socket.socket]) -> None:
        """Hold for good what a datagram socket was connected to: it may send there for ever."""
        with self._lock:
            for one in held:
                if len(self._kept) >= _MOST_KEPT and _inode(one) not in self._kept:
                    raise Refused(errno.ENOBUFS, "connected to too many datagram sockets")
                self._kept.setdefault(_inode(one), one.dup())

    def _duplicate(self, inode: int, place: tuple[int, int]) -> socket.socket:
        found = _copied(inode, place)
        if found is not None:
            return found
        for process in _descendants():  # it was handed down, and its first owner is gone
            for moved in _places_in(process, inode):
                found = _copied(inode, moved)
                if found is not None:
                    with self._lock:
                        self._places[inode] = moved
                    return found
        raise Refused(errno.ECONNREFUSED, "the socket went away")


def release(held: list[socket.socket]) -> None:
    """Close duplicates."""
    for one in held:
        one.close()


def _inode(ours: socket.socket) -> int:
    return os.fstat(ours.fileno()).st_ino


def _copied(inode: int, place: tuple[int, int]) -> socket.socket | None:
    try:
        copy = on_behalf.copy_socket(*place)
    except OSError:
        return None
    if _inode(copy) == inode:
        return copy
    copy.close()
    return None


def _is_at(inode: int, place: tuple[int, int]) -> bool:
    process, descriptor = place
    try:
        return os.stat(f"/proc/{process}/fd/{descriptor}").st_ino == inode  # noqa: PTH116
    except OSError:
        return False


def _places_in(process: int, inode: int) -> list[tuple[int, int]]:
    try:
        names = os.listdir(f"/proc/{process}/fd")  # noqa: PTH208 (asked at a connection)
    except OSError:
        return []
    return [place for name in names if _is_at(inode, place := (process, int(name)))]


def _descendants() -> list[int]:
    """All processes below this one, which is where the sealed tree is."""
    parents = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):  # noqa: PTH208
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as line:  # noqa: PTH123
                parents[int(name)] = int(line.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    below = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return sorted(below - {os.getpid()})

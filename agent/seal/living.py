"""Re-enters the network of an earlier seal, in which Gradle's daemon of a project is still warm.

Nothing that a sealed process could have written is believed. It names a process (`hint`); which
network was ours says a `note` that only a command before its fence can write, by the number that
the kernel gives to a network once (`SO_NETNS_COOKIE`). A throw-away child goes in first and looks.
In each doubt there is a new seal.
"""

import json
import os
import socket

from agent.seal import landlock, namespace
from agent.seal.addresses import Upstream
from agent.seal.fence import Fence
from agent.seal.namespace import Namespaces

_COOKIE = 71  # SO_NETNS_COOKIE of socket(7), since Linux 5.14
_MOST = 4096


class Living:
    """The seal of a project that may live. `note` and `hint` are files."""

    __slots__ = ("_before", "hint", "note")

    def __init__(self, note: str, hint: str) -> None:
        self.note = note
        self.hint = hint
        self._before = -1

    def reenter(self, upstream: Upstream | None, around: Fence | None) -> Namespaces | None:
        """The namespaces of the living seal, with a socket at the model server's address.

        None where it is gone, not surely ours, or where somebody has the address.
        """
        if around is None or not self._holds(around):
            return None
        try:
            note, hint = _read(self.note), _read(self.hint)
            if note["boot"] != _boot() or os.stat(self.note).st_uid != os.geteuid():  # noqa: PTH116
                return None
            handles = _open(int(str(hint["process"])), hint["started"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        user, network = handles
        listener = _looked_at(Namespaces(user, network, None), str(note["cookie"]), upstream)
        if listener is None:
            os.close(user)
            os.close(network)
            return None
        return Namespaces(user, network, listener if listener >= 0 else None)

    def write_note(self, around: Fence | None) -> None:
        """Say which network this is: to be called in it, before the fence goes up."""
        if around is None or not self._holds(around):
            return
        cookie = _cookie()
        if cookie is None:
            return
        os.makedirs(os.path.dirname(self.note), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        with open(f"{self.note}.new", "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump({"boot": _boot(), "cookie": str(cookie)}, file)
        os.replace(f"{self.note}.new", self.note)  # noqa: PTH105

    def remember(self, process: int) -> None:
        """Name a process that stays in this network after this one."""
        with open(f"{self.hint}.new", "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump({"process": process, "started": _started(process)}, file)
        os.replace(f"{self.hint}.new", self.hint)  # noqa: PTH105

    def _holds(self, around: Fence) -> bool:
        """Whether the fence keeps sealed processes from the note."""
        note = os.path.realpath(self.note)
        inside = (os.path.realpath(path) for path in around.open)
        return landlock.version() > 0 and not any(note.startswith(f"{one}/") for one in inside)


def _read(path: str) -> dict[str, object]:
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        read = json.loads(file.read(_MOST))
    if not isinstance(read, dict):
        raise ValueError(path)
    return read


def _boot() -> str:
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:  # noqa: PTH123
        return file.read().strip()


def _started(process: int) -> int:
    """When a process started, in ticks: with its number, what tells it from all others."""
    with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
        return int(file.read().rpartition(")")[2].split()[19])


def _open(process: int, started: object) -> tuple[int, int]:
    """The namespaces of a process of this user; `ValueError` where it is another process."""
    names = [f"/proc/{process}/ns/{kind}" for kind in ("user", "net")]
    user, network = (os.open(name, os.O_RDONLY | os.O_CLOEXEC) for name in names)
    same = any(
        os.stat(f"/proc/self/ns/{kind}").st_ino == os.fstat(handle).st_ino  # noqa: PTH116
        for kind, handle in (("user", user), ("net", network))
    )
    owner = os.stat(f"/proc/{process}").st_uid  # noqa: PTH116
    if same or owner != os.geteuid() or _started(process) != started:
        os.close(user)
        os.close(network)
        raise ValueError(process)
    return user, network


def _looked_at(there: Namespaces, cookie: str, upstream: Upstream | None) -> int | None:
    """A socket that listens in there, -1 where none is wanted; None where it is not ours."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            _look(theirs, there, cookie, upstream)
        finally:
            os._exit(1)
    theirs.close()
    with ours:
        said, found, _, _ = socket.recv_fds(ours, 16, 1)
    namespace.reap(child)
    if said != b"ours":
        return None
    return found[0] if found else -1


def _look(
    channel: socket.socket, there: Namespaces, cookie: str, upstream: Upstream | None
) -> None:
    """The child's whole life: go in, look, listen, hand over."""
    there.enter()
    if str(_cookie()) != cookie or not namespace.only_loopback() or namespace.way_out():
        return
    handed = [] if upstream is None else [namespace.listen(upstream)]
    socket.send_fds(channel, [b"ours"], handed)


def _cookie() -> int | None:
    """The number of the network that this process is in; None where the kernel gives none."""
    with socket.socket() as one:
        try:
            return int.from_bytes(one.getsockopt(socket.SOL_SOCKET, _COOKIE, 8), "little")
        except OSError:
            return None

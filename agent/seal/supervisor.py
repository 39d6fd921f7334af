"""Tier 2, where the kernel grants no namespace: a supervisor makes the tree's connections.

The kernel stops each `connect`, `bind`, `listen` and send to an address in the sealed tree and
asks the supervisor, which is its ancestor and stays outside. It never says "go on": it does what
was asked itself, on its own duplicate of the socket and with its own copy of the address, so that
nothing can be exchanged between the look and the act. What passes is a loopback address where a
socket of the tree itself listens, or the model server's, which leads to the gate instead.
"""

import errno
import fcntl
import os
import select
import socket
import struct
from collections.abc import Callable
from threading import BoundedSemaphore, Lock, Thread

from agent.seal import kernel
from agent.seal.addresses import Upstream
from agent.seal.socket_table import owned

_RECEIVE, _ANSWER, _STILL_VALID = 0xC0502100, 0xC0182101, 0x40082102
_NOTIFICATION = struct.Struct("<QIIiIQ6Q")
_AT_A_TIME, _MOST_BYTES, _MOST_PIECES = 64, 1 << 20, 64
_LOOPBACK_4, _LOOPBACK_6 = b"\x7f\0\0\1", bytes(15) + b"\1"
_MAPPED = bytes(10) + b"\xff\xff"
_FAMILIES = (socket.AF_INET, socket.AF_INET6)


class Refused(OSError):
    """The supervisor says no."""


class Call:
    """One stopped system call: the thread, and its arguments as they are in registers."""

    def __init__(self, task: int, arguments: tuple[int, ...]) -> None:
        self._task = task
        self.arguments = arguments

    def read(self, address: int, length: int) -> bytes:
        """Copy memory of the thread."""
        return kernel.read_memory(self._task, address, min(length, _MOST_BYTES))

    def duplicate(self) -> socket.socket:
        """Our own descriptor of the socket that the call is about."""
        with open(f"/proc/{self._task}/status", encoding="ascii", errors="replace") as lines:  # noqa: PTH123
            group = next(int(line.split()[1]) for line in lines if line.startswith("Tgid:"))
        descriptor = kernel.copy_descriptor(group, self.arguments[0] & 0x7FFFFFFF)
        return socket.socket(fileno=descriptor)


class Supervisor:
    """Answers the kernel's questions about one sealed tree."""

    def __init__(
        self, upstream: Upstream | None, gate: Upstream | None, count: Callable[[], None]
    ) -> None:
        """`gate` is where connections to `upstream` lead; `count` is called for each refusal."""
        self._upstream = upstream
        self._gate = gate
        self._count = count
        self._inodes: set[int] = set()
        self._lock = Lock()
        self._calls = {
            kernel.number(name): method
            for name, method in {
                "connect": self._connect, "bind": self._bind, "listen": self._listen,
                "sendto": self._sendto, "sendmsg": self._sendmsg,
            }.items()
        }  # fmt: skip

    def serve(self, listener: int) -> None:
        """Answer until the last process of the tree is gone."""
        slots = BoundedSemaphore(_AT_A_TIME)

        def work(data: bytes) -> None:
            try:
                self._answer(listener, data)
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
            Thread(target=work, args=(bytes(buffer),), daemon=True).start()

    def _answer(self, listener: int, data: bytes) -> None:
        cookie, task, _flags, number, _architecture, _place, *arguments = _NOTIFICATION.unpack(data)
        value, code = 0, 0
        try:
            call = Call(task, tuple(arguments))
            with call.duplicate() as ours:
                # The thread may be gone and its number in use again: what was copied is of ours
                # only if the question still stands.
                fcntl.ioctl(listener, _STILL_VALID, struct.pack("<Q", cookie))
                value = self._calls[number](call, ours)
        except OSError as error:
            code = error.errno or errno.EPERM
            if isinstance(error, Refused):
                self._count()
        except (KeyError, StopIteration, ValueError, struct.error):
            code = errno.EPERM
        answer = bytearray(struct.pack("<QqiI", cookie, value, -code, 0))
        try:
            fcntl.ioctl(listener, _ANSWER, answer)
        except OSError:
            return  # the thread died meanwhile

    def _connect(self, call: Call, ours: socket.socket) -> int:
        raw = call.read(call.arguments[1], min(call.arguments[2] & 0xFFFFFFFF, 128))
        if raw[:2] == bytes(2):
            return kernel.connect(ours.fileno(), bytes(16))  # AF_UNSPEC: let go of the peer
        return kernel.connect(ours.fileno(), self._target(ours, raw))

    def _bind(self, call: Call, ours: socket.socket) -> int:
        raw = call.read(call.arguments[1], min(call.arguments[2] & 0xFFFFFFFF, 128))
        if ours.family == socket.AF_NETLINK:
            return kernel.bind(ours.fileno(), raw[:12])
        host, port = _parsed(ours, raw)
        if not any(host):  # every address of the machine
            host = _own_loopback(ours)
        result = kernel.bind(ours.fileno(), _address(ours, _loopback(host), port))
        if ours.type == socket.SOCK_DGRAM:
            self._adopt(ours)
        return result

    def _listen(self, call: Call, ours: socket.socket) -> int:
        if ours.family not in _FAMILIES or ours.getsockname()[1] == 0:
            raise Refused(errno.EINVAL, "listening without an address is listening everywhere")
        ours.listen(call.arguments[1] & 0xFFFF)
        self._adopt(ours)
        return 0

    def _sendto(self, call: Call, ours: socket.socket) -> int:
        _, start, length, flags, name, size = call.arguments
        target = self._target(ours, call.read(name, min(size & 0xFFFFFFFF, 128)))
        self._settle(ours)
        return kernel.sendto(ours.fileno(), call.read(start, length), flags, target)

    def _sendmsg(self, call: Call, ours: socket.socket) -> int:
        name, size, pieces, count, _control, control_size = struct.unpack(
            "<QI4xQQQQ", call.read(call.arguments[1], 48)
        )
        if control_size and ours.family != socket.AF_NETLINK:
            raise Refused(errno.EPERM, "control messages carry descriptors and addresses")
        target = b""
        if name and ours.family != socket.AF_UNIX:  # a stream pair has its peer
            target = self._target(ours, call.read(name, min(size, 128)))
            self._settle(ours)
        data = b""
        for index in range(min(count, _MOST_PIECES)):
            start, length = struct.unpack("<QQ", call.read(pieces + 16 * index, 16))
            data += call.read(start, min(length, _MOST_BYTES - len(data)))
        return kernel.sendto(ours.fileno(), data, call.arguments[2], target)

    def _target(self, ours: socket.socket, raw: bytes) -> bytes:
        """The address to use, from the bytes that the tree gave; `Refused` for all but ours."""
        if ours.family == socket.AF_NETLINK:
            return raw[:12]
        host, port = _parsed(ours, raw)
        host = _loopback(host if any(host) else _LOOPBACK_4)
        if self._gate and self._upstream and (host, port) == _packed(self._upstream):
            if ours.type == socket.SOCK_STREAM:
                return _address(ours, *_packed(self._gate))
        with self._lock:
            inodes = frozenset(self._inodes)
        if not owned(ours.type, host, port, inodes):
            raise Refused(errno.ECONNREFUSED, "nobody of the sealed tree listens there")
        return _address(ours, host, port)

    def _settle(self, ours: socket.socket) -> None:
        """Bind a datagram socket to the loopback before the kernel binds it to everywhere."""
        if ours.type == socket.SOCK_DGRAM and ours.family in _FAMILIES:
            if ours.getsockname()[1] == 0:
                kernel.bind(ours.fileno(), _address(ours, _own_loopback(ours), 0))
                self._adopt(ours)

    def _adopt(self, ours: socket.socket) -> None:
        with self._lock:
            self._inodes.add(os.fstat(ours.fileno()).st_ino)


def _parsed(ours: socket.socket, raw: bytes) -> tuple[bytes, int]:
    """Host (4 bytes where it is IPv4 in any spelling, else 16) and port of a `sockaddr`."""
    if ours.family not in _FAMILIES:
        raise Refused(errno.EAFNOSUPPORT, "no internet socket")
    family, port = struct.unpack("<H", raw[:2])[0], struct.unpack(">H", raw[2:4])[0]
    if family == socket.AF_INET and len(raw) >= 16:
        return raw[4:8], port
    if family == socket.AF_INET6 and ours.family == socket.AF_INET6 and len(raw) >= 24:
        host = raw[8:24]
        return (host[12:] if host.startswith(_MAPPED) else host), port
    raise Refused(errno.EAFNOSUPPORT, "another family than the socket's")


def _loopback(host: bytes) -> bytes:
    if (len(host) == 4 and host[0] == 127) or host == _LOOPBACK_6:
        return host
    raise Refused(errno.ENETUNREACH, "beyond this machine")


def _own_loopback(ours: socket.socket) -> bytes:
    if ours.family == socket.AF_INET6:
        if ours.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY):
            return _LOOPBACK_6
    return _LOOPBACK_4


def _packed(address: Upstream) -> tuple[bytes, int]:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    return socket.inet_pton(family, address[0]), address[1]


def _address(ours: socket.socket, host: bytes, port: int) -> bytes:
    """A `sockaddr` for the socket's own family."""
    if ours.family == socket.AF_INET:
        if len(host) != 4:
            raise Refused(errno.EAFNOSUPPORT, "an IPv6 address for an IPv4 socket")
        return struct.pack("<H", socket.AF_INET) + struct.pack(">H", port) + host + bytes(8)
    whole = host if len(host) == 16 else _MAPPED + host
    head = struct.pack("<H", socket.AF_INET6) + struct.pack(">H4x", port)
    return head + whole + bytes(4)

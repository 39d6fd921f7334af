"""Tier 2, where the kernel grants no namespace: a supervisor makes the tree's connections.

The kernel stops each `connect`, `bind`, `listen` and send to an address in the sealed tree and
asks the supervisor, which is its ancestor and stays outside. It never says "go on": it does what
was asked itself, on its own duplicate of the socket and with its own copy of the address, so that
nothing can be exchanged between the look and the act. What passes is a loopback address where a
socket of the tree itself listens, or the model server's, which leads to the gate instead.
"""

import errno
import socket
import struct
from collections.abc import Callable

from agent.seal import kernel, on_behalf, questions, sockaddr
from agent.seal.addresses import Upstream
from agent.seal.for_good import bind_for_good, connect_now
from agent.seal.questions import MOST_BYTES, Call
from agent.seal.tree_sockets import Refused, TreeSockets, release

_MOST_PIECES = 1024
_FAST_OPEN, _ZERO_COPY = 0x20000000, 0x4000000  # flags of sending: connect late, share memory


class Supervisor:
    """Answers the kernel's questions about one sealed tree."""

    def __init__(
        self, upstream: Upstream | None, gate: Upstream | None, count: Callable[[], None]
    ) -> None:
        """`gate` is where connections to `upstream` lead; `count` is called for each refusal."""
        self._upstream = upstream
        self._gate = gate
        self._count = count
        self._sockets = TreeSockets()
        self._calls = {
            kernel.number(name): method
            for name, method in {
                "connect": self._connect, "bind": self._bind, "listen": self._listen,
                "sendto": self._sendto, "sendmsg": self._sendmsg,
            }.items()
        }  # fmt: skip

    def serve(self, listener: int) -> None:
        """Answer until the last process of the tree is gone."""
        questions.serve(listener, self._answer)

    def _answer(self, call: Call) -> None:
        value, code = 0, 0
        try:
            with call.duplicate() as ours:
                value = self._calls[call.number](call, ours)
        except OSError as error:
            code = error.errno or errno.EPERM
            if isinstance(error, Refused):
                self._count()
        except (KeyError, StopIteration, ValueError, struct.error):
            code = errno.EPERM
        call.answer(value, code)

    def _connect(self, call: Call, ours: socket.socket) -> int:
        raw = call.read(call.arguments[1], min(call.arguments[2] & 0xFFFFFFFF, 128))
        if raw[:2] == bytes(2):
            return on_behalf.connect(ours.fileno(), bytes(16))  # AF_UNSPEC: let go of the peer
        target, held = self._target(ours, raw)
        try:
            if ours.type == socket.SOCK_DGRAM and ours.family in sockaddr.FAMILIES:
                self._settle(call, ours)
                self._sockets.keep(held)
            return connect_now(ours, target)
        finally:
            release(held)

    def _bind(self, call: Call, ours: socket.socket) -> int:
        raw = call.read(call.arguments[1], min(call.arguments[2] & 0xFFFFFFFF, 128))
        if ours.family == socket.AF_NETLINK:
            return on_behalf.bind(ours.fileno(), raw[:12])
        host, port = sockaddr.parsed(ours, raw)
        if not any(host):  # every address of the machine
            host = sockaddr.own_loopback(ours)
        result = bind_for_good(ours, sockaddr.loopback(host), port)
        self._sockets.add(ours, call.place)
        return result

    def _listen(self, call: Call, ours: socket.socket) -> int:
        # What `getsockname` says is not enough: the address of a socket that was bound by
        # connecting is taken back when the connection ends, and then it listens everywhere.
        if ours.family not in sockaddr.FAMILIES or not self._sockets.has(ours):
            raise Refused(errno.EINVAL, "listening without an address is listening everywhere")
        ours.listen(call.arguments[1] & 0xFFFF)
        return 0

    def _sendto(self, call: Call, ours: socket.socket) -> int:
        _, start, length, flags, name, size = call.arguments
        data = call.read(start, length)
        return self._send(call, ours, data, flags, call.read(name, min(size & 0xFFFFFFFF, 128)))

    def _sendmsg(self, call: Call, ours: socket.socket) -> int:
        name, size, pieces, count, _control, control_size = struct.unpack(
            "<QI4xQQQQ", call.read(call.arguments[1], 48)
        )
        if control_size and ours.family != socket.AF_NETLINK:
            raise Refused(errno.EPERM, "control messages carry descriptors and addresses")
        data = b""
        for index in range(min(count, _MOST_PIECES)):
            start, length = struct.unpack("<QQ", call.read(pieces + 16 * index, 16))
            data += call.read(start, min(length, MOST_BYTES - len(data)))
        to_peer = not name or ours.family == socket.AF_UNIX  # a stream pair has its peer
        raw = b"" if to_peer else call.read(name, min(size, 128))
        return self._send(call, ours, data, call.arguments[2], raw)

    def _send(self, call: Call, ours: socket.socket, data: bytes, flags: int, raw: bytes) -> int:
        flags &= ~(_FAST_OPEN | _ZERO_COPY) & 0x7FFFFFFF
        if not raw:
            return on_behalf.sendto(ours.fileno(), data, flags, b"")
        target, held = self._target(ours, raw)
        try:
            self._settle(call, ours)
            return on_behalf.sendto(ours.fileno(), data, flags, target)
        finally:
            release(held)

    def _target(self, ours: socket.socket, raw: bytes) -> tuple[bytes, list[socket.socket]]:
        """The address to use, from the bytes that the tree gave, and a hold on who is there.

        `Refused` for all but ours.
        """
        if ours.family == socket.AF_NETLINK:
            return raw[:12], []
        host, port = sockaddr.parsed(ours, raw)
        host = sockaddr.loopback(host if any(host) else sockaddr.LOOPBACK_4)
        if self._gate and self._upstream and (host, port) == sockaddr.packed(self._upstream):
            if ours.type == socket.SOCK_STREAM:
                return sockaddr.address(ours, *sockaddr.packed(self._gate)), []
        address = sockaddr.address(ours, host, port)
        return address, self._sockets.hold(ours.type, host, port)

    def _settle(self, call: Call, ours: socket.socket) -> None:
        """Bind a datagram socket to the loopback before the kernel binds it to everywhere."""
        if ours.type == socket.SOCK_DGRAM and ours.family in sockaddr.FAMILIES:
            if ours.getsockname()[1] == 0:
                bind_for_good(ours, sockaddr.own_loopback(ours), 0)
                self._sockets.add(ours, call.place)

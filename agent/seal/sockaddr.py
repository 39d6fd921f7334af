"""Addresses as the kernel has them in memory, read strictly: loopback passes, all else does not."""

import errno
import socket
import struct

from agent.seal.addresses import Upstream
from agent.seal.tree_sockets import Refused

FAMILIES = (socket.AF_INET, socket.AF_INET6)
LOOPBACK_4 = b"\x7f\0\0\1"
_LOOPBACK_6 = bytes(15) + b"\1"
_MAPPED = bytes(10) + b"\xff\xff"


def parsed(ours: socket.socket, raw: bytes) -> tuple[bytes, int]:
    """Host (4 bytes where it is IPv4 in any spelling, else 16) and port of a `sockaddr`."""
    if ours.family not in FAMILIES:
        raise Refused(errno.EAFNOSUPPORT, "no internet socket")
    family, port = struct.unpack("<H", raw[:2])[0], struct.unpack(">H", raw[2:4])[0]
    if family == socket.AF_INET and len(raw) >= 16:
        return raw[4:8], port
    if family == socket.AF_INET6 and ours.family == socket.AF_INET6 and len(raw) >= 24:
        host = raw[8:24]
        return (host[12:] if host.startswith(_MAPPED) else host), port
    raise Refused(errno.EAFNOSUPPORT, "another family than the socket's")


def loopback(host: bytes) -> bytes:
    if (len(host) == 4 and host[0] == 127) or host == _LOOPBACK_6:
        return host
    raise Refused(errno.ENETUNREACH, "beyond this machine")


def own_loopback(ours: socket.socket) -> bytes:
    if ours.family == socket.AF_INET6:
        if ours.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY):
            return _LOOPBACK_6
    return LOOPBACK_4


def packed(address: Upstream) -> tuple[bytes, int]:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    return socket.inet_pton(family, address[0]), address[1]


def address(ours: socket.socket, host: bytes, port: int) -> bytes:
    """A `sockaddr` for the socket's own family."""
    if ours.family == socket.AF_INET:
        if len(host) != 4:
            raise Refused(errno.EAFNOSUPPORT, "an IPv6 address for an IPv4 socket")
        return struct.pack("<H", socket.AF_INET) + struct.pack(">H", port) + host + bytes(8)
    whole = host if len(host) == 16 else _MAPPED + host
    head = struct.pack("<H", socket.AF_INET6) + struct.pack(">H4x", port)
    return head + whole + bytes(4)

"""Who listens where, by the kernel's table of sockets."""

import socket
import struct

_LISTENING = "0A"


def bound(kind: int, host: bytes, port: int) -> set[int]:
    """The inodes of all sockets that get what is sent to `host` (4 or 16 bytes) and `port`.

    `kind` is `SOCK_STREAM`, of which those count that listen, or `SOCK_DGRAM`.
    """
    name = "tcp" if kind == socket.SOCK_STREAM else "udp"
    if len(host) == 4:
        mapped = bytes(10) + b"\xff\xff" + host
        wanted = {("", host), ("", bytes(4)), ("6", mapped), ("6", bytes(16))}
    else:
        wanted = {("6", host), ("6", bytes(16))}
    inodes = set()
    for version in ("", "6"):
        for local, state, inode in _lines(f"/proc/self/net/{name}{version}"):
            address, _, number = local.partition(":")
            if int(number, 16) != port or (name == "tcp" and state != _LISTENING):
                continue
            if (version, _packed(address)) in wanted:
                inodes.add(inode)
    return inodes


def _lines(path: str) -> list[tuple[str, str, int]]:
    try:
        with open(path, encoding="ascii") as table:  # noqa: PTH123 (asked at each connection)
            fields = [line.split() for line in table.readlines()[1:]]
    except OSError:
        return []
    return [(line[1], line[3], int(line[9])) for line in fields]


def _packed(address: str) -> bytes:
    """The table writes addresses as words of the machine's own byte order."""
    words = [int(address[start : start + 8], 16) for start in range(0, len(address), 8)]
    return struct.pack(f"={len(words)}I", *words)

"""Confines itself as the gate does, then tries what the gate must not:
`HOST PORT OTHER_PORT [hands_out]`.

Prints `{attempt: outcome}`, with "done" where the kernel let it happen.
"""

import errno
import json
import os
import socket
import sys
import threading
from collections.abc import Callable

from agent.seal import addresses, gate, kernel

MSG_FASTOPEN, MPTCP = 0x20000000, 262


def main() -> None:
    """Try before and after, print."""
    host, port, other = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    hands_out = "hands_out" in sys.argv
    with socket.create_connection((host, port)) as open_already:
        attempts = things_to_try(host, port, other, open_already)
        before = {name: outcome(action) for name, action in attempts.items()}
        gate.confine(addresses.family_of(host), port, hands_out=hands_out)
        after = {name: outcome(action) for name, action in attempts.items()}
    print(json.dumps({"before": before, "after": after}))


def outcome(action: Callable[[], object]) -> str:
    """ "done", or the error's name."""
    try:
        action()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def things_to_try(
    host: str, port: int, other: int, open_already: socket.socket
) -> dict[str, Callable[[], object]]:
    """What the gate does, and what it must not."""

    def connect(number: int, protocol: int = 0) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol) as connection:
            connection.connect((host, number))

    def make(family: int, kind: int) -> None:
        socket.socket(family, kind).close()

    def fast_open() -> None:
        with socket.socket() as connection:
            connection.sendto(b"x", MSG_FASTOPEN, (host, other))

    def listen() -> None:
        with socket.socket() as listener:
            listener.bind((host, 0))

    def pair(kind: int) -> None:
        for end in socket.socketpair(socket.AF_UNIX, kind):
            end.close()

    def thread() -> None:
        started = threading.Thread(target=int)
        started.start()
        started.join()

    def fork() -> None:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)

    return {
        "connect to the server": lambda: connect(port),
        "talk": lambda: open_already.sendall(b"x"),
        "thread": thread,
        "connect to another port": lambda: connect(other),
        "connect by MPTCP": lambda: connect(other, MPTCP),
        "fast open": fast_open,
        "send a message": lambda: open_already.sendmsg([b"x"]),
        "send a message at once": lambda: open_already.sendmsg([b"x"], [], socket.MSG_DONTWAIT),
        "pair of streams": lambda: pair(socket.SOCK_STREAM),
        "pair of datagrams": lambda: pair(socket.SOCK_DGRAM),
        "UDP socket": lambda: make(socket.AF_INET, socket.SOCK_DGRAM),
        "IPv6 socket": lambda: make(socket.AF_INET6, socket.SOCK_STREAM),
        "Unix socket": lambda: make(socket.AF_UNIX, socket.SOCK_STREAM),
        "listen": listen,
        "read a file": lambda: os.close(os.open("/etc/passwd", os.O_RDONLY)),
        "write a file": lambda: os.close(os.open("/tmp", os.O_TMPFILE | os.O_WRONLY)),
        "remove a file": lambda: os.unlink("/proc/version"),  # noqa: PTH108
        "process": fork,
        "enter a namespace": lambda: kernel.setns(-1, 0),
    }


if __name__ == "__main__":
    main()

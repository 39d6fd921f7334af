"""Ways out by families that a network namespace does not hold, and by sockets made another way."""

import ctypes
import os
import socket
from collections.abc import Callable, Mapping
from functools import partial

from agent.seal import kernel

NETLINK_GENERIC, BLUETOOTH, SMC, XDP = 16, 31, 43, 44
HELPERS = (
    "DBUS_SESSION_BUS_ADDRESS", "DOCKER_HOST", "GPG_AGENT_INFO", "SSH_AUTH_SOCK", "TMUX",
    "VSCODE_IPC_HOOK_CLI", "WAYLAND_DISPLAY",
)  # fmt: skip
"""Variables by which programs find helpers outside; the lab has each name one."""

Way = Callable[[bytes], object]


def sockets(folder: str, environment: Mapping[str, str]) -> dict[str, Way]:
    """All of them. `environment` is what the process was started with."""
    return {
        "unix path": partial(say, f"{folder}/helper.sock"),
        "unix name": partial(say, "\0offdroid-lab"),
        "helper that a variable names": partial(named, environment),
        "datagram pair": partial(aimed_anew, f"{folder}/mailbox.sock", socket.SOCK_DGRAM),
        "raw pair": partial(aimed_anew, f"{folder}/mailbox.sock", socket.SOCK_RAW),
        "datagram pair by sending": partial(sent_elsewhere, f"{folder}/mailbox.sock"),
        "stream pair": pair,
        "vsock": family(socket.AF_VSOCK),
        "alg": family(socket.AF_ALG, socket.SOCK_SEQPACKET),
        "packet": family(socket.AF_PACKET, socket.SOCK_RAW),
        "bluetooth": family(BLUETOOTH, socket.SOCK_RAW),
        "smc": family(SMC),
        "xdp": family(XDP, socket.SOCK_RAW),
        "netlink generic": family(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC),
        "netlink route": family(socket.AF_NETLINK, socket.SOCK_RAW, 0),
        "io_uring": ring,
        "key ring": look_up,
    }


def say(address: str, mark: bytes) -> None:
    """To a Unix socket."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        connection.sendall(mark)
        connection.recv(100)


def named(environment: Mapping[str, str], mark: bytes) -> None:
    """To each helper that is still named, as a program would find it."""
    for name in HELPERS:
        if name in os.environ:
            say(environment[name], mark)
            return
    raise FileNotFoundError(2, "no variable names one")


def family(number: int, kind: int = socket.SOCK_STREAM, protocol: int = 0) -> Way:
    """Make a socket."""
    return lambda _: socket.socket(number, kind, protocol).close()


def pair(_: bytes) -> None:
    """A pair of streams, which much needs."""
    for end in socket.socketpair():
        end.close()


def aimed_anew(address: str, kind: socket.SocketKind, mark: bytes) -> None:
    """Connect the end of a pair to somebody else."""
    left, right = socket.socketpair(socket.AF_UNIX, kind)
    with left, right:
        left.connect(address)
        left.send(mark)


def sent_elsewhere(address: str, mark: bytes) -> None:
    """Send from the end of a pair to somebody else."""
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with left, right:
        left.sendto(mark, address)


def ring(_: bytes) -> None:
    """Sockets without system calls."""
    parameters = ctypes.create_string_buffer(120)
    os.close(kernel.syscall("io_uring_setup", ctypes.c_uint(8), parameters))


def look_up(_: bytes) -> None:
    """The kernel starts a helper, outside, for keys that it has not."""
    kind, name = ctypes.c_char_p(b"user"), ctypes.c_char_p(b"offdroid-lab")
    kernel.syscall("request_key", kind, name, None, ctypes.c_int(0))

"""The attempts of this process: sockets of every kind, other processes, writing."""

import ctypes
import errno
import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from agent.seal import Sealed, kernel
from agent.seal.prove import WORLD_4, WORLD_6, Proof, held

_REFUSALS = frozenset({
    errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.EPERM, errno.EACCES, errno.ENOSYS,
    errno.EADDRNOTAVAIL, errno.EROFS, errno.ECONNREFUSED, errno.EPROTONOSUPPORT, errno.ENOSPC,
})  # fmt: skip
_FASTOPEN, _MPTCP = 0x20000000, 262
_FAMILIES = {"UNIX": 1, "PACKET": 17, "BLUETOOTH": 31, "ALG": 38, "VSOCK": 40}
_STUB_RESOLVER, _ADB = ("127.0.0.53", 53), ("127.0.0.1", 5037)


def attempts(sealed: Sealed, folder: Path) -> Iterator[Proof]:
    """Try each, and tell what the kernel said."""
    if sealed.fence == "folders":
        how = "mounts are refused here; the end of a run tells of hooks that changed"
        yield Proof("attempt", "a new git hook", "skipped", how)
    for name, action in (_sockets() | _others(sealed) | _writes(sealed, folder)).items():
        try:
            action()
        except socket.gaierror as error:
            yield Proof("attempt", name, "held", error.strerror or "no answer")
        except FileNotFoundError as error:
            yield Proof("attempt", name, "skipped", f"{error.filename} does not exist")
        except OSError as error:
            said = os.strerror(error.errno or 0)
            yield Proof("attempt", name, held(error.errno in _REFUSALS), said)
        else:
            yield Proof("attempt", name, "failed", "the kernel let it happen")


def _sockets() -> dict[str, Callable[[], object]]:
    def connect(address: tuple[str, int], *kind: int) -> None:
        with socket.socket(*kind) as connection:
            connection.settimeout(5)
            connection.connect(address)

    def send(address: tuple[str, int], family: int, kind: int, flags: int = 0) -> None:
        with socket.socket(family, kind) as connection:
            connection.sendto(b"x", flags, address)

    def make(name: str) -> None:
        kind = socket.SOCK_SEQPACKET if name == "ALG" else socket.SOCK_STREAM
        socket.socket(_FAMILIES[name], kind).close()

    def ring() -> None:
        parameters = ctypes.create_string_buffer(120)
        os.close(kernel.syscall("io_uring_setup", ctypes.c_uint(8), parameters))

    four, six, stream, datagram = (
        socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
    )  # fmt: skip
    return {
        f"TCP to {WORLD_4}": lambda: connect((WORLD_4, 443), four, stream),
        f"TCP to {WORLD_6}": lambda: connect((WORLD_6, 443), six, stream),
        f"UDP to {WORLD_4}": lambda: send((WORLD_4, 53), four, datagram),
        f"UDP to {WORLD_6}": lambda: send((WORLD_6, 53), six, datagram),
        "UDP to a multicast group": lambda: send(("224.0.0.251", 5353), four, datagram),
        "TCP fast open": lambda: send((WORLD_4, 80), four, stream, _FASTOPEN),
        "multipath TCP": lambda: connect((WORLD_4, 80), four, stream, _MPTCP),
        "look-up of a name": lambda: socket.getaddrinfo("offdroid-proof.invalid", 80),
        "the resolver of this machine": lambda: connect(_STUB_RESOLVER, four, stream),
        "the Android bridge of this machine": lambda: connect(_ADB, four, stream),
        **{f"a socket of family {name}": partial(make, name) for name in _FAMILIES},
        "a pair of datagram sockets": lambda: socket.socketpair(socket.AF_UNIX, datagram),
        "an io_uring": ring,
    }


def _others(sealed: Sealed) -> dict[str, Callable[[], object]]:
    def opened(path: str) -> None:
        os.close(os.open(path, os.O_RDONLY))

    def entered() -> None:
        network = os.open("/proc/self/ns/net", os.O_RDONLY)
        try:
            kernel.setns(network, kernel.CLONE_NEWNET)
        finally:
            os.close(network)

    parent = os.getppid()
    others: dict[str, Callable[[], object]] = {
        "the memory of the parent process": lambda: opened(f"/proc/{parent}/mem"),
        "entering a network": entered,
    }
    if sealed.outside:  # without namespaces of ours nested ones lead nowhere
        others["a user namespace"] = lambda: kernel.unshare(kernel.CLONE_NEWUSER)
    return others


def _writes(sealed: Sealed, folder: Path) -> dict[str, Callable[[], object]]:
    def made(path: Path) -> None:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        path.unlink()

    home = Path.home()
    writes: dict[str, Callable[[], object]] = {}
    if sealed.fence != "folders":
        writes["a new git hook"] = lambda: made(folder / ".git/hooks/offdroid-proof")
    writable = sealed.around.open if sealed.around else []
    if not any(home.is_relative_to(place) for place in writable):
        writes["a new file in the home folder"] = lambda: made(home / ".offdroid-proof")
    return writes

"""`doctor --prove`: looks at the seal and tries the ways out of it, from here and from children.

Nothing is sent, whatever the state: before anything is tried the kernel is asked for a route (a
UDP `connect`, which sends nothing), and where there is one all attempts count as failed.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent.seal import Sealed
from agent.seal.addresses import Upstream

State = Literal["held", "failed", "skipped"]
WORLD_4, WORLD_6 = "192.0.2.1", "2001:db8::1"
"""Addresses that are reserved for documentation; nobody has them."""


@dataclass(frozen=True)
class Proof:
    """One thing that was looked at or tried: whether the seal held, and how it showed."""

    part: Literal["kernel", "attempt", "child", "gate"]
    name: str
    state: State
    how: str


def prove(sealed: Sealed, folder: Path, upstream: Upstream | None) -> Iterator[Proof]:
    """All proofs. `folder` is where children are started, `upstream` the model server's address."""
    from agent.seal import prove_attempts, prove_children, prove_gate

    yield from _kernel(sealed)
    if _has_route():
        for part in ("attempt", "child"):
            yield Proof(part, "every way out", "failed", "there is a route: nothing was tried")
    else:
        yield from prove_attempts.attempts(sealed, folder)
        yield from prove_children.children(sealed, folder)
    if upstream is None:
        yield Proof("gate", "model server", "skipped", "this engine asks no model server")
    else:
        yield from prove_gate.gate(upstream)


def held(condition: bool) -> State:
    """The state of something that must be so."""
    return "held" if condition else "failed"


def _has_route() -> bool:
    for family, address in ((socket.AF_INET, WORLD_4), (socket.AF_INET6, WORLD_6)):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((address, 9))
            return True
    return False


def _kernel(sealed: Sealed) -> Iterator[Proof]:
    yield Proof("kernel", "the seal", held(sealed.tier not in ("off", "tripwire")), sealed.line)
    if sealed.tier in ("namespace", "isolated", "bwrap"):
        yield from _network(sealed)
    status = _status()
    yield Proof("kernel", "no new rights by setuid", held(status.get("NoNewPrivs") == "1"),
                f"NoNewPrivs {status.get('NoNewPrivs', 'unknown')}")  # fmt: skip
    yield Proof("kernel", "system call filter", held(status.get("Seccomp") == "2"),
                f"Seccomp {status.get('Seccomp', 'unknown')}")  # fmt: skip
    capabilities = int(status.get("CapEff", "0"), 16)
    beyond_files = capabilities & ~0b11111
    how = f"CapEff {capabilities:#x}"
    yield Proof("kernel", "no capability but for files", held(not beyond_files), how)
    sockets = [number for number in (0, 1, 2) if _is_network_socket(number)]
    how = f"descriptors {sockets}" if sockets else "none of 0, 1, 2"
    yield Proof("kernel", "no network socket came along", held(not sockets), how)
    yield Proof("kernel", "write fence", held(sealed.fence in ("whole", "folders")), sealed.fenced)


def _network(sealed: Sealed) -> Iterator[Proof]:
    network = _read_link("/proc/self/ns/net")
    if sealed.outside:
        how = f"{sealed.outside} outside, {network} here"
        yield Proof("kernel", "a network of its own", held(network != sealed.outside), how)
    devices = [line.split(":")[0].strip() for line in _lines("/proc/self/net/dev")[2:]]
    yield Proof("kernel", "no interface but lo", held(devices == ["lo"]), ", ".join(devices))
    routes = _lines("/proc/self/net/route")[1:]
    routes += [line for line in _lines("/proc/self/net/ipv6_route") if line.split()[-1] != "lo"]
    yield Proof("kernel", "no route", held(not routes), f"{len(routes)} routes but for lo")


def _status() -> dict[str, str]:
    pairs = (line.split(":", 1) for line in _lines("/proc/self/status") if ":" in line)
    return {name: value.strip() for name, value in pairs}


def _is_network_socket(descriptor: int) -> bool:
    if not _read_link(f"/proc/self/fd/{descriptor}").startswith("socket:"):
        return False
    with socket.socket(fileno=os.dup(descriptor)) as copy:
        return copy.family != socket.AF_UNIX


def _read_link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []

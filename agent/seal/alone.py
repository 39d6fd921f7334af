"""Tier 2 where neither a namespace nor a supervisor may be had: the system-call filter alone.

The tree stays in the machine's network and can make no socket at all, not even to itself, so
builds cannot run in it. The gate hands the command ends of pairs. Landlock, where the kernel has
it, keeps the tree out of other processes, which have sockets.
"""

import atexit
import errno
import os
import socket

from agent.seal import door, fence, filters, gate, kernel, landlock, tally
from agent.seal.addresses import Upstream
from agent.seal.fence import Fence
from agent.seal.linux import Made, broken, give_up_rights
from agent.seal.namespace import Unavailable

_HOLE = (
    "a hostile program could enter other processes of this user through `/proc`: this kernel "
    "grants no Landlock"
)


def seal(upstream: Upstream | None, around: Fence | None) -> Made:
    """Seal this process for good. `Unavailable`: it cannot be had, and nothing is left to try."""
    record = None
    try:
        if upstream is not None:
            record = tally.new_record()
            door.open_over(_start_gate(upstream, record))
        restricted = _restrict(around)
        give_up_rights(filters.pairs_filter())
    except OSError as error:
        raise Unavailable(f"a filter alone cannot work: {error.strerror}") from error
    _prove()
    state = fence.state_of(False, restricted and around is not None)
    hole = "" if restricted or _guarded() else _HOLE
    return Made("filter", state, tally.Tally(record, counted=False), hole=hole)


def _start_gate(upstream: Upstream, record: int) -> socket.socket:
    """Fork the gate; the pair over which it is asked for connections."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        keeper = gate.start(theirs.fileno(), upstream, record)
    atexit.register(keeper.stop)
    return ours


def _restrict(around: Fence | None) -> bool:
    """Put up Landlock, with a fence or without; whether the kernel has it."""
    if around is not None:
        return around.restrict()
    if landlock.version() == 0:
        return False
    kernel.no_new_privileges()
    landlock.restrict_writes(["/"])
    return True


def _guarded() -> bool:
    """Whether this system lets nobody look into processes that are not its own children (Yama)."""
    try:
        with open("/proc/sys/kernel/yama/ptrace_scope", encoding="ascii") as scope:  # noqa: PTH123
            return int(scope.read()) > 0
    except (OSError, ValueError):
        return False


def _prove() -> None:
    """Look once whether the filter is in force."""
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
        try:
            os.close(socket.socket(family, socket.SOCK_STREAM).detach())
        except OSError as error:
            if error.errno == errno.EAFNOSUPPORT:
                continue
        raise broken("the filter is not in force")

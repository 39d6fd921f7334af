"""The order in which Linux closes the network, and the proof that it is closed."""

import atexit
import errno
import os
import socket
from typing import TYPE_CHECKING

from agent.seal import environment, fence, filters, gate, kernel, namespace, tally
from agent.seal.addresses import Upstream
from agent.seal.fence import Fence
from agent.seal.namespace import Unavailable

if TYPE_CHECKING:
    from agent.seal import Tier
    from agent.seal.living import Living


class Made:
    """A seal that was made: which, its fence and its tally.

    `outside` is the network that was left, `hole` a sentence on what stays open all the same.
    """

    def __init__(
        self,
        tier: "Tier",
        fence: fence.State,
        counts: tally.Tally,
        *,
        outside: str = "",
        hole: str = "",
    ) -> None:
        self.tier = tier
        self.fence = fence
        self.tally = counts
        self.outside = outside
        self.hole = hole


def seal(upstream: Upstream | None, around: Fence | None, living: "Living | None" = None) -> Made:
    """Seal this process for good; `around` is its write fence, `living` an earlier seal to enter.

    Raises `Unavailable` while nothing has happened yet, and `UserError` when the seal does not
    hold.
    """
    earlier = living.reenter(upstream, around) if living else None
    try:
        built = earlier or namespace.build(upstream)
    except Unavailable:
        if not namespace.only_loopback():
            raise
        return _stay(around)
    outside = _network()
    record = None if built.listener is None else tally.new_record()
    _enter(built, upstream, record)
    try:
        if earlier:
            namespace.allow_mounts()
        elif living:
            living.write_note(around)
        mounted = around is not None and around.mount()
        namespace.forbid_nesting()  # before the second wall, which `/proc` is behind
        restricted = around is not None and around.restrict()
        give_up_rights(filters.family_filter())
    except OSError as error:
        raise broken(str(error)) from error
    _prove(outside)
    return Made(
        "namespace", fence.state_of(mounted, restricted), tally.Tally(record), outside=outside
    )


def _stay(around: Fence | None) -> Made:
    """Close what a place leaves open that is isolated already."""
    try:
        restricted = around is not None and around.restrict()
        give_up_rights(filters.family_filter(guard_neighbours=True))
    except OSError as error:
        raise Unavailable(str(error)) from error
    return Made("isolated", fence.state_of(False, restricted), tally.Tally())


def _enter(built: namespace.Namespaces, upstream: Upstream | None, record: int | None) -> None:
    """Leave the gate outside, where one is needed, and go in."""
    keeper = None
    try:
        if built.listener is not None and upstream is not None and record is not None:
            keeper = _start_gate(built.listener, upstream, record)
            atexit.register(keeper.stop)
        built.enter()
    except Unavailable:
        if keeper:
            atexit.unregister(keeper.stop)
            keeper.stop()
        raise
    except OSError as error:
        raise broken(str(error)) from error
    finally:
        built.close()


def _start_gate(listener: int, upstream: Upstream, record: int) -> gate.Gate:
    try:
        return gate.start(listener, upstream, record)
    except OSError as error:
        raise Unavailable(f"starting the gate: {error}") from error


def give_up_rights(program: bytes) -> None:
    """No new rights, no capabilities, few socket families, no way back.

    The filter first: whoever is in this namespace already may trace us once we have no rights.
    """
    kernel.no_new_privileges()
    kernel.install_filter(program)
    kernel.drop_capabilities(keep=kernel.FILE_CAPABILITIES if os.geteuid() == 0 else 0)
    environment.scrub()


def _network() -> str:
    return os.readlink("/proc/self/ns/net")  # noqa: PTH115 (start-up)


def _prove(outside: str) -> None:
    """Look once whether the seal holds."""
    if _network() == outside or not namespace.only_loopback():
        raise broken("this is still the network outside")
    if address := namespace.way_out():
        raise broken(f"there is a route to {address}")
    try:
        socket.socket(socket.AF_UNIX).close()
    except OSError as error:
        if error.errno == errno.EAFNOSUPPORT:
            return
    raise broken("the filter is not in force")


def broken(reason: str) -> Exception:
    """The error of a seal that was made and does not hold."""
    from tools.errors import Kind, UserError

    return UserError(
        f"the network was closed and the seal does not hold: {reason}",
        "this is a fault worth a report; `docs/security.md` says how",
        Kind.NO_SEAL,
    )

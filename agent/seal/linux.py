"""The order in which Linux closes the network, and the proof that it is closed."""

import atexit
import errno
import os
import socket
from typing import Literal

from agent.seal import descriptors, environment, filters, gate, kernel, namespace
from agent.seal.addresses import Upstream
from agent.seal.namespace import Unavailable

_NOWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that are reserved for documentation: a route to them is a route to anywhere."""


def seal(
    upstream: Upstream | None, log: str | None
) -> tuple[Literal["namespace", "isolated"], tuple[str, ...]]:
    """Seal this process for good.

    Returns the tier and the standard streams that reach out of it. Raises `Unavailable` while
    nothing has happened yet, and `UserError` when the seal does not hold.
    """
    streams = descriptors.close_inherited()
    try:
        built = namespace.build(upstream)
    except Unavailable:
        if not namespace.only_loopback():
            raise
        _stay()
        return "isolated", streams
    outside = _network()
    _enter(built, upstream, log)
    try:
        namespace.forbid_nesting()
        _give_up_rights(filters.family_filter())
    except OSError as error:
        raise _broken(str(error)) from error
    _prove(outside)
    return "namespace", streams


def _stay() -> None:
    """Close what a place leaves open that is isolated already."""
    try:
        _give_up_rights(filters.family_filter(guard_neighbours=True))
    except OSError as error:
        raise Unavailable(str(error)) from error


def _enter(built: namespace.Namespaces, upstream: Upstream | None, log: str | None) -> None:
    """Leave the gate outside, where one is needed, and go in."""
    keeper = None
    try:
        if built.listener is not None and upstream is not None:
            keeper = _start_gate(built.listener, upstream, log)
            atexit.register(keeper.stop)
        built.enter()
    except Unavailable:
        if keeper:
            atexit.unregister(keeper.stop)
            keeper.stop()
        raise
    except OSError as error:
        raise _broken(str(error)) from error
    finally:
        built.close()


def _start_gate(listener: int, upstream: Upstream, log: str | None) -> gate.Gate:
    try:
        return gate.start(listener, upstream, log)
    except OSError as error:
        raise Unavailable(f"starting the gate: {error}") from error


def _give_up_rights(program: bytes) -> None:
    """No new rights, no capabilities, few socket families, no way back."""
    kernel.no_new_privileges()
    kernel.drop_capabilities(keep=kernel.FILE_CAPABILITIES if os.geteuid() == 0 else 0)
    kernel.install_filter(program)
    environment.scrub()


def _network() -> str:
    return os.readlink("/proc/self/ns/net")  # noqa: PTH115 (start-up)


def _prove(outside: str) -> None:
    """Look once whether the seal holds. Sends nothing: a UDP `connect` only asks for a route."""
    if _network() == outside or not namespace.only_loopback():
        raise _broken("this is still the network outside")
    for family, address in _NOWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asking:
                asking.connect((address, 9))
        except OSError:
            continue
        raise _broken(f"there is a route to {address}")
    try:
        socket.socket(socket.AF_UNIX).close()
    except OSError as error:
        if error.errno == errno.EAFNOSUPPORT:
            return
    raise _broken("the filter is not in force")


def _broken(reason: str) -> Exception:
    from tools.errors import Kind, UserError

    return UserError(
        f"the network was closed and the seal does not hold: {reason}",
        "this is a fault worth a report; `docs/security.md` says how",
        Kind.NO_SEAL,
    )

"""The weakest tier: this process notices its own attempts to leave the machine, and refuses.

It catches accidents, such as a library that phones home. It is no wall: native code and child
processes pass it, which is why it is never called a seal.
"""

import sys

from agent.seal.addresses import family_of

_BY_NAME = frozenset({
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
})  # fmt: skip
_BY_ADDRESS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})


class EgressRefused(OSError):
    """An attempt to reach beyond this machine."""


def install() -> None:
    """Watch this process from now on; it cannot be undone."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _BY_NAME:
        target = arguments[0]
        host = target[0] if isinstance(target, tuple) else target
        if host is not None and not _is_here(host):
            raise EgressRefused(f"refused: {event} {host!r} would leave this machine")
    elif event in _BY_ADDRESS:
        address = arguments[1] if len(arguments) > 1 else None
        if isinstance(address, tuple) and address and not _is_here(address[0]):
            raise EgressRefused(f"refused: {event} {address!r} would leave this machine")


def _is_here(host: object) -> bool:
    """A loopback literal, or the local name that every system resolves by itself."""
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("ascii", "replace")
    if not isinstance(host, str):
        return False
    if host == "localhost":
        return True
    try:
        family_of(host)
    except ValueError:
        return False
    return True

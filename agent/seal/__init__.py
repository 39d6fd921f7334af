"""Closes the network: after `close`, nothing of this process tree reaches beyond the machine.

`namespace` builds a network with nothing but `lo`, `filters` refuses the socket families that a
network namespace does not hold, `gate` is the one process that stays outside and passes checked
requests to the model server. `kernel` makes the system calls; `tripwire` is for systems that
have none of this. `docs/security.md` says what is promised and what is not.
"""

import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tools.errors import UserError

Mode = Literal["auto", "required", "off"]
Tier = Literal["namespace", "isolated", "tripwire", "off"]


class Sealed:
    """How the network is closed. (No dataclass: importing that costs more than the seal.)

    `line` is what a person reads at the start of a run; `warning` is empty unless something is
    weaker than the line alone would let one hope.
    """

    __slots__ = ("line", "tier", "warning")

    def __init__(self, tier: Tier, line: str, warning: str = "") -> None:
        self.tier: Tier = tier
        self.line = line
        self.warning = warning

    def __repr__(self) -> str:
        return f"Sealed(tier={self.tier!r}, line={self.line!r}, warning={self.warning!r})"


def close(mode: Mode, upstream: tuple[str, int] | None, *, log: str | None = None) -> Sealed:
    """Close the network for this process and for all that it starts from now on.

    To be called before any thread exists. `upstream` is the model server (a loopback literal
    and a port), which stays reachable at that address through the gate; `log` is a file to
    which the gate adds a line for each request. Raises `UserError` (`Kind.NO_SEAL`) where
    `required` cannot be had, and in every mode where the seal was made and does not hold;
    `Kind.NO_MODEL` where `upstream` is no loopback literal.
    """
    if mode == "off":
        return Sealed("off", "not sealed: the network is open, as `--seal=off` says")
    if upstream is not None:
        _demand_loopback(upstream[0])
    reason = _unsupported()
    if not reason:
        from agent.seal.linux import seal
        from agent.seal.namespace import Unavailable

        try:
            return _judged(mode, *seal(upstream, log))
        except Unavailable as error:
            reason = str(error)
    if mode == "required":
        raise _refusal(f"the network cannot be closed: {reason}")
    from agent.seal import tripwire
    from agent.seal.environment import scrub

    scrub()
    tripwire.install()
    return Sealed(
        "tripwire",
        "not sealed by the kernel: only this process watches itself",
        f"child processes could reach the network ({reason}); `--seal=required` stops instead",
    )


_LINES: dict[Tier, str] = {
    "namespace": "sealed: no network beyond this machine (kernel namespace and filter)",
    "isolated": "sealed: no network beyond this machine (isolated already, kernel filter added)",
}


def _judged(mode: Mode, tier: Tier, streams: tuple[str, ...]) -> Sealed:
    """A seal made by the kernel; `streams` are standard streams that reach out of it."""
    if not streams:
        return Sealed(tier, _LINES[tier])
    hole = f"{' and '.join(streams)} came as a network socket, which stays open"
    if mode == "required":
        raise _refusal(hole)
    return Sealed(tier, _LINES[tier], hole)


def _unsupported() -> str:
    """Why this system has no seal by the kernel; empty where it has."""
    if sys.platform != "linux":
        return f"no seal is built for `{sys.platform}` yet"
    import os

    from agent.seal import kernel

    if kernel.machine() not in kernel.NUMBERS:
        return f"no seal is built for `{kernel.machine()}` yet"
    try:
        threads = os.listdir("/proc/self/task")  # noqa: PTH208 (start-up)
    except OSError:
        return "`/proc` is not there"
    return "" if len(threads) == 1 else "threads are running already"


def _demand_loopback(host: str) -> None:
    from agent.seal.addresses import family_of

    try:
        family_of(host)
    except ValueError as error:
        from tools.errors import Kind, UserError

        raise UserError(str(error), "give a literal such as `127.0.0.1`", Kind.NO_MODEL) from None


def _refusal(message: str) -> "UserError":
    from tools.errors import Kind, UserError

    hint = (
        "`docs/security.md` says what a system may lack; in a container `--network none` helps; "
        "`--seal=auto` goes on with less"
    )
    return UserError(message, hint, Kind.NO_SEAL)

"""Closes the network: after `close`, nothing of this process tree reaches beyond the machine.

`namespace` builds a network with nothing but `lo`, `filters` refuses the socket families that a
network namespace does not hold, `gate` is the one process that stays outside and passes checked
requests to the model server; `supervisor` is for systems that refuse namespaces, `alone` for
those that refuse that too. `fence` keeps what is written from being run outside later. `kernel`
and `landlock` make the system calls; `prove` tries the ways out. `docs/security.md` says what is
promised and what is not.
"""

import os
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from agent.seal.fence import Fence
    from agent.seal.fence import State as FenceState
    from agent.seal.linux import Made
    from agent.seal.living import Living
    from agent.seal.tally import Tally
    from tools.errors import UserError

Mode = Literal["auto", "required", "off"]
Tier = Literal[
    "namespace", "isolated", "bwrap", "supervised", "filter", "sandbox-exec", "tripwire", "off"
]

_HOW: dict[Tier, str] = {
    "namespace": "tier 1: kernel namespace and filter",
    "isolated": "tier 1: isolated already, kernel filter added",
    "bwrap": "tier 1: namespace by bubblewrap, kernel filter",
    "supervised": "tier 2: kernel filter, each address checked by a supervisor",
    "filter": "tier 2: kernel filter alone, no sockets, so no builds",
    "sandbox-exec": "tier G: macOS sandbox profile",
}
_FENCED: dict["FenceState", str] = {
    "whole": "write fence",
    "folders": "write fence but for git's own settings",
    "git": "write fence around git's settings only",
    "none": "no write fence",
}


class Sealed:
    """How the network is closed. (No dataclass: importing that costs more than the seal.)

    `line` is what a person reads at the start of a run; `warning` is empty unless something is
    weaker than the line alone would let one hope. `tally` counts what was refused and passed,
    `outside` names the network that was left.
    """

    __slots__ = ("around", "fence", "line", "outside", "tally", "tier", "warning")

    def __init__(self, tier: Tier, line: str, warning: str = "") -> None:
        self.tier: Tier = tier
        self.line = line
        self.warning = warning
        self.fence: FenceState = "none"
        self.outside = ""
        self.around: Fence | None = None
        self.tally: Tally | None = None

    @property
    def fenced(self) -> str:
        """The write fence in words."""
        return _FENCED[self.fence]

    @property
    def has_loopback(self) -> bool:
        """Whether programs inside can talk to each other over sockets, as Gradle's do."""
        return self.tier not in ("filter", "sandbox-exec")

    def appeared(self) -> list[str]:
        """Files that the fence cannot hold and that came to exist since: a person must look."""
        return [] if self.around is None else self.around.appeared()

    def __repr__(self) -> str:
        return f"Sealed(tier={self.tier!r}, line={self.line!r}, warning={self.warning!r})"


def close(
    mode: Mode,
    upstream: tuple[str, int] | None,
    fence: "Fence | None" = None,
    living: "Living | None" = None,
) -> Sealed:
    """Close the network for this process and for all that it starts from now on.

    To be called before any thread exists. `upstream` is the model server (a loopback literal
    and a port), which stays reachable at that address through the gate. `fence` is where may be
    written from now on; None: everywhere. `living` is an earlier seal that is entered again where
    it surely is ours. Raises `UserError`: `Kind.NO_SEAL` where the kernel
    grants less than tier 2 on Linux, where `required` cannot be had, and where a seal was made
    and does not hold; `Kind.NO_MODEL` where `upstream` is no loopback literal.
    """
    if mode == "off":
        return Sealed("off", "not sealed: the network is open, as `--seal=off` says")
    if upstream is not None:
        _demand_loopback(upstream[0])
    if fence is not None:
        fence.prepare()
    if sys.platform != "linux":
        from agent.seal.elsewhere import close_elsewhere

        return close_elsewhere(mode, upstream)
    return _close_linux(mode, upstream, fence, living)


def _close_linux(
    mode: Mode,
    upstream: tuple[str, int] | None,
    fence: "Fence | None",
    living: "Living | None",
) -> Sealed:
    reason = _unsupported()
    if reason:
        raise _refusal(f"the network cannot be closed: {reason}")
    from agent.seal import descriptors, linux
    from agent.seal.namespace import Unavailable

    if "OFFDROID_BELOW_BWRAP" in os.environ:
        from agent.seal import bubblewrap

        made = bubblewrap.finish(upstream, fence)
        streams = descriptors.close_inherited()
    else:
        streams = descriptors.close_inherited()
        try:
            made = linux.seal(upstream, fence, living)
        except Unavailable as error:
            made = _second_best(upstream, fence, str(error))
    came = f"{' and '.join(streams)} came as a network socket, which stays open" if streams else ""
    hole = "; ".join(filter(None, (came, made.hole)))
    if hole and mode == "required":
        raise _refusal(hole)
    fenced = f"; {_FENCED[made.fence]}" if fence else ""
    line = f"sealed: no network beyond this machine ({_HOW[made.tier]}{fenced})"
    sealed = Sealed(made.tier, line, hole)
    sealed.around, sealed.fence, sealed.tally = fence, made.fence, made.tally
    sealed.outside = made.outside
    return sealed


def _second_best(upstream: tuple[str, int] | None, fence: "Fence | None", reason: str) -> "Made":
    """After the kernel refused us a namespace for `reason`: `bwrap`, a supervisor, a filter."""
    from agent.seal import alone, bubblewrap, supervised
    from agent.seal.namespace import Unavailable

    reasons = [reason]
    try:
        bubblewrap.start_anew(upstream)
    except Unavailable as error:
        reasons.append(str(error))
    for last in (supervised.seal, alone.seal):
        try:
            return last(upstream, fence)
        except Unavailable as error:
            reasons.append(str(error))
    raise _refusal(f"the network cannot be closed: {'; '.join(reasons)}")


def _unsupported() -> str:
    """Why this Linux has no seal by the kernel; empty where it has."""
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
        "`--seal=off` goes on with an open network"
    )
    return UserError(message, hint, Kind.NO_SEAL)

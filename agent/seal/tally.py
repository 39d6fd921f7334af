"""What the seal saw: attempts to leave that the kernel counted, and the gate's line a request."""

import os

MOST_BYTES = 1 << 20
"""The gate stops writing lines here; a run has some hundred requests of 60 bytes."""

_COUNTERS = (("snmp", "Ip:", "OutNoRoutes"), ("snmp6", "Ip6OutNoRoutes", ""))


class Tally:
    """Counts from when it is made, in the network that this process is in then."""

    __slots__ = ("_before", "_counted", "_counter", "_record")

    def __init__(
        self, record: int | None = None, counter: int | None = None, *, counted: bool = True
    ) -> None:
        """`record`: the descriptor of the memory to which the gate adds its lines.

        `counter`: that of the memory in which a supervisor counts what it refused. `counted`:
        whether the network's own counter is of this tree alone.
        """
        self._record = record
        self._counter = counter
        self._counted = counted
        self._before = self._now()

    def restart(self) -> None:
        """Count from now on."""
        self._before = self._now()

    def _now(self) -> int | None:
        if self._counter is not None:
            return read_counter(self._counter)
        return _no_routes() if self._counted else None

    def refused(self) -> int | None:
        """How many attempts to leave were refused since; None where nobody counts."""
        now = self._now()
        return None if now is None or self._before is None else now - self._before

    def requests(self) -> tuple[str, ...]:
        """The gate's lines: time, method, path, model, verdict."""
        if self._record is None:
            return ()
        lines = os.pread(self._record, MOST_BYTES, 0).decode("ascii", "backslashreplace")
        return tuple(lines.splitlines())


def new_record() -> int:
    """Memory for the gate's lines: no file, so that nothing is left behind."""
    import fcntl

    record = os.memfd_create("offdroid-gate")
    fcntl.fcntl(record, fcntl.F_SETFL, os.O_APPEND)
    return record


def read_counter(counter: int) -> int:
    """The number in a counter's memory."""
    return int.from_bytes(os.pread(counter, 8, 0), "little")


def _no_routes() -> int | None:
    """`OutNoRoutes` of IPv4 and IPv6 together: the kernel counts what it could not send."""
    total = None
    for file, start, name in _COUNTERS:
        try:
            with open(f"/proc/self/net/{file}", encoding="ascii") as lines:  # noqa: PTH123
                found = [line.split() for line in lines if line.startswith(start)]
        except OSError:
            continue
        values = dict(zip(found[0], found[1], strict=True)) if name else dict(found)
        total = (total or 0) + int(values[name or start])
    return total

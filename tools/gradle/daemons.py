"""Gradle's daemons of one home: which live, in which network, and their end."""

import os
from dataclasses import dataclass
from pathlib import Path

from tools.process import end_trees

_MARK = b"GradleDaemon"
_LOGS = "daemon/*/daemon-*.out.log"
_SLACK = 2.0  # seconds; the kernel counts ticks since the machine's start


@dataclass(frozen=True)
class Daemon:
    """A living daemon. `within`: whether it is in the network that this process is in."""

    process: int
    within: bool


def daemons(home: Path) -> list[Daemon]:
    """The living daemons of a Gradle home, each named by its log there.

    A number that lives again is told by its time: it began after the log's last line.
    """
    found = []
    for log in sorted(home.glob(_LOGS)):
        number = log.name.split("-")[1].partition(".")[0]
        if number.isdecimal() and _is_daemon(int(number), log.stat().st_mtime):
            found.append(Daemon(int(number), _network(number) == _network("self")))
    return found


def end(these: list[Daemon]) -> None:
    """End daemons and all that they started."""
    end_trees([one.process for one in these])


def _is_daemon(process: int, last_line: float) -> bool:
    folder = Path("/proc", str(process))
    try:
        if folder.stat().st_uid != os.geteuid() or _MARK not in (folder / "cmdline").read_bytes():
            return False
        ticks = int((folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[19])
        lines = Path("/proc/stat").read_text("ascii").splitlines()
    except (OSError, IndexError, ValueError):
        return False
    booted = next(int(line.split()[1]) for line in lines if line.startswith("btime"))
    return booted + ticks / os.sysconf("SC_CLK_TCK") <= last_line + _SLACK


def _network(process: str) -> int:
    """What tells one network from another, also where `ns/net` of a process may not be read."""
    try:
        return Path("/proc", process, "net", "dev").stat().st_ino
    except OSError:
        return -1

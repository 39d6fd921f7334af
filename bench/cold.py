"""A cold index in a process of its own: `python -m bench.cold DIR STORE CORE...` prints figures.

These are seconds of CPU, seconds of wall time, and the megabytes of the largest process.
Workers load this module too, as they load that of a command, so it loads little.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.index import Index


class Cold(NamedTuple):
    """What a cold index took: seconds of CPU and wall time, megabytes."""

    cpu: float
    wall: float
    megabytes: float


def cold(root: Path, store: Path, cores: set[int]) -> Cold:
    """Index a checkout into a new file, on these cores."""
    command = [sys.executable, "-m", "bench.cold", str(root), str(store), *map(str, cores)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Cold(*map(float, done.stdout.split()))


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that some work takes, those of its children included."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Measure one."""
    os.sched_setaffinity(0, set(map(int, sys.argv[3:])))
    with Index.open(Path(sys.argv[1]), Path(sys.argv[2])) as index:
        started = time.perf_counter()
        spent = cpu(index.refresh)
        wall = time.perf_counter() - started
    peaks = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(spent, wall, max(peaks) / 1024)


if __name__ == "__main__":
    main()

"""What the seal adds to a start: `python -m bench.seal`.

Runs a program without and with the seal in turn, each pair in the other order than the one
before, and takes the median of the differences in the pairs: what else the machine does then
falls on both. Each ends the moment the network is closed. Typer stands for what every command
loads anyhow. Prints wall and processor time, and ratios to bare Python in this run; writes them
to `bench/results/seal.json`; exit code 1 where the budget is passed, by the clock or, where more
wants to run than there are cores, by processor time.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAIRS = 20
BUDGET_MILLISECONDS = 15.0

_IMPORT = "import typer; "
_ALONE = "from agent.seal import close; close('required', None); "
_GATE = "from agent.seal import close; close('required', ('127.0.0.1', 11434)); "
_FENCE = (
    "from agent.seal import close; from agent.seal.fence import Fence; "
    "close('required', ('127.0.0.1', 11434), Fence('.')); "
)
_REFUSED = "from tests.agent.seal import closing; closing.enter_namespace(1 << 28); "
_DOCKER = "from tests.agent.seal import closing; closing.enter_docker(); "
BARE, START = "", _IMPORT
ADDED = {
    "seal": (START, _IMPORT + _ALONE),
    "seal and gate": (START, _IMPORT + _GATE),
    "seal, gate and write fence": (START, _IMPORT + _FENCE),
    "write fence alone": (_IMPORT + _GATE, _IMPORT + _FENCE),
    "below a supervisor": (_IMPORT + _REFUSED, _IMPORT + _REFUSED + _FENCE),
    "the filter alone": (_IMPORT + _DOCKER, _IMPORT + _DOCKER + _FENCE),
}
"""What is added -> the program without and with it. The last two are where more is refused: what
is tried in vain before is part of them."""

WHOLE = "seal, gate and write fence"

Times = tuple[float, float]
"""Milliseconds by the clock, and of processors."""


def run(program: str, cache: str) -> Times:
    """The time from the start of a program to its last line, and what it spent till then."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": cache}
    began, spent = time.perf_counter(), _processors()
    subprocess.run(
        [sys.executable, "-c", f"{program}import os; os._exit(0)"],
        check=True,
        env=environment,
        cwd=ROOT,
    )
    return (time.perf_counter() - began) * 1000, (_processors() - spent) * 1000


def _processors() -> float:
    """Seconds of processors that our ended children spent, and theirs that they waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def pair(without: str, with_it: str, cache: str, *, turned: bool) -> tuple[Times, Times]:
    """Run both, the second first where `turned`."""
    if turned:
        second = run(with_it, cache)
        return run(without, cache), second
    return run(without, cache), run(with_it, cache)


def median(times: list[Times]) -> Times:
    """Of each of the two by itself."""
    clock, processors = zip(*times, strict=True)
    return statistics.median(clock), statistics.median(processors)


def main() -> int:
    """Measure, print, write."""
    bare: list[Times] = []
    start: list[Times] = []
    added: dict[str, list[Times]] = {name: [] for name in ADDED}
    with tempfile.TemporaryDirectory() as cache:
        for round_ in range(PAIRS + 1):
            plain, loaded = pair(BARE, START, cache, turned=bool(round_ % 2))
            differences = {}
            for name, programs in ADDED.items():
                without, with_it = pair(*programs, cache, turned=bool(round_ % 2))
                differences[name] = (with_it[0] - without[0], with_it[1] - without[1])
            if round_:  # the first one compiles
                bare.append(plain)
                start.append(loaded)
                for name, difference in differences.items():
                    added[name].append(difference)
    medians = {"bare Python": median(bare), "start of a command": median(start)}
    medians |= {f"+ {name}": median(times) for name, times in added.items()}
    unit = medians["bare Python"]
    print(f"{'median of ' + str(PAIRS):30} {'ms':>7} {'ratio':>7} {'cpu ms':>8} {'ratio':>7}")
    for name, (clock, processors) in medians.items():
        ratios = clock / unit[0], processors / unit[1]
        print(f"{name:30} {clock:7.1f} {ratios[0]:6.2f}x {processors:8.1f} {ratios[1]:6.2f}x")
    clock, processors = medians[f"+ {WHOLE}"]
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    judged = processors if busy else clock
    print(f"\nload average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"judged by the {'processor time, since the machine is busy' if busy else 'clock'}")
    print(f"added to a command: {judged:.1f} ms, budget {BUDGET_MILLISECONDS:.0f} ms")
    results = ROOT / "bench" / "results" / "seal.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(
        json.dumps({"milliseconds": medians, "added": judged, "busy": busy}, indent=2) + "\n"
    )
    return int(judged > BUDGET_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())

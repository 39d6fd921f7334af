"""What the seal adds to a start: `python -m bench.seal`.

Runs programs without and with the seal in turn, so that they share the machine's load, and ends
each the moment the network is closed. Typer stands for what every command loads anyhow. Prints
medians and ratios to bare Python in this run, writes them to `bench/results/seal.json`; exit
code 1 where the budget is passed.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 20
BUDGET_MILLISECONDS = 15.0

_IMPORT = "import typer; "
_ALONE = "from agent.seal import close; close('required', None); "
_GATE = (
    "from agent.seal import close; from agent.seal.fence import Fence; "
    "close('required', ('127.0.0.1', 11434), Fence('.')); "
)
PROGRAMS = {
    "bare python": "",
    "bare python, sealed": _ALONE,
    "bare python, sealed, gate, fence": _GATE,
    "typer": _IMPORT,
    "typer, sealed": _IMPORT + _ALONE,
    "typer, sealed, gate, fence": _IMPORT + _GATE,
}


def milliseconds(program: str, cache: str) -> float:
    """Wall time from the start of a program to its last line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": cache}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", f"{program}import os; os._exit(0)"],
        check=True,
        env=environment,
        cwd=ROOT,
    )
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure, print, write."""
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    with tempfile.TemporaryDirectory() as cache:
        for round_ in range(RUNS + 1):
            for name, program in PROGRAMS.items():
                spent = milliseconds(program, cache)
                if round_:  # the first one compiles
                    taken[name].append(spent)
    medians = {name: statistics.median(runs) for name, runs in taken.items()}
    print(f"{'median of ' + str(RUNS):32} {'ms':>7} {'added':>7} {'ratio':>7}")
    for name, median in medians.items():
        added = median - medians[name.split(",")[0]]
        print(f"{name:32} {median:7.1f} {added:7.1f} {median / medians['bare python']:6.2f}x")
    added = medians["typer, sealed, gate, fence"] - medians["typer"]
    print(f"\nadded to a command: {added:.1f} ms, budget {BUDGET_MILLISECONDS:.0f} ms")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    results = ROOT / "bench" / "results" / "seal.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"milliseconds": medians, "added": added}, indent=2) + "\n")
    return int(added > BUDGET_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())

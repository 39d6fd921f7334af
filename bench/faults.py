"""How soon a lost model server is told: `python -m bench.faults`.

Runs the command line against a port where nobody listens, and against servers that fail in other
ways, and prints the exit code, the seconds, and their ratio to `offdroid --version` in this run.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.agent.project import ROOT, make_repository
from tests.agent.seal.faults import COMMAND, PLACES, TIERS, kills_the_gate, mortal_server
from tests.wire import answers
from tests.wire.answers import Answer
from tests.wire.server import WireServer

FAULTS: dict[str, Callable[[], Sequence[str | Answer]]] = {
    "web page": lambda: [answers.web_page()],
    "redirect": lambda: [answers.redirect("http://192.0.2.1/")],
    "error in mid-stream": lambda: [answers.error_line("{")],
    "connection broken": lambda: [answers.broken_off("{")],
    "compressed bomb": lambda: [answers.bomb()],
}
RUNS = 3
BUDGET_SECONDS = 2.0


def timed(
    root: Path, arguments: Sequence[str], address: str, start: Sequence[str] = COMMAND
) -> tuple[int, float]:
    """The exit code of a command line and the seconds that it took."""
    began = time.perf_counter()
    done = subprocess.run(
        [*start, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OLLAMA_HOST": address},
        capture_output=True,
    )
    return done.returncode, time.perf_counter() - began


def row(name: str, ends: Sequence[tuple[int, float]], base: float) -> float:
    """Print one fault's row; its median in seconds."""
    code, median = ends[0][0], statistics.median(seconds for _, seconds in ends)
    print(f"{name:28} {code:4} {median:8.2f} {median / base:8.1f}x")
    return median


def main() -> int:
    """Print the table; 1 where a fault is told later than the budget."""
    request = ["run", "let the session trim its name", "--engine", "ollama"]
    with tempfile.TemporaryDirectory() as folder:
        root = make_repository(Path(folder) / "project")
        base = statistics.median(timed(root, ["--version"], "")[1] for _ in range(RUNS))
        print("fault                        exit  seconds  of --version")
        with WireServer() as server:
            down = server.address
        ends = [timed(root, request, down) for _ in range(RUNS)]
        slowest = row("nobody listens", ends, base)
        for name, replies in FAULTS.items():
            ends = []
            for _ in range(RUNS):
                with WireServer(list(replies())) as server:
                    ends.append(timed(root, request, server.address))
            slowest = max(slowest, row(name, ends, base))
        for tier, start in TIERS.items():
            ends = []
            for _ in range(RUNS):
                with WireServer([kills_the_gate()]) as server:
                    ends.append(timed(root, request, server.address, start))
            slowest = max(slowest, row(f"gate killed, {tier}", ends, base))
            ends = []
            for _ in range(RUNS):
                with mortal_server() as address:
                    ends.append(timed(root, request, address, start))
            slowest = max(slowest, row(f"server killed, {tier}", ends, base))
        for name, start in PLACES.items():
            ends = [timed(root, ["doctor"], down, start) for _ in range(RUNS)]
            slowest = max(slowest, row(name, ends, base))
    print(f"\nslowest {slowest:.2f} s, budget {BUDGET_SECONDS:.0f} s")
    return int(slowest > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())

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
from collections.abc import Sequence
from pathlib import Path

from tests.agent.project import ROOT, make_repository
from tests.wire import answers
from tests.wire.answers import Answer
from tests.wire.server import WireServer

FAULTS: dict[str, Sequence[str | Answer]] = {
    "web page": [answers.web_page()],
    "redirect": [answers.redirect("http://192.0.2.1/")],
    "error in mid-stream": [answers.error_line("{")],
    "connection broken": [answers.broken_off("{")],
    "compressed bomb": [answers.bomb()],
}
RUNS = 3


def timed(root: Path, arguments: Sequence[str], address: str) -> tuple[int, float]:
    """The exit code of a command line and the seconds that it took."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-P", "-m", "agent", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OLLAMA_HOST": address},
        capture_output=True,
    )
    return done.returncode, time.perf_counter() - began


def row(name: str, code: int, seconds: Sequence[float], base: float) -> None:
    """Print one fault's row."""
    median = statistics.median(seconds)
    print(f"{name:22} {code:4} {median:8.2f} {median / base:8.1f}x")


def main() -> None:
    """Print the table."""
    request = ["run", "let the session trim its name", "--engine", "ollama"]
    with tempfile.TemporaryDirectory() as folder:
        root = make_repository(Path(folder) / "project")
        base = statistics.median(timed(root, ["--version"], "")[1] for _ in range(RUNS))
        print("fault                  exit  seconds  of --version")
        with WireServer() as server:
            down = server.address
        ends = [timed(root, request, down) for _ in range(RUNS)]
        row("nobody listens", ends[0][0], [seconds for _, seconds in ends], base)
        for name, replies in FAULTS.items():
            ends = []
            for _ in range(RUNS):
                with WireServer(list(replies)) as server:
                    ends.append(timed(root, request, server.address))
            row(name, ends[0][0], [seconds for _, seconds in ends], base)


if __name__ == "__main__":
    main()

"""What a start costs: `--version` against bare Python, `--help` against an empty Typer app.

`python -m bench.startup` prints both ratios of CPU time and writes them as JSON. The starts
take turns, and the better half of them counts, since other processes only ever add time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
STARTS = 30

BUDGETS = {"version": ("bare", 2.0), "help": ("empty", 1.2)}
"""What is measured -> what it is compared with, and how many times that it may cost."""

TOLD = {"bare": "a bare interpreter", "empty": "an empty Typer app with the same commands"}

EMPTY = """
import sys
import typer

def group(name):
    return typer.Typer(name=name, help=name, rich_markup_mode=None, no_args_is_help=True)

def command():
    "Does nothing."

app = group("empty")
for name, below in {commands!r}.items():
    if below:
        inner = group(name)
        for deeper in below:
            inner.command(deeper)(command)
        app.add_typer(inner, name=name)
    else:
        app.command(name)(command)
app(["--help"], prog_name="empty")
"""


def seconds(starts: Mapping[str, Sequence[str]], folder: Path) -> dict[str, float]:
    """CPU seconds of each start, its children included: the median of the better half."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    spent: dict[str, list[float]] = {name: [] for name in starts}
    for _ in range(STARTS):
        for name, arguments in starts.items():
            child = subprocess.Popen(
                arguments, cwd=folder, env=environment, stdout=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                raise SystemExit(f"`{' '.join(arguments)}` ended with {child.returncode}")
            spent[name].append(usage.ru_utime + usage.ru_stime)
    return {name: median(sorted(times)[: STARTS // 2]) for name, times in spent.items()}


def commands() -> dict[str, list[str]]:
    """The names of our commands, and of those below each."""
    from agent.cli import app

    named: dict[str, list[str]] = {
        item.name or item.callback.__name__: [] for item in app.registered_commands if item.callback
    }
    for group in app.registered_groups:
        below = group.typer_instance.registered_commands if group.typer_instance else []
        named[str(group.name)] = [str(item.name) for item in below]
    return named


def main() -> int:
    """Measure, print, write; 1 where a budget is passed."""
    python = sys.executable
    installed = Path(python).with_name("offdroid")
    ours = (
        (str(installed),)
        if installed.exists()
        else (python, "-c", "from agent.__main__ import main; main()")
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty.py"
        empty.write_text(EMPTY.format(commands=commands()), encoding="utf-8")
        spent = seconds(
            {
                "bare": (python, "-c", "pass"),
                "version": (*ours, "--version"),
                "empty": (python, str(empty)),
                "help": (*ours, "--help"),
            },
            folder,
        )
    ratios = {name: spent[name] / spent[to] for name, (to, _) in BUDGETS.items()}
    for name, (to, budget) in BUDGETS.items():
        print(
            f"--{name}: {1000 * spent[name]:.1f} ms of CPU, {ratios[name]:.2f}x {TOLD[to]} "
            f"({1000 * spent[to]:.1f} ms); budget {budget}x"
        )
    results = ROOT / "bench" / "results" / "startup.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"seconds": spent, "ratios": ratios}, indent=2) + "\n")
    return int(any(ratios[name] > budget for name, (_, budget) in BUDGETS.items()))


if __name__ == "__main__":
    sys.exit(main())

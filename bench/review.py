"""What `review --staged` costs on a large checkout: wall time of the whole process, warm index.

`python -m bench.review [DIR]` (default: thunderbird-android below `OFFDROID_CORPUS`) stages an
edit of 10 and of 20 Kotlin files in a copy, and prints the median wall time as milliseconds and as
ratios to `git status` and to a bare interpreter in the same turns; writes
`bench/results/review.json`. Exit 1 where a budget is passed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
TURNS = 15
BUDGETS = {10: 400, 20: 600}
"""Staged files -> milliseconds."""

_EDIT = "\nprivate fun reviewed{number}(names: List<String>): Int = names.size + {number}\n"


def main() -> int:
    """Measure, print, write; 1 where a budget is passed."""
    folder = os.environ.get("OFFDROID_CORPUS")
    if len(sys.argv) < 2 and not folder:
        sys.exit("give a checkout, or set OFFDROID_CORPUS to a folder with thunderbird-android")
    source = Path(sys.argv[1] if len(sys.argv) > 1 else f"{folder}/thunderbird-android")
    rows: dict[str, dict[str, float]] = {}
    late = False
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / source.name
        shutil.copytree(source, root, symlinks=True)
        tracked = len(_git(root, "ls-files").splitlines())
        for count, budget in BUDGETS.items():
            _stage(root, count)
            spent = _walls(root, count)
            row = _row(spent)
            rows[str(count)] = row
            late = late or row["review, ms"] > budget
            print(f"{source.name}, {tracked:,} files, {count} staged (budget {budget} ms)")
            for label, value in row.items():
                print(f"  {label:<32}{value:>10}")
    results = ROOT / "bench" / "results" / "review.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return int(late)


def _stage(root: Path, count: int) -> None:
    """Stage an edit of so many Kotlin files, spread over the project."""
    _git(root, "reset", "-q", "--hard")
    paths = [path for path in _git(root, "ls-files", "*.kt").splitlines() if "/main/" in path]
    for number, path in enumerate(paths[:: len(paths) // count][:count]):
        file = root / path
        file.write_text(file.read_text(encoding="utf-8") + _EDIT.format(number=number))
    _git(root, "add", "-u")


def _walls(root: Path, count: int) -> Mapping[str, Sequence[float]]:
    """Wall seconds of each command, which take turns; the review must see every staged file."""
    review = (sys.executable, "-P", "-m", "agent", "review", "--staged")
    commands = {
        "review": review,
        "status": ("git", "status", "--short"),
        "bare": (sys.executable, "-c", "pass"),
    }
    seen = json.loads(_run(root, (*review, "--format", "json")))
    if len(seen["files"]) != count:
        raise SystemExit(f"the review saw {len(seen['files'])} files, not {count}")
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            began = time.perf_counter()
            _run(root, command)
            spent[name].append(time.perf_counter() - began)
    return spent


def _row(spent: Mapping[str, Sequence[float]]) -> dict[str, float]:
    middle = {name: median(times) for name, times in spent.items()}
    return {
        "review, ms": round(1000 * middle["review"]),
        "review, ms, fastest": round(1000 * min(spent["review"])),
        "git status, ms": round(1000 * middle["status"]),
        "bare interpreter, ms": round(1000 * middle["bare"]),
        "review / git status": round(middle["review"] / middle["status"], 1),
        "review / bare interpreter": round(middle["review"] / middle["bare"], 1),
    }


def _git(root: Path, *arguments: str) -> str:
    return _run(root, ("git", *arguments))


def _run(root: Path, command: Sequence[str]) -> str:
    """What a command prints; a review that finds something is no failure here."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if done.returncode > 1 or (done.returncode and "review" not in command):
        raise SystemExit(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

"""Aider's repository map on a checkout, in an environment of its own, for `bench.index --peer`."""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

_PACKAGE = "aider-chat==0.86.2"
_MAP = """
import subprocess, sys
from aider.io import InputOutput
from aider.repomap import RepoMap

class Counter:
    def token_count(self, text):
        return len(text) // 4

root = sys.argv[1]
listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
files = [f"{root}/{path}" for path in listed.stdout.split("\\0") if path]
made = RepoMap(4096, root, Counter(), InputOutput(yes=True, pretty=False, fancy_input=False))
print(len(made.get_repo_map([], files) or ""))
"""
_OURS = """
import sys
from pathlib import Path
from tools.index import Index

if __name__ == "__main__":
    with Index.open(Path(sys.argv[1]), Path(sys.argv[2])) as index:
        index.refresh()
        print(len(index.map(4096, lambda text: len(text) // 4)))
"""


@dataclass(frozen=True)
class Cost:
    """What a whole process with its children needed: CPU seconds, megabytes at the peak."""

    cpu: float
    megabytes: float


def compare(source: Path) -> dict[str, float] | str:
    """Both maps of a fresh copy of a checkout; a sentence where the peer cannot be had."""
    python = _peer()
    if isinstance(python, str):
        return python
    rows: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for label, command in (("map", [str(python)]), ("our map", [sys.executable])):
            root = Path(scratch) / label
            shutil.copytree(source, root, symlinks=True)
            program = Path(scratch) / f"{label.replace(' ', '_')}.py"
            program.write_text(_MAP if label == "map" else _OURS, encoding="utf-8")
            args = [*command, str(program), str(root), f"{scratch}/index.sqlite"]
            for state in ("cold", "warm"):
                cost = _cost(args)
                name = label if label == "our map" else "Aider's map"
                rows[f"{name}, {state}, CPU s"] = round(cost.cpu, 2)
                rows[f"{name}, {state}, peak MB"] = round(cost.megabytes, 1)
    ours, peer = rows["our map, cold, CPU s"], rows["Aider's map, cold, CPU s"]
    rows["our map / Aider's, cold CPU"] = round(ours / peer, 3)
    return rows


def _cost(args: list[str]) -> Cost:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "TQDM_DISABLE": "1",
    }
    child = subprocess.Popen(args, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(args)} ended with {child.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _peer() -> Path | str:
    """The interpreter of the peer's environment, which is made at first."""
    folder = user_cache_path("offdroid-bench") / _PACKAGE
    python = folder / "bin" / "python"
    if python.exists():
        return python
    venv.create(folder, with_pip=True)
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", _PACKAGE], check=False, capture_output=True
    )
    if done.returncode:
        shutil.rmtree(folder)
        return f"skipped: {_PACKAGE} cannot be installed here"
    return python

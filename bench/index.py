"""Times of the index on a checkout, as ratios to what the same machine needs anyway, in one run.

`python -m bench.index [DIR ...]` (default: the checkouts below `OFFDROID_CORPUS`) prints cold CPU
over parsing the same files with the grammars, wall time on all cores over that on one (in turns,
the median of three), of an unchanged refresh and of one changed file over `git status`, a query,
peak memory; and writes `bench/results/index.json`.
With `--peer` Aider's repository map of the same checkout stands beside ours, in whole processes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.cold import cold, cpu
from tools.index import Index

_REPEATS = 5
_COLD = 3
_QUERIES = (
    "settings dialog view model",
    "crash when opening an attachment",
    "theme colours of the app",
)
_RESULTS = Path(__file__).parent / "results" / "index.json"


def main() -> None:
    """Measure each checkout, print one table, keep the numbers."""
    from bench.peer import compare

    peer = "--peer" in sys.argv
    roots = [Path(name) for name in sys.argv[1:] if name != "--peer"] or corpus()
    rows = {root.name: measure(root) for root in roots}
    for root in roots if peer else ():
        found = compare(root)
        if isinstance(found, str):
            print(found)
            break
        rows[root.name] |= found
    for name, row in rows.items():
        print(name)
        for label, value in row.items():
            print(f"  {label:<48}{value:>12}")
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def measure(source: Path) -> dict[str, float]:
    """All figures for one checkout; seconds, milliseconds, megabytes and ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / source.name
        shutil.copytree(source, root, symlinks=True)
        return _measure(root, Path(scratch) / "index.sqlite")


def _measure(root: Path, store: Path) -> dict[str, float]:
    parse = cpu(lambda: _parse_all(root))
    cores = os.sched_getaffinity(0)
    shared, alone = [], []
    for number in range(_COLD):
        alone.append(cold(root, store.with_name(f"alone{number}"), {min(cores)}))
        shared.append(cold(root, store.with_name(f"shared{number}"), cores))
    spent = median(one.cpu for one in shared)
    walls = [one.wall / other.wall for one, other in zip(shared, alone, strict=True)]
    with Index.open(root, store) as index:
        index.refresh()
        status = _wall(lambda: _git_status(root))
        unchanged = _wall(index.refresh)
        changed = _wall(lambda: _touch(root, index))
        queries = [_wall(lambda q=query: index.search(q)) for query in _QUERIES]  # type: ignore[misc]
        files, modules = len(index.paths()), len(index.project().modules)
    return {
        "files": files,
        "modules": modules,
        "raw parse, CPU s": round(parse, 2),
        "cold index, CPU s": round(spent, 2),
        "cold index CPU / raw parse": round(spent / parse, 2),
        "cold index, wall s": round(median(one.wall for one in shared), 2),
        f"wall on {len(cores)} cores / wall on one": round(median(walls), 2),
        "git status, ms": round(status * 1000, 1),
        "unchanged, ms over git status": round((unchanged - status) * 1000, 1),
        "one file changed, ms over git status": round((changed - status) * 1000, 1),
        "query, ms": round(max(queries) * 1000, 1),
        "store, MB": round(store.stat().st_size / 1e6, 1),
        "peak memory of a process, MB": round(max(one.megabytes for one in shared), 1),
    }


def _parse_all(root: Path) -> None:
    """What no index can do without: the grammars over every file that they know."""
    from tools.index.listing import list_files
    from tools.syntax.grammar import parser
    from tools.syntax.language import language

    for path in list_files(root):
        kind = language(path)
        if kind in ("kotlin", "java", "xml", "toml") or path.endswith(".kts"):
            data = (root / path).read_bytes()
            parser("kotlin" if kind == "gradle" else str(kind)).parse(data)


def _touch(root: Path, index: Index) -> None:
    path = next(path for path in sorted(index.paths()) if path.endswith(".kt"))
    full = root / path
    full.write_bytes(full.read_bytes() + b"\n// edited\n")
    index.refresh()


def _git_status(root: Path) -> None:
    subprocess.run(["git", "status", "--porcelain"], cwd=root, check=False, capture_output=True)


def _wall(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def corpus() -> list[Path]:
    """The checkouts below `OFFDROID_CORPUS`."""
    folder = os.environ.get("OFFDROID_CORPUS")
    if not folder:
        sys.exit("give checkouts, or set OFFDROID_CORPUS to a folder of them")
    return sorted(path for path in Path(folder).iterdir() if path.is_dir())


if __name__ == "__main__":
    main()

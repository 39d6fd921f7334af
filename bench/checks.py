"""How often the checks are wrong on code that compiles, and how much of what breaks it they see.

`python -m bench.checks --precision REPOSITORY...` looks at every file of checkouts that build: each
finding is a false one; then at the last `--commits` of each. `--recall` breaks one thing at a time,
judges, mends and compares.
`--precision --warnings` looks at the checks that only warn as well, `--select ID` at that
one (again for more), and not at commits; `--quick` tries few of all.
`--speed` measures the judgement of one edited file. Each prints a table and writes JSON.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.breaks import KINDS, Break, breaks
from bench.replay import replay
from tools.checks import CHECKS, Check, Context, Finding, judge, mend
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

RESULTS = Path(__file__).parent / "results" / "checks.json"
COLUMNS = ("made", "found", "blocked", "mended", "right")
BREAKING = frozenset(one.id for one in CHECKS if one.severity == "block")
"""The checks of what breaks a build: only their findings count."""


def precision(
    root: Path, index: Index, shown: int, checks: tuple[Check, ...]
) -> dict[str, dict[str, int]]:
    """Items looked at and findings a check, over the whole tree."""
    facts = index.view()
    draft = Draft(FolderTree(root))
    paths = tuple(path for path in draft.paths() if facts.file(path) is not None)
    project = index.project()
    context = Context(draft, facts, facts, project, project, paths, strict=True)
    table: dict[str, dict[str, int]] = {}
    for check in checks:
        started = time.process_time()
        found = list(check.find(context))
        milliseconds = int((time.process_time() - started) * 1000)
        blocks = sum(finding.severity == "block" for finding in found)
        looked = context.counted[check.id]
        table[check.id] = {"looked": looked, "block": blocks, "warn": len(found) - blocks}
        share = f"{100 * blocks / looked:.3f} %" if looked else "-"
        warned = len(found) - blocks
        print(f"{check.id:8} {looked:8} {blocks:6} {share:>9} {warned:6} {milliseconds:7} ms")
        for finding in sorted(found, key=lambda one: one.severity)[:shown]:
            print(f"    {finding.severity} {finding.path}:{finding.line}: {finding.message}")
    return table


def history(root: Path, store: Path, count: int) -> dict[str, object]:
    """What the checks say of the last commits: each finding is shown, to be judged by hand."""
    started, seen = time.process_time(), 0
    findings: list[str] = []
    for judged in replay(root.resolve(), store, count):
        seen += 1
        for one in judged.findings:
            if one.severity == "block":
                place = f"{root.name} {judged.commit[:10]} {one.path}:{one.line}"
                findings.append(f"{place}: {one.check} {one.message}")
    seconds = time.process_time() - started
    print(f"{seen} commits, {len(findings)} findings that block, {seconds:.0f} s")
    for line in findings:
        print(f"    {line}")
    return {"commits": seen, "block": findings}


def recall(root: Path, index: Index, count: int, shown: int) -> dict[str, dict[str, int]]:
    """For each kind of break: made, found, blocked, mended, mended right."""
    tree = FolderTree(root)
    facts = index.view()
    table: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        chance = random.Random(7)
        counts: Counter[str] = Counter()
        for broken in _take(breaks(kind, tree, facts, chance), count):
            counts["made"] += 1
            _try(broken, Draft(tree), index, counts, shown)
        table[kind] = dict(counts)
        row = " ".join(f"{counts[name]:7}" for name in COLUMNS)
        print(f"{kind:24}{row}")
    return table


def _totals(table: object) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in table.values() if isinstance(table, dict) else ():
        total.update(row)
    return total


def _print_total(total: Counter[str]) -> None:
    """The shares that count: found of made, mended right of found, right of mended."""
    found = 100 * total["found"] / total["made"]
    mended = 100 * total["right"] / max(1, total["found"])
    right = 100 * total["right"] / max(1, total["mended"])
    print(f"\n{total['made']} breaks: {found:.1f} % found, {mended:.1f} % of them mended right,")
    print(f"{right:.1f} % of what was mended is right")


def _take(source: Iterator[Break], count: int) -> Iterator[Break]:
    for _, broken in zip(range(count), source, strict=False):
        yield broken


def _try(broken: Break, draft: Draft, index: Index, counts: Counter[str], shown: int) -> None:
    original = draft.text(broken.path)
    draft.write(broken.path, broken.text)
    findings = _breaking(draft, index)
    counts["found"] += bool(findings)
    counts["blocked"] += any(finding.severity == "block" for finding in findings)
    if not findings and counts["missed"] < shown:
        counts["missed"] += 1
        print(f"    missed: {broken.path}: {broken.what}")
    if mend(draft, index, findings):
        counts["mended"] += 1
        right = _same(draft, broken.path, broken.wanted or original)
        right = right or (broken.renames and not _breaking(draft, index))
        counts["right"] += right
        if not right and counts["wrong"] < shown:
            counts["wrong"] += 1
            print(f"    mended otherwise: {broken.path}: {broken.what}: {_told(findings)}")


def _breaking(draft: Draft, index: Index) -> tuple[Finding, ...]:
    return tuple(one for one in judge(draft, index).findings if one.check in BREAKING)


def _same(draft: Draft, path: str, original: str) -> bool:
    """Whether a file is as it was, but for the order of its lines (of its imports)."""
    lines = sorted(draft.text(path).split("\n"))
    return draft.changed() in ((), (path,)) and lines == sorted(original.split("\n"))


def _told(findings: tuple[Finding, ...]) -> str:
    return "; ".join(finding.fix.sentence for finding in findings if finding.fix)


def speed(root: Path, index: Index) -> dict[str, dict[str, float]]:
    """CPU milliseconds of judging a draft with one edited file, middle and most of 20."""
    tree = FolderTree(root)
    figures: dict[str, dict[str, float]] = {}
    for name, (ending, edit) in EDITS.items():
        paths = [path for path in tree.paths() if path.endswith(ending)]
        spent: list[float] = []
        if paths:
            _judged(tree, index, paths[0], edit)  # the modules of the checks are loaded
        for path in random.Random(3).sample(paths, min(20, len(paths))):
            spent.append(_judged(tree, index, path, edit))
        if not spent:
            continue
        spent.sort()
        figures[name] = {"middle": spent[len(spent) // 2], "most": spent[-1]}
        print(f"{name}: {spent[len(spent) // 2]:.1f} ms, at most {spent[-1]:.1f} ms")
    return figures


def _judged(tree: FolderTree, index: Index, path: str, edit: Callable[[str], str]) -> float:
    """CPU milliseconds of judging a draft that edits one file."""
    draft = Draft(tree)
    draft.write(path, edit(draft.text(path)))
    started = time.process_time()
    judge(draft, index)
    return (time.process_time() - started) * 1000


def _with_property(text: str) -> str:
    return f"{text}\nprivate val extra = 1\n"


def _with_string(text: str) -> str:
    line = '    <string name="new_screen_title">New</string>'
    return text.replace("</resources>", f"{line}\n</resources>")


EDITS = {
    "one edited Kotlin file": (".kt", _with_property),
    "one edited values file": ("/values/strings.xml", _with_string),
}
"""What is edited -> the files it is in, and the edit."""


def _keep(results: dict[str, dict[str, object]]) -> None:
    """Write the figures beside those of other repositories and measurements."""
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name, figures in results.items():
        known[name] = known.get(name, {}) | figures
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _chosen(ids: list[str], warnings: bool) -> tuple[Check, ...]:
    if ids:
        return tuple(one for one in CHECKS if one.id in ids)
    return tuple(one for one in CHECKS if warnings or one.severity == "block")


def main() -> None:
    """Run what was asked for on each repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path)
    for name in ("precision", "recall", "speed", "quick", "warnings"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--breaks", type=int, default=12, help="breaks of each kind")
    parser.add_argument("--commits", type=int, default=50, help="commits that are judged")
    parser.add_argument("--shown", type=int, default=5, help="findings printed for each check")
    parser.add_argument("--select", action="append", metavar="ID", help="only this check")
    asked = parser.parse_args()
    checks = _chosen(asked.select or [], asked.warnings)
    if asked.quick:
        asked.breaks, asked.commits = min(3, asked.breaks), min(10, asked.commits)
    results: dict[str, dict[str, object]] = {}
    total: Counter[str] = Counter()
    for root in asked.repositories:
        print(f"\n{root.name}")
        with (
            TemporaryDirectory() as folder,
            Index.open(root.resolve(), Path(folder) / "index") as index,
        ):
            index.refresh()
            figures: dict[str, object] = {}
            if asked.precision:
                figures["precision"] = precision(root, index, asked.shown, checks)
            if asked.precision and not asked.select:
                figures["commits"] = history(root, Path(folder) / "history", asked.commits)
            if asked.recall:
                figures["recall"] = recall(root, index, asked.breaks, asked.shown)
            if asked.speed:
                figures["speed"] = speed(root, index)
            results[root.name] = figures
            total.update(_totals(figures.get("recall")))
    if total["made"]:
        _print_total(total)
    _keep({} if asked.select else results)


if __name__ == "__main__":
    main()

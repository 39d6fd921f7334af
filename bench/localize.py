"""Whether search finds the files that a commit changed, told its message, at its parent commit.

`python -m bench.localize TASKS.jsonl CHECKOUTS [--half even|odd | --fresh N]` reads one JSON object
a line (`repo`, `sha`, `parent`, `date`, `message`, `files`), finds each repository's clone in the
folder CHECKOUTS, and indexes the tree of every parent commit: neither the change nor anything after
it is seen. The odd half of the tasks are lines 1, 3, 5 and so on; with `--fresh` they are up to N
other commits of each of the repositories, which nothing was tuned for. Candidates are the source
files of that commit (Kotlin, Java, XML, Gradle, TOML; no translations). The baseline in the same
run is BM25 (k1 = 1.2, b = 0.75) over the words of content and path. Prints recall@5, recall@10 and
MRR with the standard error of each, and milliseconds of CPU a query; keeps them in
`bench/results/localize.json`.
"""

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path
from statistics import stdev
from typing import NamedTuple

from bench.commits import CommitIndex, Commits
from bench.tasks import Task, fresh_tasks, is_candidate, read_tasks
from tools.index.words import terms

_RESULTS = Path(__file__).parent / "results" / "localize.json"
_K1, _B = 1.2, 0.75
_DEPTH = 100


class Found(NamedTuple):
    """How well one ranking did: recall@5, recall@10, reciprocal rank."""

    five: float
    ten: float
    reciprocal: float


class Result(NamedTuple):
    """Both rankings of one task, and seconds of CPU that ours took."""

    plain: Found
    ours: Found
    seconds: float


def main() -> None:
    """Rank for every task, print one table, keep the numbers."""
    parser = argparse.ArgumentParser(prog="bench.localize")
    parser.add_argument("tasks", type=Path)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("--half", choices=("even", "odd"), default="")
    parser.add_argument("--fresh", type=int, default=0)
    given = parser.parse_args()
    results: dict[str, list[Result]] = {}
    print(f"{'':<24}{'tasks':>6}{'':>4}{'plain BM25':^21}{'ours':^21}{'difference':^21}{'ms':>6}")
    for repository, tasks in read_tasks(given.tasks, given.half).items():
        clone = find_clone(given.checkouts, repository)
        if clone is None:
            print(f"{repository:<24}  skipped: no clone of it in {given.checkouts}")
            continue
        if given.fresh:
            tasks = fresh_tasks(clone, {task.parent for task in tasks}, given.fresh)
        results[repository] = rank_all(clone, tasks)
        print(_line(repository, results[repository]), flush=True)
    everything = [one for rows in results.values() for one in rows]
    print(_line("all", everything))
    print(_errors(everything))
    _RESULTS.parent.mkdir(exist_ok=True)
    kept = {name: summary(rows) for name, rows in results.items()}
    _RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def find_clone(folder: Path, repository: str) -> Path | None:
    """The clone of a repository: by its name, or by what its name begins with."""
    names = [path.name for path in folder.iterdir() if repository.startswith(path.name)]
    return folder / max(names, key=len) if names else None


def rank_all(clone: Path, tasks: Iterable[Task]) -> list[Result]:
    """Rank for all tasks of one repository."""
    with tempfile.TemporaryDirectory() as scratch:
        commits = Commits(clone, Path(scratch) / "index.sqlite")
        try:
            return [_rank(commits.at(task.parent), task) for task in tasks]
        finally:
            commits.close()


def _rank(index: CommitIndex, task: Task) -> Result:
    plain = bm25(index, task.message)
    index.history()
    started = time.process_time()
    hits = index.search(task.message, _DEPTH)
    seconds = time.process_time() - started
    ours = [hit.path for hit in hits if is_candidate(hit.path)]
    return Result(judge(plain, task.files), judge(ours, task.files), seconds)


def judge(ranked: Sequence[str], wanted: frozenset[str]) -> Found:
    """Compare a ranking with what a commit changed."""
    five, ten = (len(wanted & set(ranked[:depth])) / len(wanted) for depth in (5, 10))
    places = (1 / place for place, path in enumerate(ranked, 1) if path in wanted)
    return Found(five, ten, next(places, 0.0))


def bm25(index: CommitIndex, query: str) -> list[str]:
    """Plain BM25 over content and path, one field, every word of the query once."""
    lengths = {
        version: (path, size[0] + size[2])
        for version, (path, size) in index.lengths().items()
        if is_candidate(path)
    }
    average = max(sum(length for _, length in lengths.values()) / max(len(lengths), 1), 1.0)
    scores: dict[int, float] = defaultdict(float)
    for term in dict.fromkeys(terms(query)):
        pairs = index.postings(term)
        times = {
            version: (packed & 0xFFFF) + (packed >> 24)
            for version, packed in zip(pairs[::2], pairs[1::2], strict=True)
            if version in lengths and (packed & 0xFFFF or packed >> 24)
        }
        rarity = log(1 + (len(lengths) - len(times) + 0.5) / (len(times) + 0.5))
        for version, count in times.items():
            share = count + _K1 * (1 - _B + _B * lengths[version][1] / average)
            scores[version] += rarity * count * (_K1 + 1) / share
    ranked = sorted(scores, key=lambda version: (-scores[version], lengths[version][0]))
    return [lengths[version][0] for version in ranked[:_DEPTH]]


def summary(rows: list[Result]) -> dict[str, float]:
    """Means over tasks; seconds as milliseconds a query."""
    count = max(len(rows), 1)
    figures: dict[str, float] = {"tasks": len(rows)}
    for name, found in (("plain", [r.plain for r in rows]), ("ours", [r.ours for r in rows])):
        for place, label in enumerate(("recall@5", "recall@10", "MRR")):
            figures[f"{name} {label}"] = round(sum(one[place] for one in found) / count, 4)
    figures["ms"] = round(1000 * sum(row.seconds for row in rows) / count, 1)
    return figures


def _line(name: str, rows: list[Result]) -> str:
    figures = summary(rows)
    labels = ("recall@5", "recall@10", "MRR")
    plain = [figures[f"plain {label}"] for label in labels]
    ours = [figures[f"ours {label}"] for label in labels]
    gained = [new - old for new, old in zip(ours, plain, strict=True)]
    cells = "".join(f"{value:>7.3f}" for value in (*plain, *ours))
    more = "".join(f"{value:>+7.3f}" for value in gained)
    return f"{name:<24}{len(rows):>6}    {cells}{more}{figures['ms']:>6.1f}"


def _errors(rows: list[Result]) -> str:
    """Standard errors of the means: what other tasks of the same kind would change."""
    if len(rows) < 2:
        return ""
    columns = [*zip(*(row.plain for row in rows), strict=True)]
    columns += zip(*(row.ours for row in rows), strict=True)
    columns += [
        tuple(new - old for new, old in zip(ours, plain, strict=True))
        for plain, ours in zip(columns[:3], columns[3:], strict=True)
    ]
    cells = "".join(f"{stdev(column) / len(rows) ** 0.5:>7.3f}" for column in columns)
    return f"{'standard error':<24}{'':>6}    {cells}"


if __name__ == "__main__":
    main()

"""Changes to find: those of a file of tasks, and commits of a clone that are in no such file.

Both are of one kind: no merges, nothing of bots, no releases, translations, reverts or new versions
of libraries, four words or more, one to six source files of which one was there before.
"""

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from tools.index.ranked import is_ranked
from tools.syntax.language import language

_SOURCES = ("kotlin", "java", "xml", "gradle", "toml")
_LOOKED_AT = "-n9000"
_FORMAT = "--format=%x01%P%x02%aI%x02%an%x02%B%x02"
_LEAST_WORDS, _MOST_FILES = 4, 6
_ROUTINE = re.compile(
    r"\b(bump|translat\w*|release|revert|merge|renovate|dependabot|weblate|l10n|version)\b", re.I
)


class Task(NamedTuple):
    """A change to find: the message of a commit, and the files that it changed."""

    parent: str
    date: str
    message: str
    files: frozenset[str]


def read_tasks(path: Path, half: str) -> dict[str, list[Task]]:
    """The tasks of each repository, oldest first, so that trees differ little from the last."""
    found: dict[str, list[Task]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if half in ("", "odd" if number % 2 else "even"):
            task = Task(row["parent"], row["date"], row["message"], frozenset(row["files"]))
            found[row["repo"]].append(task)
    return {name: sorted(tasks, key=lambda task: task.date) for name, tasks in found.items()}


def is_candidate(path: str) -> bool:
    """Whether a file is source that a task may want."""
    return language(path) in _SOURCES and is_ranked(path)


def fresh_tasks(clone: Path, known: Collection[str], limit: int) -> list[Task]:
    """The newest commits that may be asked for and whose parents are not in `known`."""
    found: list[Task] = []
    for parents, date, author, message, names in _log(clone):
        if len(found) == limit:
            break
        subject = message.strip().partition("\n")[0]
        routine = len(subject.split()) < _LEAST_WORDS or _ROUTINE.search(subject)
        if routine or parents in known or len(parents.split()) != 1 or "bot" in author.lower():
            continue
        sources = [(kind, path) for kind, path in _changes(names) if is_candidate(path)]
        edited = frozenset(path for kind, path in sources if kind == "M")
        if edited and len(sources) <= _MOST_FILES:
            found.append(Task(parents, date, message.strip(), edited))
    return sorted(found, key=lambda task: task.date)


def _log(clone: Path) -> Iterator[list[str]]:
    """Parents, date, author, message and names of each commit, newest first."""
    done = subprocess.run(
        ["git", "log", "--no-merges", "--no-renames", "--name-status", "-z", _LOOKED_AT, _FORMAT],
        cwd=clone,
        capture_output=True,
        check=True,
    )
    for record in done.stdout.decode("utf-8", "replace").split("\x01")[1:]:
        parts = record.split("\x02")
        if len(parts) == 5:
            yield parts


def _changes(names: str) -> Iterator[tuple[str, str]]:
    """What was done to each file: A, M or D, and its path."""
    fields = names.strip("\0\n").split("\0")
    return zip((kind.strip() for kind in fields[::2]), fields[1::2], strict=False)

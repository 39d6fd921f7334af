"""What git remembers of a work tree: the subjects of commits and the files that each touched.

Kept in the store and brought up to date by what was committed since; without git, commits or a
readable history there is none. The first commit, and where a shallow clone begins, touch nothing.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from math import exp, log, log1p
from pathlib import Path
from typing import NamedTuple

from tools.errors import UserError
from tools.index.store import Store
from tools.index.words import terms
from tools.repo.git import Git

COMMITS = 5_000
"""How many commits are remembered, newest first; merges are none of them."""

_FILES = 60
_K1, _B = 1.2, 0.75
_RECENT = 50
_STALE = 5_000
_TOGETHER = 20
_DOUBT = 3


class Commit(NamedTuple):
    """One commit: seconds since 1970, and the paths it touched; none where there were many."""

    id: str
    time: int
    subject: str
    paths: tuple[str, ...]


class History:
    """Commits, newest first, and what they tell of files."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        self.commits = tuple(commits)
        self._words = [frozenset(terms(commit.subject)) for commit in self.commits]
        self._touching: dict[str, list[Commit]] = {}
        for commit in self.commits:
            for path in commit.paths:
                self._touching.setdefault(path, []).append(commit)

    def told(self, asked: Mapping[str, str]) -> dict[str, tuple[float, str]]:
        """Paths whose commits speak of the words, each with a score and the best subject.

        `asked` gives the word that each term stands for.
        """
        hits = [
            (number, found)
            for number, words in enumerate(self._words)
            if (found := {asked[term] for term in words & asked.keys()})
        ]
        often = Counter(word for _, found in hits for word in found)
        total = len(self.commits)
        rarity = {word: log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in often.items()}
        average = sum(map(len, self._words)) / max(total, 1)
        best: dict[str, tuple[float, str]] = {}
        for number, found in hits:
            commit = self.commits[number]
            share = 1 + _K1 * (1 - _B + _B * len(self._words[number]) / average)
            value = sum(rarity[word] for word in sorted(found)) / share * exp(-number / _STALE)
            value /= max(len(commit.paths), 1) ** 0.5
            for path in commit.paths:
                if value > best.get(path, (0.0, ""))[0]:
                    best[path] = value, commit.subject
        return best

    def recent(self) -> dict[str, float]:
        """How much the last commits touched each path, above 0."""
        touched: dict[str, float] = {}
        for number, commit in enumerate(self.commits[: 10 * _RECENT]):
            for path in commit.paths:
                weight = exp(-number / _RECENT) / len(commit.paths) ** 0.5
                touched[path] = touched.get(path, 0.0) + weight
        return {path: log1p(weight) for path, weight in touched.items()}

    def together(self, path: str) -> dict[str, float]:
        """How likely each other path is to change where this one does, 0 to 1."""
        commits = self._touching.get(path, [])[:_TOGETHER]
        found: dict[str, float] = {}
        for commit in commits:
            for other in commit.paths:
                if other != path:
                    share = (len(commit.paths) - 1) ** -0.5 / (len(commits) + _DOUBT)
                    found[other] = found.get(other, 0.0) + share
        return found


def read_history(root: Path, store: Store, revision: str = "HEAD") -> History:
    """The history of a revision, read from git where it moved since it was kept in the store."""
    git = Git(root)
    try:
        head = git.line("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except UserError:
        head = ""
    if not head:
        return History(())
    key = f"history {root}"
    last, known = _decode(store.meta(key))
    if last == head:
        return History(known)
    commits = _followed(git, last, head, known) or _log(git, head)
    commits = sorted(commits, key=lambda one: -one.time)[
        :COMMITS
    ]  # git's order where times are equal
    store.set_meta(key, _encode(head, commits))
    return History(commits)


def _followed(git: Git, last: str, head: str, known: list[Commit]) -> list[Commit]:
    """What is known with the new commits and without those that are no ancestors any more.

    Empty where all must be read again: a history that was cut short has lost what is older.
    """
    gone = git.run("rev-list", last, f"^{head}", check=False) if last else None
    if gone is None or gone.code or (gone.stdout and len(known) == COMMITS):
        return []
    dropped = set(gone.text.split())
    return _log(git, head, f"^{last}") + [one for one in known if one.id not in dropped]


def _log(git: Git, *revisions: str) -> list[Commit]:
    done = git.run(
        *("-c", "log.showRoot=false", "log", "-z", "--name-only", "--no-renames", "--no-merges"),
        *("--relative", "--encoding=UTF-8", "--format=%x01%H%x02%ct%x02%s%x02", f"-n{COMMITS}"),
        *revisions,
        check=False,
    )
    found: list[Commit] = []
    for record in done.text.split("\x01")[1:] if not done.code else ():
        parts = record.split("\x02")
        if len(parts) == 4:
            subject = parts[2].encode("utf-8", "replace").decode()
            paths = sorted(filter(None, parts[3].lstrip("\0\n").split("\0")))
            touched = tuple(paths) if len(paths) <= _FILES else ()
            found.append(Commit(parts[0], int(parts[1]), subject, touched))
    return found


def _encode(head: str, commits: list[Commit]) -> str:
    numbers: dict[str, int] = {}
    rows = [
        (*one[:3], [numbers.setdefault(path, len(numbers)) for path in one.paths])
        for one in commits
    ]
    return json.dumps([head, list(numbers), rows], separators=(",", ":"))


def _decode(stored: str | None) -> tuple[str, list[Commit]]:
    if stored is None:
        return "", []
    head, paths, rows = json.loads(stored)
    return head, [
        Commit(name, time, subject, tuple(paths[at] for at in touched))
        for name, time, subject, touched in rows
    ]

"""What git remembers of a work tree: the subjects of commits and the files that each touched.

Kept in the store and brought up to date by what was committed since; without git, commits or a
readable history there is none. The first commit, and where a shallow clone begins, touch nothing.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from tools.errors import UserError
from tools.index.scoring import Lengths
from tools.index.store import Store
from tools.index.touched import Commit, Touched
from tools.repo.git import Git

COMMITS = 5_000
"""How many commits are remembered, newest first; merges are none of them."""

_FILES = 60


class History:
    """Commits, newest first."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        self.commits = tuple(commits)
        self._touched: Touched | None = None

    def touched(self, lengths: Lengths) -> Touched:
        """What the commits tell of live files; kept, as an index that changes reads another."""
        if self._touched is None:
            self._touched = Touched(self.commits, lengths)
        return self._touched


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

"""Which files the last commits changed, for a map without a question."""

from collections import Counter
from pathlib import Path

_COMMITS = 300
_MANY = 40
"""A commit of more files than this reformats or moves: it says nothing of any of them."""


def recent_changes(root: Path) -> Counter[str]:
    """How many of the last commits changed each file below `root`; empty without git."""
    from tools.repo.git import Git

    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return Counter()
    done = Git(root).run(
        "log", f"-{_COMMITS}", "--no-merges", "--no-renames", "--relative", "--name-only", "-z",
        "--format=%x01", check=False,
    )  # fmt: skip
    counted: Counter[str] = Counter()
    for commit in done.text.split("\x01") if not done.code else ():
        paths = [path for path in (part.strip("\n") for part in commit.split("\0")) if path]
        if len(paths) <= _MANY:
            counted.update(paths)
    return counted

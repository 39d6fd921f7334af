"""The product's command line, as a person starts it on a copy of the sample."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def offdroid(*arguments: str) -> str:
    """Run a command of the product that must succeed; what it said on standard error."""
    command = [sys.executable, "-m", "agent", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stderr


def changed_files(repository: Path) -> set[str]:
    """What differs from the last commit, renamed files under both names."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "HEAD"]
    listed = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    return set(filter(None, listed.stdout.split("\0")))

"""What a repository answers when a patch was applied, committed or undone."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Applied:
    """A patch that landed; `merged` are paths where the user's own change meanwhile is kept."""

    run: str
    paths: tuple[str, ...]
    merged: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Committed:
    """A commit's id; `notes` say what is unusual about it (unsigned, for example)."""

    commit: str
    paths: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Undone:
    """A run that was taken back, with its commit where it had made one."""

    run: str
    paths: tuple[str, ...]
    merged: tuple[str, ...]
    commit: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class AppliedRun:
    """A run whose patch landed in this repository; `when` is ISO 8601, in UTC."""

    run: str
    when: str
    root: Path
    paths: tuple[str, ...]
    commit: str
    undone: bool

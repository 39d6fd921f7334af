"""The write fence: what a sealed process writes is not run later, outside the seal.

Two walls. A mount namespace of our own makes git's hooks and settings read-only and `.git`
immovable; Landlock allows writing only in the project, temporary folders and our own folders, so
that start-up files of shells, Gradle, cron or the desktop stay as they are. Only `os.path` is
used here: this is part of every start.
"""

import os
import stat
from collections.abc import Iterable
from typing import Literal

from agent.seal import git_paths, kernel, landlock

State = Literal["whole", "folders", "git", "none"]
"""Which walls stand: both, Landlock alone, the mounts alone, neither."""

_DEVICES = ("null", "zero", "full", "tty", "ptmx", "pts", "shm")


class Fence:
    """Where may be written (`open`), and what in there may not (`frozen`).

    `anchors` are folders that may not be moved away. `watched` is what must not change and what
    no wall holds everywhere, with how it was.
    """

    __slots__ = ("anchors", "frozen", "open", "watched")

    def __init__(self, folder: str | None, writable: Iterable[str] = ()) -> None:
        """The fence of a command that works in `folder`; `writable` are more places to write."""
        project = git_paths.repository(os.path.abspath(folder)) if folder else ()  # noqa: PTH100
        temporary = (os.environ.get("TMPDIR", ""), "/tmp", "/var/tmp")
        self.open = [path for path in (*project, *writable, *temporary) if path]
        self.anchors = list(git_paths.anchors(project))
        self.frozen = list(git_paths.frozen(project))
        self.watched = {path: _looks(path) for path in git_paths.watched(project, self.frozen)}

    def prepare(self) -> None:
        """Make the hooks folders that are missing: what does not exist cannot be frozen."""
        for folder in self.anchors:
            if git_paths.exists(f"{folder}/HEAD") and not git_paths.exists(
                hooks := f"{folder}/hooks"
            ):
                _make(hooks)
                self.watched[hooks] = _looks(hooks)

    def appeared(self) -> list[str]:
        """Files that turn git to other settings or programs, and that changed since."""
        return [path for path, before in self.watched.items() if _looks(path) != before]

    def mount(self) -> bool:
        """Put up the first wall, as the owner of a user namespace; whether the kernel lets us."""
        try:
            kernel.unshare(kernel.CLONE_NEWNS)
            kernel.mount("none", "/", kernel.MS_REC | kernel.MS_SLAVE)
            for path in self.anchors:
                kernel.mount(path, path, kernel.MS_BIND | kernel.MS_REC)
            for path in filter(os.path.exists, self.frozen):
                kernel.mount(path, path, kernel.MS_BIND | kernel.MS_REC)
                kernel.make_read_only(path)
        except OSError:  # as AppArmor's profile for Docker does
            return False
        return True

    def restrict(self, *, signals: bool = False) -> bool:
        """Put up the second wall; whether the kernel has it. `signals`: it holds those too."""
        if landlock.version() == 0:
            return False
        kernel.no_new_privileges()  # Landlock demands it
        devices = (f"/dev/{name}" for name in _DEVICES)
        landlock.restrict_writes(
            [path for path in (*self.open, *devices) if git_paths.exists(path)], signals=signals
        )
        return True


def state_of(mounted: bool, restricted: bool) -> State:
    """The state where these walls stand."""
    if mounted:
        return "whole" if restricted else "git"
    return "folders" if restricted else "none"


def own_folders(paths: Iterable[str]) -> list[str]:
    """Our own folders, made where they are missing: what does not exist cannot be allowed."""
    return [path for path in paths if _make(path)]


def _looks(path: str) -> tuple[int, ...]:
    """What tells a file from another, and from itself with other content; a folder's own name."""
    try:
        seen = os.lstat(path)
    except OSError:
        return ()
    if stat.S_ISDIR(seen.st_mode) and not path.endswith("/hooks"):
        return seen.st_ino, stat.S_IFDIR
    return seen.st_ino, seen.st_mode, seen.st_size, seen.st_mtime_ns


def _make(path: str) -> bool:
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)  # noqa: PTH103
    except OSError:
        return False
    return True

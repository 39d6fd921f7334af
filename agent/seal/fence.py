"""The write fence: what a sealed process writes is not run later, outside the seal.

Two walls. A mount namespace of our own makes git's hooks and settings read-only and `.git`
immovable; Landlock allows writing only in the project, temporary folders and our own folders, so
that start-up files of shells, Gradle, cron or the desktop stay as they are. Only `os.path` is
used here: this is part of every start.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Literal

from agent.seal import kernel

State = Literal["whole", "folders", "git", "none"]
"""Which walls stand: both, Landlock alone, the mounts alone, neither."""

_DEVICES = ("null", "zero", "full", "tty", "ptmx", "pts", "shm")
_RUN_BY_GIT = ("hooks", "modules", "config", "config.worktree", "commondir")
_RUN_AT_HOME = (
    ".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc", ".zshenv",
    ".zprofile", ".zlogin", ".xprofile", ".xsession", ".xinitrc", ".inputrc", ".vimrc", ".ssh",
    ".gnupg", ".gitconfig", ".config", ".local/bin", ".local/share", "bin", ".gradle/init.gradle",
    ".gradle/init.gradle.kts", ".gradle/init.d", ".gradle/gradle.properties",
    ".gradle/wrapper", ".m2", ".android", ".npmrc", ".pypirc", ".cargo", ".local/lib",
)  # fmt: skip


class Fence:
    """Where may be written (`open`), and what in there may not (`frozen`).

    `anchors` are folders that may not be moved away; `watched` must not come to exist.
    """

    __slots__ = ("anchors", "frozen", "open", "watched")

    def __init__(self, folder: str | None, writable: Iterable[str] = ()) -> None:
        """The fence of a command that works in `folder`; `writable` are more places to write."""
        project = _repository(os.path.abspath(folder)) if folder else ()  # noqa: PTH100
        temporary = (os.environ.get("TMPDIR", ""), "/tmp", "/var/tmp")
        self.open = [path for path in (*project, *writable, *temporary) if path]
        self.anchors = [path for path in project if path.endswith("/.git")]
        self.frozen = list(_frozen(project))
        self.watched = [
            path for folder in project[1:] if not _exists(path := f"{folder}/commondir")
        ]

    def prepare(self) -> None:
        """Make the hooks folders that are missing: what does not exist cannot be frozen."""
        for folder in self.anchors:
            if os.path.isdir(folder):  # noqa: PTH112
                _make(f"{folder}/hooks")

    def appeared(self) -> list[str]:
        """Files that turn git to other settings, and that came to exist since."""
        return [path for path in self.watched if _exists(path)]

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
        if kernel.landlock_version() == 0:
            return False
        kernel.no_new_privileges()  # Landlock demands it
        devices = (f"/dev/{name}" for name in _DEVICES)
        kernel.restrict_writes(
            [path for path in (*self.open, *devices) if _exists(path)], signals=signals
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


def _repository(folder: str) -> tuple[str, ...]:
    """The work tree, `.git` in it, and the git folders that it points to; none without git."""
    while not _exists(f"{folder}/.git"):
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            return ()
        folder = parent
    found = [folder, f"{folder}/.git"]
    own = _pointed(found[1], "gitdir: ") if os.path.isfile(found[1]) else found[1]  # noqa: PTH113
    common = _pointed(f"{own}/commondir", "") or own
    found += [path for path in (own, common) if path not in found and _is_git(common)]
    return tuple(found)


def _pointed(path: str, prefix: str) -> str:
    """The folder that a file of git names, relative to the file's own; empty without one."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            line = file.read(4096).strip()
    except (OSError, ValueError):
        return ""
    named = line.removeprefix(prefix)
    return os.path.normpath(os.path.join(os.path.dirname(path), named))  # noqa: PTH118, PTH120


def _is_git(folder: str) -> bool:
    """Whether a folder is git's: a `.git` file could name the home folder."""
    return all(_exists(f"{folder}/{name}") for name in ("HEAD", "objects", "refs"))


def _frozen(project: tuple[str, ...]) -> Iterator[str]:
    for folder in project[1:]:
        if os.path.isfile(folder):  # noqa: PTH113
            yield folder
        yield from (f"{folder}/{name}" for name in _RUN_BY_GIT)
        yield from _linked(f"{folder}/worktrees")
    home = os.path.expanduser("~")  # noqa: PTH111
    if project and f"{home}/".startswith(f"{project[0]}/"):  # a repository of the home folder
        yield from (f"{home}/{name}" for name in _RUN_AT_HOME)


def _linked(folder: str) -> Iterator[str]:
    """What tells git where the linked work trees belong."""
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        yield from (f"{folder}/{name}/{file}" for file in ("commondir", "gitdir"))


def _exists(path: str) -> bool:
    return os.path.lexists(path)


def _make(path: str) -> bool:
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)  # noqa: PTH103
    except OSError:
        return False
    return True

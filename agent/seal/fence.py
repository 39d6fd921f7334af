"""The write fence: what a sealed process writes is not run later, outside the seal.

Two walls. A mount namespace of our own makes git's hooks and settings read-only and `.git`
immovable; Landlock allows writing only in the project, temporary folders and our own folders, so
that start-up files of shells, Gradle, cron or the desktop stay as they are. Only `os.path` is
used here: this is part of every start.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from typing import Literal

from agent.seal import kernel, landlock

State = Literal["whole", "folders", "git", "none"]
"""Which walls stand: both, Landlock alone, the mounts alone, neither."""

_MOST_TEXT = 1 << 16
_DEVICES = ("null", "zero", "full", "tty", "ptmx", "pts", "shm")
_RUN_BY_GIT = ("hooks", "modules", "config", "config.worktree", "commondir")
_MADE_LATER = ("commondir", "config.worktree", "rebase-merge", "rebase-apply", "sequencer")
"""What git obeys when it is there: other settings, and commands for the next `--continue`."""

_NAMED_BY_SETTINGS = ("hookspath", "path", "fsmonitor")
_RUN_AT_HOME = (
    ".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc", ".zshenv",
    ".zprofile", ".zlogin", ".xprofile", ".xsession", ".xinitrc", ".inputrc", ".vimrc", ".ssh",
    ".gnupg", ".gitconfig", ".config", ".local/bin", ".local/share", "bin", ".gradle/init.gradle",
    ".gradle/init.gradle.kts", ".gradle/init.d", ".gradle/gradle.properties",
    ".gradle/wrapper", ".m2", ".android", ".npmrc", ".pypirc", ".cargo", ".local/lib",
)  # fmt: skip


class Fence:
    """Where may be written (`open`), and what in there may not (`frozen`).

    `anchors` are folders that may not be moved away. `watched` is what must not change and what
    no wall holds everywhere, with how it was.
    """

    __slots__ = ("anchors", "frozen", "open", "watched")

    def __init__(self, folder: str | None, writable: Iterable[str] = ()) -> None:
        """The fence of a command that works in `folder`; `writable` are more places to write."""
        project = _repository(os.path.abspath(folder)) if folder else ()  # noqa: PTH100
        temporary = (os.environ.get("TMPDIR", ""), "/tmp", "/var/tmp")
        self.open = [path for path in (*project, *writable, *temporary) if path]
        self.anchors = list(_anchors(project))
        self.frozen = list(_frozen(project))
        self.watched = {path: _looks(path) for path in _watched(project, self.frozen)}

    def prepare(self) -> None:
        """Make the hooks folders that are missing: what does not exist cannot be frozen."""
        for folder in self.anchors:
            if _exists(f"{folder}/HEAD") and not _exists(hooks := f"{folder}/hooks"):
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
    named = _text(path).strip().removeprefix(prefix)
    if not named:
        return ""
    return os.path.normpath(os.path.join(os.path.dirname(path), named))  # noqa: PTH118, PTH120


def _values(settings: str, keys: tuple[str, ...]) -> Iterator[str]:
    """The values of some keys in a file of git settings, in whatever section they are."""
    for line in _text(settings).splitlines():
        key, equals, value = line.partition("=")
        if equals and key.strip().lower() in keys:
            yield value.strip().strip('"')


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
            return file.read(_MOST_TEXT)
    except OSError:
        return ""


def _is_git(folder: str) -> bool:
    """Whether a folder is git's: a `.git` file could name the home folder."""
    return all(_exists(f"{folder}/{name}") for name in ("HEAD", "objects", "refs"))


def _anchors(project: tuple[str, ...]) -> Iterator[str]:
    for folder in filter(os.path.isdir, project[1:]):
        yield folder
        linked = f"{folder}/worktrees"
        if os.path.isdir(linked):  # noqa: PTH112
            yield linked
            yield from (f"{linked}/{name}" for name in _names(linked))


def _frozen(project: tuple[str, ...]) -> Iterator[str]:
    for folder in project[1:]:
        if os.path.isfile(folder):  # noqa: PTH113
            yield folder
        yield from (f"{folder}/{name}" for name in _RUN_BY_GIT)
        yield from _named(project[0], f"{folder}/config")
        yield from filter(os.path.islink, _inside(f"{folder}/hooks"))  # what they lead to
        for linked in _inside(f"{folder}/worktrees"):
            yield from (f"{linked}/{file}" for file in ("commondir", "gitdir", "config.worktree"))
    home = os.path.expanduser("~")  # noqa: PTH111
    if project and f"{home}/".startswith(f"{project[0]}/"):  # a repository of the home folder
        yield from (f"{home}/{name}" for name in _RUN_AT_HOME)


def _named(work_tree: str, settings: str) -> Iterator[str]:
    """Hooks and settings that git's settings name in the work tree."""
    for path in _values(settings, _NAMED_BY_SETTINGS):
        for base in (work_tree, os.path.dirname(settings)):  # noqa: PTH120
            found = os.path.normpath(os.path.join(base, path))  # noqa: PTH118
            if found.startswith(f"{work_tree}/") and _exists(found):
                yield found


def _watched(project: tuple[str, ...], frozen: list[str]) -> Iterator[str]:
    """A link can be replaced though its target is held, and not every tier has the mounts."""
    for folder in project[1:]:
        yield folder
        yield from (f"{folder}/{name}" for name in _MADE_LATER)
        yield from _inside(f"{folder}/hooks")
    yield from (path for path in frozen if path.startswith(project))
    for path in _values(f"{project[0]}/.gitmodules", ("path",)) if project else ():
        yield f"{project[0]}/{path}/.git"


def _looks(path: str) -> tuple[int, ...]:
    """What tells a file from another, and from itself with other content; a folder's own name."""
    try:
        seen = os.lstat(path)
    except OSError:
        return ()
    if stat.S_ISDIR(seen.st_mode) and not path.endswith("/hooks"):
        return seen.st_ino, stat.S_IFDIR
    return seen.st_ino, seen.st_mode, seen.st_size, seen.st_mtime_ns


def _inside(folder: str) -> list[str]:
    return [f"{folder}/{name}" for name in _names(folder)]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []


def _exists(path: str) -> bool:
    return os.path.lexists(path)


def _make(path: str) -> bool:
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)  # noqa: PTH103
    except OSError:
        return False
    return True

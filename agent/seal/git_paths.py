"""What git obeys in a repository: its hooks and settings, and what leads to others.

Only `os.path` is used here: this is part of every start.
"""

import os
from collections.abc import Iterator

_MOST_TEXT = 1 << 16
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


def repository(folder: str) -> tuple[str, ...]:
    """The work tree of a folder, its `.git`, and the git folders that it points to; or nothing."""
    while not exists(f"{folder}/.git"):
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
    return all(exists(f"{folder}/{name}") for name in ("HEAD", "objects", "refs"))


def anchors(project: tuple[str, ...]) -> Iterator[str]:
    """Folders that must not be moved away, lest others take their place."""
    for folder in filter(os.path.isdir, project[1:]):
        yield folder
        linked = f"{folder}/worktrees"
        if os.path.isdir(linked):  # noqa: PTH112
            yield linked
            yield from (f"{linked}/{name}" for name in _names(linked))


def frozen(project: tuple[str, ...]) -> Iterator[str]:
    """Files and folders that git would run or obey later, outside; some may not exist."""
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
            if found.startswith(f"{work_tree}/") and exists(found):
                yield found


def watched(project: tuple[str, ...], frozen: list[str]) -> Iterator[str]:
    """What must not change or appear in a run.

    A link can be replaced though its target is held, and not every tier has the mounts.
    """
    for folder in project[1:]:
        yield folder
        yield from (f"{folder}/{name}" for name in _MADE_LATER)
        yield from _inside(f"{folder}/hooks")
    yield from (path for path in frozen if path.startswith(project))
    for path in _values(f"{project[0]}/.gitmodules", ("path",)) if project else ():
        yield f"{project[0]}/{path}/.git"


def _inside(folder: str) -> list[str]:
    return [f"{folder}/{name}" for name in _names(folder)]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []


def exists(path: str) -> bool:
    """Whether there is anything, a link that leads nowhere included."""
    return os.path.lexists(path)

"""Brings the store up to date with a work tree: by size and time, then by content."""

import os
import stat
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tools.index.leftout import LeftOut, new, sentences, undecodable
from tools.index.listing import list_files
from tools.index.reading import SIZE_LIMIT, Batch, file_key, no_collection, read_batch, read_data
from tools.index.store import Store

Progress = Callable[[int, int], None]

_PART = 1_000_000
_FILE = 2_000
_PARALLEL_FROM = 1_200
_STALE_FROM = 20_000


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: files known, read anew and forgotten, modules, seconds of wall time."""

    files: int
    parsed: int
    removed: int
    modules: int
    seconds: float
    notes: tuple[str, ...] = ()


class Seen(NamedTuple):
    """A file as the disk shows it now."""

    path: str
    size: int
    mtime: int


class Brought(NamedTuple):
    """What `refresh` did: path to version of each file, and how many it read anew and forgot.

    `notes` say what it could not read, each once.
    """

    versions: dict[str, int]
    parsed: int
    removed: int
    notes: tuple[str, ...] = ()


def refresh(
    root: Path,
    store: Store,
    progress: Progress | None,
    meanwhile: Callable[[], None] | None = None,
    aside: Callable[[list[str]], None] | None = None,
) -> Brought:
    """Make the store hold what the work tree holds, all of it or nothing.

    `meanwhile` is called while git lists the files, where there is a git repository; `aside`, with
    their paths, while processes read them, where there are many.
    """
    started = time.time_ns()
    state, tree = store.state(), store.tree(str(root))
    left = LeftOut()
    seen = look(root, tree, left, meanwhile)
    if len(seen) == len(tree) and all(tree.get(one.path, ())[:2] == one[1:] for one in seen):
        return Brought({path: row[2] for path, row in tree.items()}, 0, 0)
    store.begin()
    try:
        if store.is_mostly_stale(_STALE_FROM):
            store.clear()
            tree = {}
        elif store.state() != state:
            tree = store.tree(str(root))
        first = store.next_version()
        brought = _write(root, store, _Found(seen, tree, started, aside), progress)
        left.unread.extend(one.path for one in seen if one.path not in brought.versions)
        paths = brought.versions if brought.versions.keys() != tree.keys() else ()
        said = [*sentences(root, paths, left), *undecodable(store, first)]
        brought = brought._replace(notes=new(store, root, said))
        store.commit()
    except BaseException:
        store.rollback()
        raise
    return brought


def look(
    root: Path,
    known: Collection[str],
    left: LeftOut,
    meanwhile: Callable[[], None] | None = None,
) -> list[Seen]:
    """The readable files of a work tree; links and what vanished meanwhile go to `left`.

    Those known are looked at while git lists what there is, then `meanwhile` is called.
    """
    base = str(root)
    states: dict[str, tuple[int, int, int]] = {}

    def look_ahead() -> None:
        states.update((path, _state(f"{base}/{path}")) for path in known)
        if meanwhile is not None:
            meanwhile()

    found: list[Seen] = []
    for path in list_files(root, known, look_ahead):
        mode, size, mtime = states[path] if path in states else _state(f"{base}/{path}")
        if stat.S_ISREG(mode) and size <= SIZE_LIMIT:
            found.append(Seen(path, size, mtime))
        else:
            left.add(path, mode)
    return found


def _state(path: str) -> tuple[int, int, int]:
    """Mode, size and time of a file, zeros where there is none."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return 0, 0, 0
    return status.st_mode, status.st_size, status.st_mtime_ns


class _Found(NamedTuple):
    """What the disk shows, what the store held of it, and when it was looked at."""

    seen: list[Seen]
    tree: dict[str, tuple[int, int, int]]
    started: int
    aside: Callable[[list[str]], None] | None


def _write(root: Path, store: Store, found: _Found, progress: Progress | None) -> Brought:
    tree = found.tree
    changed = [one for one in found.seen if tree.get(one.path, ())[:2] != one[1:]]
    number = store.next_version()
    versions = _known(root, store, changed) if number > 1 else {}
    unknown = [one for one in changed if one.path not in versions]
    with no_collection():
        batches = _batches(root, _parts(unknown, number), lambda: _tell(found))
        added = store.add(_read(batches, len(unknown), progress))
    versions.update(added)
    store.set_tree(str(root), _rows(changed, versions, found.started))
    gone = tree.keys() - {one.path for one in found.seen}
    store.drop_paths(str(root), sorted(gone))
    live = {path: row[2] for path, row in tree.items() if path not in gone}
    return Brought(live | versions, len(added), len(gone))


def _known(root: Path, store: Store, changed: list[Seen]) -> dict[str, int]:
    """Path to version of the files whose content was read before."""
    keys: dict[bytes, str] = {}
    for one in changed:
        data = read_data(root, one.path)
        if data is not None:
            keys[file_key(one.path, data)] = one.path
    return {keys[key]: version for key, version in store.versions(keys).items()}


def _rows(
    changed: list[Seen], versions: dict[str, int], started: int
) -> Iterator[tuple[str, int, int, int]]:
    """A file touched in the same moment may change again unseen: its time is not trusted."""
    for one in changed:
        if one.path in versions:
            trusted = one.mtime if one.mtime < started - 20_000_000 else -1
            yield one.path, one.size, trusted, versions[one.path]


def _parts(unknown: list[Seen], number: int) -> list[list[tuple[int, str]]]:
    """Versions and paths in parts, the last ones small, so that no process waits at the end.

    A small file costs as much as a few thousand bytes of a large one.
    """
    parts: list[list[tuple[int, str]]] = []
    left, room = sum(one.size + _FILE for one in unknown), 0
    for version, one in enumerate(unknown, number):
        if room <= 0:
            parts.append([])
            room = max(min(_PART, left // 8), _PART // 8)
        parts[-1].append((version, one.path))
        room -= one.size + _FILE
        left -= one.size + _FILE
    return parts


def _tell(found: _Found) -> None:
    if found.aside is not None:
        found.aside([one.path for one in found.seen])


def _read(batches: Iterator[Batch], total: int, progress: Progress | None) -> Iterator[Batch]:
    say = progress or (lambda done, total: None)
    done = 0
    for batch in batches:
        yield batch
        done += len(batch.rows)
        say(done, total)


def _batches(
    root: Path, parts: list[list[tuple[int, str]]], meanwhile: Callable[[], None]
) -> Iterator[Batch]:
    """Read parts, in several processes where that pays."""
    from tools.process import cores
    from tools.workers import spread

    pays = sum(map(len, parts)) >= _PARALLEL_FROM
    workers = min(cores(), 8, len(parts)) if pays else 1
    return spread(read_batch, [(root, part) for part in parts], workers, meanwhile)

"""Brings the store up to date with a work tree: by size and time, then by content."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the disk shows it now."""

    path: str
    size: int
    mtime: int


def refresh(root: Path, store: Store, progress: Progress | None) -> tuple[int, int, int]:
    """Files known, read anew, forgotten."""
    started = time.time_ns()
    seen = look(root)
    if not _differs(seen, store.tree(str(root))):
        return len(seen), 0, 0
    store.begin()
    try:
        parsed, removed = _write(root, store, seen, started, progress)
        store.commit()
    except BaseException:
        store.rollback()
        raise
    return len(seen), parsed, removed


def look(root: Path) -> list[Seen]:
    """The readable files of a work tree; links and what vanished meanwhile are left out."""
    found: list[Seen] = []
    base = str(root)
    for path in list_files(root):
        try:
            status = os.lstat(f"{base}/{path}")
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(status.st_mode) and status.st_size <= SIZE_LIMIT:
            found.append(Seen(path, status.st_size, status.st_mtime_ns))
    return found


def _differs(seen: list[Seen], known: dict[str, tuple[int, int, int]]) -> bool:
    if len(seen) != len(known):
        return True
    return any(known.get(one.path, ())[:2] != (one.size, one.mtime) for one in seen)


def _write(
    root: Path, store: Store, seen: list[Seen], started: int, progress: Progress | None
) -> tuple[int, int]:
    stale, total = store.stale()
    if total > _STALE_FROM and stale > total // 2:
        store.clear()
    known = store.tree(str(root))
    changed = [one for one in seen if known.get(one.path, ())[:2] != (one.size, one.mtime)]
    number = store.next_version()
    versions = _known(root, store, changed) if number > 1 else {}
    unknown = [one for one in changed if one.path not in versions]
    with no_collection():
        added = store.add(_read(root, _parts(unknown, number), progress))
    versions.update(added)
    store.set_tree(str(root), _rows(changed, versions, started))
    gone = known.keys() - {one.path for one in seen}
    store.drop_paths(str(root), sorted(gone))
    return len(added), len(gone)


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
    """Versions and paths in parts of about equal work, so that no process is left alone at the end.

    A small file costs as much as a few thousand bytes of a large one.
    """
    parts: list[list[tuple[int, str]]] = []
    room = 0
    for version, one in enumerate(unknown, number):
        if room <= 0:
            parts.append([])
            room = _PART
        parts[-1].append((version, one.path))
        room -= one.size + _FILE
    return parts


def _read(
    root: Path, parts: list[list[tuple[int, str]]], progress: Progress | None
) -> Iterator[Batch]:
    say = progress or (lambda done, total: None)
    total = sum(map(len, parts))
    done = 0
    for batch in _batches(root, parts):
        yield batch
        done += len(batch.rows)
        say(done, total)


def _batches(root: Path, parts: list[list[tuple[int, str]]]) -> Iterator[Batch]:
    """Read parts in several processes where that pays, in this one where that cannot be."""
    workers = min(len(os.sched_getaffinity(0)), 8, len(parts))
    read = 0
    if workers > 1 and sum(map(len, parts)) >= _PARALLEL_FROM:
        from tools.process import WorkersLost, spread

        try:
            for batch in spread(read_batch, [(root, part) for part in parts], workers):
                read += 1
                yield batch
        except WorkersLost:
            pass
    for part in parts[read:]:
        yield read_batch(root, part)

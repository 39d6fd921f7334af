"""Reads many archives, in several processes where that pays."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.library.archives import Read, read_archive

_PARALLEL_FROM = 4_000_000
_MOST_WORKERS = 8


def read_archives(paths: Sequence[Path]) -> Iterator[tuple[Path, Read]]:
    """Each archive with what it declares, the largest first."""
    ordered = sorted(paths, key=_size, reverse=True)
    from tools.process import cores
    from tools.workers import spread

    pays = sum(map(_size, ordered)) >= _PARALLEL_FROM
    workers = min(cores(), _MOST_WORKERS, len(ordered)) if pays else 1
    read = spread(_read, [(one, None) for one in ordered], workers)
    yield from zip(ordered, read, strict=True)


def _read(path: Path, _nothing: None) -> Read:
    return read_archive(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

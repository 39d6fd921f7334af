"""Reads many archives, in several processes where that pays."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.library.archives import Read, read_archive

_PARALLEL_FROM = 4_000_000
_MOST_WORKERS = 8


def read_archives(paths: Sequence[Path]) -> Iterator[tuple[Path, Read]]:
    """Each archive with what it declares, the largest first."""
    ordered = sorted(paths, key=_size, reverse=True)
    from tools.process import WorkersLost, cores, spread

    workers = min(cores(), _MOST_WORKERS, len(ordered))
    done = 0
    if workers > 1 and sum(map(_size, ordered)) >= _PARALLEL_FROM:
        try:
            for path, read in zip(
                ordered, spread(_read, [(one, None) for one in ordered], workers), strict=True
            ):
                done += 1
                yield path, read
        except WorkersLost:
            pass
    for path in ordered[done:]:
        yield path, read_archive(path)


def _read(path: Path, _nothing: None) -> Read:
    return read_archive(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

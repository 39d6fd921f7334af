"""What Gradle told of a project, kept until a build file changes."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tools.android.build_files import is_build_file

FOLDER = "exact"
_FORMAT = 1
_MOST = 8


@dataclass(frozen=True)
class ExactModule:
    """A Gradle project of the main build. Folders are relative to the root of the work tree.

    `source_sets` are pairs of a name and a folder of it; `edges` are configuration, kind (project
    or coordinate) and target; `archives` are files of its libraries, absolute.
    """

    path: str
    folder: str
    namespace: str | None = None
    minimum_sdks: tuple[int, ...] = ()
    source_sets: tuple[tuple[str, str], ...] = ()
    edges: tuple[tuple[str, str, str], ...] = ()
    archives: tuple[str, ...] = ()


def digest_of(paths: Iterable[str], text: Callable[[str], str]) -> str:
    """The hash of the build files among `paths`, of their names and their text."""
    state = blake2b(digest_size=16)
    for path in sorted(filter(is_build_file, paths)):
        content = text(path).encode("utf-8", "surrogateescape")
        state.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        state.update(content)
    return state.hexdigest()


def keep(folder: Path, digest: str, modules: Iterable[ExactModule]) -> None:
    """Keep what was told beside an index; of older ones only the newest stay."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    stored = json.dumps([_FORMAT, [astuple(one) for one in modules]], separators=(",", ":"))
    new = place / f"{digest}.new"
    new.write_text(stored, "utf-8")
    new.replace(place / f"{digest}.json")
    by_age = sorted(place.glob("*.json"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in by_age[_MOST:]:
        old.unlink(missing_ok=True)


def kept(folder: Path, paths: Iterable[str], text: Callable[[str], str]) -> tuple[ExactModule, ...]:
    """What was kept for just these build files; nothing is read where nothing was ever kept."""
    place = folder / FOLDER
    if not place.is_dir() or not os.listdir(place):  # noqa: PTH208
        return ()
    try:
        stored = json.loads((place / f"{digest_of(paths, text)}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    if stored[0] != _FORMAT:
        return ()
    return tuple(ExactModule(*map(_frozen, row)) for row in stored[1])


def _frozen(value: Any) -> Any:
    """Lists of JSON as the tuples that they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value

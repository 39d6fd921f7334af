"""What a draft lies over: a set of files with their raw bytes."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tools.errors import UserError


@dataclass(frozen=True)
class Content:
    """A file's raw bytes and whether it may be executed."""

    data: bytes
    executable: bool = False


@dataclass(frozen=True)
class Obstacle:
    """Why a path must not be written: `code` for the model, `sentence` for a person."""

    code: str
    sentence: str


class Tree(Protocol):
    """Files by posix path, relative to the root; symbolic links and submodules are not files."""

    def paths(self) -> Sequence[str]:
        """All files, sorted."""
        ...

    def read(self, path: str) -> bytes:
        """The raw bytes; a path that is no file is a `UserError`."""
        ...

    def executable(self, path: str) -> bool:
        """Whether the file may be executed."""
        ...

    def obstacle(self, path: str) -> Obstacle | None:
        """What forbids writing this path, whether it exists or not."""
        ...


class MemoryTree:
    """A tree of files given as bytes."""

    def __init__(self, files: Mapping[str, bytes], executables: frozenset[str] = frozenset()):
        self._files = dict(files)
        self._executables = executables

    def paths(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, path: str) -> bytes:
        if path not in self._files:
            raise no_file(path)
        return self._files[path]

    def executable(self, path: str) -> bool:
        return path in self._executables

    def obstacle(self, path: str) -> Obstacle | None:
        return None


class FolderTree:
    """All files below a folder that is no git repository (`.git` and links are left out)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths = sorted(_walk(root, ""))
        self._known = frozenset(self._paths)

    def paths(self) -> Sequence[str]:
        return self._paths

    def read(self, path: str) -> bytes:
        if path not in self._known:
            raise no_file(path)
        return (self.root / path).read_bytes()

    def executable(self, path: str) -> bool:
        return os.access(self.root / path, os.X_OK)

    def obstacle(self, path: str) -> Obstacle | None:
        place = self.root
        for part in path.split("/"):
            place = place / part
            if place.is_symlink():
                return symlink(path)
        return None


def no_file(path: str) -> UserError:
    """The error of reading a path that is no file."""
    return UserError(f"there is no file `{path}`")


def symlink(path: str) -> Obstacle:
    """The obstacle of a path that is, or leads through, a symbolic link."""
    return Obstacle("symlink", f"`{path}` is or leads through a symbolic link")


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == ".git" or entry.is_symlink():
                continue
            if entry.is_dir():
                yield from _walk(folder / entry.name, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield f"{prefix}{entry.name}"

"""What a draft changes: per file the bytes before and after, and the whole as a git diff."""

import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.errors import Kind, UserError
from tools.repo.diff import FileDiff, render
from tools.repo.tree import Content

_FIRST_LINE = "# offdroid patch; take it over with `git apply`\n"


@dataclass(frozen=True)
class FileChange:
    """One path: `old` is None where it is created, `new` where it is deleted.

    `source` is the old path where the file was renamed; `old` is then that path's content, and
    no other change names it.
    """

    path: str
    old: Content | None
    new: Content | None
    source: str | None = None

    @cached_property
    def diff(self) -> FileDiff:
        """The change as a git diff."""
        return render(self.path, self.old, self.new, self.source)


@dataclass(frozen=True)
class Patch:
    """Changes of files, by path."""

    files: tuple[FileChange, ...]

    @property
    def text(self) -> str:
        """A git diff that `git apply` takes; bytes that are not UTF-8 are surrogate escapes."""
        return "".join(change.diff.text for change in self.files)

    @property
    def added(self) -> int:
        """How many lines are added."""
        return sum(change.diff.added for change in self.files)

    @property
    def removed(self) -> int:
        """How many lines are removed."""
        return sum(change.diff.removed for change in self.files)

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not self.files

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that exists before or after, sorted."""
        named = {change.path for change in self.files}
        return tuple(sorted(named | {change.source for change in self.files if change.source}))

    @staticmethod
    def demand_place(path: Path) -> None:
        """Refuse a file that `write` could not write whatever the patch is."""
        if not path.parent.is_dir():
            raise UserError(f"`{path.parent}` is not a folder", "make it first", Kind.USAGE)
        if path.exists() and not _is_ours(path):
            raise _taken(path)

    @staticmethod
    def reserve(path: Path) -> None:
        """Make the file where it is missing, empty but for its first line; else as `demand_place`.

        A process that may write one file, and not its folder, can then write it.
        """
        Patch.demand_place(path)
        if not path.exists():
            _write(path, _FIRST_LINE.encode())

    def write(self, path: Path) -> None:
        """Write the diff to a file. Only an earlier patch of ours is ever overwritten."""
        _write(path, (_FIRST_LINE + self.text).encode("utf-8", "surrogateescape"))


def _write(path: Path, data: bytes) -> None:
    how = os.O_TRUNC if _is_ours(path) else os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_NOFOLLOW | how, 0o666), "wb") as file:
            file.write(data)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise UserError(f"the patch cannot be written: {error.strerror} `{path}`") from error


def _taken(path: Path) -> UserError:
    hint = "name another file, or remove it first"
    return UserError(f"`{path}` exists and is no patch of offdroid", hint)


def _is_ours(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(len(_FIRST_LINE)) == _FIRST_LINE.encode()
    except OSError:
        return False

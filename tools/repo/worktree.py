"""The one place that reads and writes the user's files; symbolic links are never followed.

Every folder on the way is opened by name without following links, so that nothing outside the
work tree can be reached, even if a link is put there meanwhile.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tools.errors import UserError

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_OPEN_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class FileState:
    """A regular file's bytes and permission bits."""

    data: bytes
    mode: int


class NotPlain(UserError):
    """A path that is no regular file, or leads through something that is no folder."""


class WorkTree:
    """Files below a root, by posix path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> FileState | None:
        """The file as it is; None where there is none."""
        try:
            with self._parent(path) as (folder, name):
                file = os.open(name, _OPEN_FILE, dir_fd=folder)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _not_plain(path, error) from error
        with os.fdopen(file, "rb") as opened:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                raise NotPlain(f"`{path}` is not a regular file")
            return FileState(opened.read(), stat.S_IMODE(status.st_mode))

    def has(self, path: str, name: str) -> bool:
        """Whether there is a file `name` beside a path."""
        try:
            with self._parent(path) as (folder, _):
                return _owner(folder, name) is not None
        except (FileNotFoundError, NotADirectoryError):
            return False

    def demand_writable(self, path: str) -> None:
        """Refuse a file or folder whose owner took the right to write away."""
        self.read(path)
        parts = path.split("/")
        for count in range(len(parts), 0, -1):
            name = "/".join(parts[:count])
            place = self.root / name
            with suppress(FileNotFoundError, NotADirectoryError):
                mode = place.lstat().st_mode
                if not mode & stat.S_IWUSR:
                    raise UserError(f"`{name}` is read-only", f"run `chmod u+w {name}`")
                if stat.S_ISDIR(mode):
                    return

    def missing_folders(self, path: str) -> list[str]:
        """The folders above a path that do not exist, outermost first."""
        parts = path.split("/")[:-1]
        names = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        return [name for name in names if not (self.root / name).is_dir()]

    def make_folder(self, name: str) -> None:
        """Make a folder if it is missing."""
        with self._parent(name) as (parent, last), suppress(FileExistsError):
            os.mkdir(last, dir_fd=parent)

    def remove_folder(self, name: str) -> bool:
        """Remove a folder if it is empty; whether it is gone."""
        try:
            with self._parent(name) as (parent, last):
                os.rmdir(last, dir_fd=parent)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def stage(self, path: str, state: FileState, temporary: str) -> None:
        """Write the file's next content beside it under another name."""
        with self._parent(path) as (folder, name):
            owner = _owner(folder, name)
            with os.fdopen(os.open(temporary, _OPEN_NEW, 0o600, dir_fd=folder), "wb") as file:
                file.write(state.data)
                if owner and owner != (os.geteuid(), os.getegid()):
                    with suppress(PermissionError):
                        os.fchown(file.fileno(), *owner)
                os.fchmod(file.fileno(), state.mode)

    def settle(self, path: str, name: str) -> None:
        """Wait until the file `name` beside a path is safe on disk."""
        with self._parent(path) as (folder, _):
            handle = os.open(name, _OPEN_FILE, dir_fd=folder)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def settle_folders(self, paths: Iterable[str]) -> None:
        """Wait until the names in the folders of these paths are safe on disk."""
        for folder in sorted({path.rpartition("/")[0] for path in paths}):
            with suppress(FileNotFoundError, NotADirectoryError):
                with self._parent(f"{folder}/-".lstrip("/")) as (handle, _):
                    os.fsync(handle)

    def replace(self, path: str, temporary: str) -> None:
        """Put the staged content in the file's place, at once."""
        with self._parent(path) as (folder, name):
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

    def remove(self, path: str, name: str | None = None) -> None:
        """Remove a file, or the file `name` beside it, if it is there."""
        with suppress(FileNotFoundError, NotADirectoryError), self._parent(path) as (folder, last):
            os.unlink(name or last, dir_fd=folder)

    @contextmanager
    def _parent(self, path: str) -> Iterator[tuple[int, str]]:
        """The folder that holds a path, opened, and the path's last name."""
        *folders, name = path.split("/")
        if name in ("", ".", "..") or ".." in folders:
            raise NotPlain(f"`{path}` is not a path inside the repository")
        handle = os.open(self.root, _OPEN_FOLDER)
        try:
            for folder in folders:
                inner = os.open(folder, _OPEN_FOLDER, dir_fd=handle)
                os.close(handle)
                handle = inner
            yield handle, name
        finally:
            os.close(handle)


def _owner(folder: int, name: str) -> tuple[int, int] | None:
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    return status.st_uid, status.st_gid


def _not_plain(path: str, error: OSError) -> UserError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return NotPlain(f"`{path}` is or leads through a symbolic link or a file")
    return UserError(f"`{path}` cannot be read: {error.strerror}")

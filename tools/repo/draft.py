"""Edits in memory over a tree of files: nothing is written anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.base import Refused, Retry
from tools.repo import text as texts
from tools.repo.patch import FileChange, Patch
from tools.repo.tree import Content, Obstacle, Tree, no_file


@dataclass(frozen=True)
class Checkpoint:
    """A draft's state, to return to."""

    files: dict[str, Content | None]
    sources: dict[str, str]


class Draft:
    """An overlay over a tree; itself a tree. `revision` counts the edits.

    Paths are posix and relative to the root. A path that cannot be written is `Refused` with the
    code `outside`, `git-folder`, `ignored`, `symlink`, `submodule`, `nested-repository` or
    `left-out`; other faults are `Retry` with `not-found`, `exists`, `binary` or `encoding`.
    """

    def __init__(self, base: Tree) -> None:
        self.base = base
        self._known = frozenset(base.paths())
        self.revision = 0
        self._files: dict[str, Content | None] = {}  # None: deleted
        self._sources: dict[str, str] = {}  # new path -> path in the base
        self._texts: dict[str, str] = {}
        self._base_texts: dict[str, str] = {}
        self._paths: list[str] | None = None
        self._changed: tuple[str, ...] | None = None

    def paths(self) -> Sequence[str]:
        """All files, sorted."""
        if self._paths is None:
            added = {path for path, content in self._files.items() if content}
            gone = {path for path, content in self._files.items() if not content}
            self._paths = sorted((self._known | added) - gone)
        return self._paths

    def exists(self, path: str) -> bool:
        """Whether this is a file of the draft."""
        return self._files[path] is not None if path in self._files else path in self._known

    def read(self, path: str) -> bytes:
        """The raw bytes; a path that is no file is a `UserError`."""
        return self._content(path).data

    def executable(self, path: str) -> bool:
        """Whether the file may be executed."""
        return self._content(path).executable

    def obstacle(self, path: str) -> Obstacle | None:
        """What forbids writing this path."""
        return _misplaced(path) or self.base.obstacle(path)

    def text(self, path: str) -> str:
        """The text with `\\n` line ends and without a byte order mark."""
        self._demand(path)
        if path not in self._texts:
            self._texts[path] = texts.decode(path, self.read(path))
        return self._texts[path]

    def base_text(self, path: str) -> str | None:
        """The text before all edits; None where there was no such file."""
        if path not in self._known:
            return None
        if path not in self._base_texts:
            self._base_texts[path] = texts.decode(path, self.base.read(path))
        return self._base_texts[path]

    def write(self, path: str, text: str) -> None:
        """Give an existing file a new text; its form (line ends, mark, mode) stays."""
        self._demand(path)
        self._demand_free(path)
        current = self._content(path)
        source = self._sources.get(path, path)
        base = self.base.read(source) if source in self._known else None
        data = texts.encode(path, text, base=base, current=current.data)
        self._set(path, Content(data, current.executable))

    def create(self, path: str, text: str, executable: bool = False) -> None:
        """Add a file."""
        self._demand_new(path)
        data = texts.encode(path, text, base=None, current=None)
        self._set(path, Content(data, executable))

    def delete(self, path: str) -> None:
        """Remove a file."""
        self._demand(path)
        self._demand_free(path)
        self._sources.pop(path, None)
        self._set(path, None)

    def rename(self, old: str, new: str) -> None:
        """Move a file; a diff shows it as a rename."""
        self._demand(old)
        self._demand_free(old)
        self._demand_new(new)
        content = self._content(old)
        source = self._sources.pop(old, old)
        if source in self._known:
            self._sources[new] = source
        self._set(old, None)
        self._set(new, content)

    def changed(self) -> tuple[str, ...]:
        """The paths that differ from the base, sorted: created, edited and deleted."""
        if self._changed is None:
            self._changed = tuple(path for path in sorted(self._files) if self._differs(path))
        return self._changed

    def patch(self) -> Patch:
        """Everything that differs from the base."""
        changed = self.changed()
        renamed: dict[str, str] = {}  # old path -> new path
        for path in changed:
            source = self._sources.get(path)
            if source in changed and self._files[source] is None and self._files[path]:
                renamed[source] = path
        changes = []
        for path in changed:
            if path in renamed:
                continue
            origin = self._sources.get(path)
            source = origin if origin and renamed.get(origin) == path else None
            old = self._base_content(source or path)
            changes.append(FileChange(path, old, self._files[path], source))
        return Patch(tuple(changes))

    def checkpoint(self) -> Checkpoint:
        """The state as it is now."""
        return Checkpoint(dict(self._files), dict(self._sources))

    def restore(self, checkpoint: Checkpoint) -> None:
        """Take back every edit since the checkpoint."""
        self._files = dict(checkpoint.files)
        self.revision += 1
        self._sources = dict(checkpoint.sources)
        self._texts.clear()
        self._paths = self._changed = None

    def _content(self, path: str) -> Content:
        if path in self._files:
            content = self._files[path]
            if content is None:
                raise no_file(path)
            return content
        return Content(self.base.read(path), self.base.executable(path))

    def _base_content(self, path: str) -> Content | None:
        if path not in self._known:
            return None
        return Content(self.base.read(path), self.base.executable(path))

    def _differs(self, path: str) -> bool:
        return self._files[path] != self._base_content(path)

    def _set(self, path: str, content: Content | None) -> None:
        self.revision += 1
        self._files[path] = content
        self._texts.pop(path, None)
        self._paths = self._changed = None

    def _demand(self, path: str) -> None:
        if self.exists(path):
            return
        if obstacle := self.obstacle(path):
            raise Refused(obstacle.code, obstacle.sentence, path=path)
        from difflib import get_close_matches

        near = get_close_matches(path, self.paths(), n=3, cutoff=0.8)
        raise Retry("not-found", f"there is no file `{path}`", path=path, near=tuple(near))

    def _demand_free(self, path: str) -> None:
        if obstacle := self.obstacle(path):
            raise Refused(obstacle.code, obstacle.sentence, path=path)

    def _demand_new(self, path: str) -> None:
        self._demand_free(path)
        if self.exists(path):
            raise Retry("exists", f"`{path}` exists already", path=path)
        parts = path.split("/")
        for count in range(1, len(parts)):
            folder = "/".join(parts[:count])
            if self.exists(folder):
                raise Retry("exists", f"`{folder}` is a file, not a folder", path=path)
        if any(other.startswith(path + "/") for other in self.paths()):
            raise Retry("exists", f"`{path}` is a folder", path=path)


def _misplaced(path: str) -> Obstacle | None:
    parts = path.split("/")
    if not path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return Obstacle("outside", f"`{path}` is not a path inside the repository")
    if any(character < " " or character in "\\\x7f" for character in path):
        return Obstacle("outside", f"{path!r} is not a path that every system can hold")
    if any(part.lower() == ".git" for part in parts):
        return Obstacle("git-folder", f"`{path}` lies in a git folder")
    return None

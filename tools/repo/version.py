"""A version of a project that is not the one on disk: a commit, or what is staged."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tools.repo import text as texts
from tools.repo.tree import Content, Obstacle, no_file
from tools.repo.worktree import WorkTree


class Version:
    """The work tree, but for the files whose contents are given (None: no such file).

    `present` are the files on disk. To the index it is an edit of the work tree.
    """

    revision = 0

    def __init__(
        self, root: Path, present: Collection[str], contents: Mapping[str, Content | None]
    ) -> None:
        self._files = WorkTree(root)
        self._contents = dict(contents)
        gone = {path for path, content in contents.items() if content is None}
        self._known = (set(present) | contents.keys()) - gone
        self._texts: dict[str, str] = {}

    def changed(self) -> tuple[str, ...]:
        """The paths that differ from the work tree, sorted."""
        return tuple(sorted(self._contents))

    def paths(self) -> Sequence[str]:
        """All files, sorted."""
        return sorted(self._known)

    def exists(self, path: str) -> bool:
        """Whether this version has the file."""
        return path in self._known

    def read(self, path: str) -> bytes:
        """The raw bytes; a path that is no file is a `UserError`."""
        return self._content(path).data

    def text(self, path: str) -> str:
        """The text with `\\n` line ends; what is no text is a `Retry`."""
        if path not in self._texts:
            self._texts[path] = texts.decode(path, self.read(path))
        return self._texts[path]

    def executable(self, path: str) -> bool:
        """Whether the file may be executed."""
        return self._content(path).executable

    def obstacle(self, path: str) -> Obstacle | None:
        """Nothing: what is written over a version stays in memory."""
        return None

    def _content(self, path: str) -> Content:
        if path in self._contents:
            content = self._contents[path]
        else:
            state = self._files.read(path) if path in self._known else None
            content = Content(state.data, bool(state.mode & 0o100)) if state else None
        if content is None:
            raise no_file(path)
        return content

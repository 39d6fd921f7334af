"""The project model, read while worker processes read the files."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tools.index.reading import file_key, read_data
from tools.index.store import Store

if TYPE_CHECKING:
    from tools.android.project import Project


class Ahead:
    """A project that was read from the disk, and the content it was read from."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: list[str] = []
        self._keys: dict[bytes, str] = {}
        self._project: Project | None = None

    def read(self, paths: list[str]) -> None:
        """Read the project of these files."""
        from tools.android.modules import read_project

        self._paths = sorted(paths)
        self._project = read_project(self._paths, self._text)

    def project(self, store: Store, versions: Mapping[str, int]) -> "Project | None":
        """The project, where the store holds the very files that it was read from."""
        if self._project is None or self._paths != sorted(versions):
            return None
        known = store.versions(self._keys)
        same = all(known.get(key) == versions[path] for key, path in self._keys.items())
        return self._project if same else None

    def _text(self, path: str) -> str:
        from tools.syntax.language import decode

        data = read_data(self._root, path)
        if data is None:
            return ""
        self._keys[file_key(path, data)] = path
        return decode(data) or ""

"""What a build has left in `build/generated` of the modules, read and never written.

That folder may be old or of another branch: it says that a name exists, never that it does not.
"""

import os
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

_MOST_FOLDERS = 20_000
_LARGEST = 2_000_000
_CODE = (".kt", ".java")


class Built:
    """The generated sources below the folders of modules, listed at the first question."""

    def __init__(self, root: Path, directories: Iterable[str]) -> None:
        self._root = root
        self._directories = tuple(directories)

    def source(self, name: str) -> str:
        """The file, relative to the repository, that declares a full name; "" without one."""
        package, _, simple = name.rpartition(".")
        below = f"/{package.replace('.', '/')}"
        for folder in self._folders.get(package.rpartition(".")[2], ()):
            if not folder.endswith(below):
                continue
            for path in sorted((self._root / folder).iterdir()):
                if path.suffix in _CODE and (path.stem == simple or _declares(path, simple)):
                    return f"{folder}/{path.name}"
        return ""

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        """Folders with code by the last part of their path."""
        found: dict[str, list[str]] = {}
        count = 0
        for directory in self._directories:
            for folder, _, files in os.walk(self._root / directory / "build" / "generated"):
                count += 1
                if count > _MOST_FOLDERS:
                    return found
                if any(one.endswith(_CODE) for one in files):
                    path = Path(folder)
                    shown = path.relative_to(self._root).as_posix()
                    found.setdefault(path.name, []).append(shown)
        return found


def _declares(path: Path, simple: str) -> bool:
    """Whether a Kotlin file declares a function, property or type of this name."""
    if path.suffix != ".kt":
        return False
    try:
        if path.stat().st_size > _LARGEST:
            return False
        text = path.read_text("utf-8", "replace")
    except OSError:
        return False
    name = re.escape(simple)
    declared = rf"\b(?:class|interface|object|typealias|(?:fun|va[lr])\b[^\n={{(]*?)[\s.]{name}\b"
    return re.search(declared, text) is not None

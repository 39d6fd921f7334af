"""What the paths of files tell a ranking: tests, kinds of files, the words of their names."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.index.scoring import Lengths
from tools.index.words import terms

_TEST = re.compile(r"/test|/androidTest|/commonTest|Tests?\.")
_BUILD_SCRIPT, _CATALOG, _VALUES = 0.15, 0.1, 0.1


class Name(NamedTuple):
    """The name of a file, and what stands before its first dot, in lower case; its terms."""

    whole: str
    stem: str
    terms: frozenset[str]
    letters: int


class Paths:
    """The paths of versions; what takes time is worked out once, and only when it is asked for.

    `tests` are versions of test source sets. `kinds` has what speaks for a kind of file: build
    scripts change more often than their words tell, files of values say most words.
    """

    def __init__(self, lengths: Lengths) -> None:
        self._paths = {version: path for version, (path, _) in lengths.items()}
        self.tests = {version for version, path in self._paths.items() if is_test(path)}
        self.kinds = {version: kind for version, kind in self._kinds() if kind}
        self._names: dict[int, Name] = {}

    def _kinds(self) -> Iterator[tuple[int, float]]:
        for version, path in self._paths.items():
            if path.endswith((".gradle", ".gradle.kts")):
                yield version, _BUILD_SCRIPT
            elif path.endswith(".versions.toml"):
                yield version, _CATALOG
            elif "/values/" in path:
                yield version, -_VALUES

    def name(self, version: int) -> Name:
        """The name of a version's file."""
        found = self._names.get(version)
        if found is None:
            whole = self._paths[version].rpartition("/")[2]
            stem = whole.partition(".")[0]
            parts = frozenset(terms(stem))
            found = Name(whole.lower(), stem.lower(), parts, sum(map(len, parts)))
            self._names[version] = found
        return found


def is_test(path: str) -> bool:
    """Whether a file belongs to a test source set."""
    return _TEST.search(path) is not None

"""The index of one work tree: refresh it, ask it."""

import json
import sqlite3
from array import array
from collections.abc import Callable, Collection, Container, Iterable, Set
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tools.index.ahead import Ahead
from tools.index.codec import decode
from tools.index.entries import declaring
from tools.index.facts import FileFacts
from tools.index.refresh import Progress, Refreshed, refresh
from tools.index.store import Store, is_busy
from tools.index.view import Edited, Facts
from tools.syntax.language import is_code

if TYPE_CHECKING:
    from types import TracebackType

    from tools.android.project import Project
    from tools.gradle.kept import ExactModule
    from tools.index.history import History
    from tools.index.search import Hit
    from tools.library.store import LibraryStore
    from tools.library.symbol import Symbol as LibrarySymbol

_DECODED = 3_000


class Index:
    """A context manager; answers are those of the last `refresh`."""

    def __init__(self, root: Path, store: Store, note: str = "") -> None:
        self.root = root
        self.store = store
        self._notes: tuple[str, ...] = (note,) if note else ()
        self._versions: dict[str, int] | None = None
        self._lengths: dict[int, tuple[str, tuple[int, int, int]]] | None = None
        self._decoded: dict[int, FileFacts] = {}
        self._project: Project | None = None
        self._read_project: Project | None = None
        self._told: tuple[ExactModule, ...] | None = None
        self._history: History | None = None
        self._schemas: dict[str, str] | None = None
        self._code: tuple[str, ...] | None = None
        self._libraries: LibraryStore | None = None

    @classmethod
    def open(cls, root: Path, store: Path) -> "Index":
        """Open the index of `root` in the file `store`, which is made where it is missing."""
        opened, note = Store.open(store)
        return cls(root.resolve(), opened, note)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self.store.close()
        if self._libraries is not None:
            self._libraries.close()

    def refresh(
        self, progress: Progress | None = None, meanwhile: Callable[[], None] | None = None
    ) -> Refreshed:
        """Read what changed since last time. `progress` is told files done and to do.

        `meanwhile` is called while git lists the files, where there is a git repository.
        """
        from time import perf_counter

        started = perf_counter()
        ahead = Ahead(self.root)
        try:
            brought = refresh(self.root, self.store, progress, meanwhile, ahead.read)
        except sqlite3.DatabaseError as reason:
            if is_busy(reason):
                raise
            self.store.rebuild()
            self._notes += (f"the index was rebuilt: {reason}",)
            brought = refresh(self.root, self.store, progress)
        self._versions = brought.versions
        self._lengths = self._project = self._history = None
        self._told = self._schemas = self._code = None
        self._read_project = ahead.project(self.store, brought.versions)
        self._decoded.clear()
        modules = len(self.project().modules)
        seconds = perf_counter() - started
        notes, self._notes = (*self._notes, *brought.notes), ()
        return Refreshed(
            len(brought.versions), brought.parsed, brought.removed, modules, seconds, notes
        )

    def view(self, draft: Edited | None = None) -> Facts:
        """Questions about the project; the changed files of a draft answer with their new text."""
        return Facts(self, draft)

    def project(self) -> "Project":
        """Modules, dependencies and catalogs; remembered while the build files stay."""
        if self._project is None:
            from tools.android.codec import decode as decode_project
            from tools.android.codec import encode as encode_project

            digest = self._digest()
            stored = self._stored_project(digest)
            self._project = decode_project(stored) if stored else None
            if self._project is None:
                self._project = self.corrected(self.read_project())
                value = digest + encode_project(self._project)
                self.store.set_meta(f"project {self.root}", value)
        return self._project

    @property
    def libraries_path(self) -> Path:
        """The file that keeps what is read of libraries, beside the index."""
        return self.store.path.with_name("libraries.sqlite")

    def library(self, qualified: str) -> "list[LibrarySymbol]":
        """What libraries declare of a full name, as far as they were read once."""
        known = self.libraries()
        return [symbol for _, symbol in known.qualified(qualified)] if known else []

    def same_library(self, one: str, other: str) -> bool:
        """Whether an archive is known that declares both full names."""
        known = self.libraries()
        archives = [{each for each, _ in known.qualified(name)} for name in (one, other) if known]
        return bool(archives) and not archives[0].isdisjoint(archives[1])

    def libraries(self) -> "LibraryStore | None":
        """What was read once of libraries; None where nothing was."""
        if self._libraries is None and self.libraries_path.exists():
            from tools.library.store import LibraryStore

            self._libraries = LibraryStore.existing(self.libraries_path)
        return self._libraries

    def schema_names(self) -> dict[str, str]:
        """The names that schemas on disk make, each with its file."""
        if self._schemas is None:
            from tools.android.schemas import schema_names

            self._schemas = schema_names(self.project(), sorted(self.paths()), self.text)
        return self._schemas

    def read_project(self) -> "Project":
        """The project as its scripts alone tell it."""
        if self._read_project is None:
            from tools.android.modules import read_project

            self._read_project = read_project(sorted(self.paths()), self.text)
        return self._read_project

    def corrected(self, read: "Project") -> "Project":
        """A project read from scripts, of a draft too, with what Gradle told of this one."""
        from tools.gradle.kept import kept

        if self._told is None:
            self._told = kept(self.store.path.parent, self.paths(), self.text)
        if not self._told:
            return read
        from tools.gradle.corrected import corrected

        return corrected(read, self._told, self.read_project())

    def keep_told(self, modules: "tuple[ExactModule, ...]") -> None:
        """From now on prefer what Gradle told, until a build file changes."""
        from tools.gradle.kept import digest_of, keep

        keep(self.store.path.parent, digest_of(self.paths(), self.text), modules)
        self.store.set_meta(f"project {self.root}", "")
        self._project, self._told = None, modules

    def history(self) -> "History":
        """What git remembers, read when it is first asked for after a refresh."""
        if self._history is None:
            from tools.index.history import read_history

            self._history = read_history(self.root, self.store)
        return self._history

    def search(self, query: str, limit: int = 10) -> "list[Hit]":
        """The files that a request is about, best first, with the reasons."""
        from tools.index.search import search

        return search(self, query, limit)

    def map(self, tokens: int, count: Callable[[str], int], query: str = "") -> str:
        """The most relevant part of the project in at most `tokens`, as `count` counts them."""
        from tools.index.mapping import draw_map

        return draw_map(self, tokens, query, count)

    # What views and search ask

    def paths(self) -> set[str]:
        """Every file of the work tree."""
        return set(self._tree())

    def code_paths(self) -> tuple[str, ...]:
        """Every Kotlin and Java file, by path."""
        if self._code is None:
            self._code = tuple(path for path in sorted(self.paths()) if is_code(path))
        return self._code

    def text(self, path: str) -> str:
        """The text on disk with '\\n' line ends, "" where it cannot be read."""
        from tools.index.reading import read_data
        from tools.syntax.language import decode as text_of

        data = read_data(self.root, path)
        return (text_of(data) or "") if data is not None else ""

    def file(self, path: str) -> FileFacts | None:
        """The facts of a file."""
        version = self._tree().get(path)
        if version is None:
            return None
        known = self._decoded.get(version)
        if known is None:
            encoded = self.store.facts(version)
            if encoded is None:
                return None
            if len(self._decoded) >= _DECODED:
                self._decoded.clear()
            known = self._decoded[version] = decode(path, encoded)
        return known

    def lengths(self) -> dict[int, tuple[str, tuple[int, int, int]]]:
        """Live versions with path and the lengths of content, symbols and path in terms."""
        if self._lengths is None:
            self._lengths = self.store.lengths(str(self.root))
        return self._lengths

    def postings(self, term: str) -> "array[int]":
        """Pairs of version and packed counts; versions of other work trees are among them."""
        return self.store.postings(term)

    def find(self, kind: str, key: str) -> list[str]:
        """The paths that are found by a key."""
        live = self.lengths()
        return [live[version][0] for version in self.store.find(kind, key) if version in live]

    def find_each(self, kind: str, keys: Collection[str]) -> dict[str, set[str]]:
        """The paths that are found by each of some keys, those without one left out."""
        live = self.lengths()
        rows = self.store.find_each(kind, keys)
        found = {key: {live[one][0] for one in versions if one in live} for key, versions in rows}
        return {key: paths for key, paths in found.items() if paths}

    def declaring(self, names: Collection[str]) -> dict[str, Set[str]]:
        """The paths of the files that declare each of some qualified names."""
        return declaring(self.find_each, names)

    def prefixed(self, kind: str, prefix: str) -> list[tuple[str, str]]:
        """Keys that begin so, each with its path."""
        live = self.lengths()
        rows = self.store.prefixed(kind, prefix)
        return [(key, live[one][0]) for key, versions in rows for one in versions if one in live]

    def keys(self, kind: str, prefix: str, but: Container[str]) -> set[str]:
        """Keys that begin so and are those of a file other than `but`."""
        live = self.lengths()
        return {
            key
            for key, versions in self.store.prefixed(kind, prefix)
            if any(one in live and live[one][0] not in but for one in versions)
        }

    def packages(self) -> list[tuple[str, str]]:
        """Path and package of every source file."""
        return self.store.packages(str(self.root))

    def lacking(self, terms: Iterable[str]) -> frozenset[str]:
        """The paths whose text, read for search, lacks one of these terms."""
        live = self.lengths()
        held = [set(self.postings(term)[::2]) for term in set(terms)]
        if not held:
            return frozenset()
        holding = set.intersection(*held)
        rows = live.items()
        return frozenset(path for one, (path, size) in rows if size[0] and one not in holding)

    def _stored_project(self, digest: str) -> str:
        """The project of these build files as it was remembered, "" where it was not."""
        stored = self.store.meta(f"project {self.root}") or ""
        return stored.removeprefix(digest) if stored.startswith(digest) else ""

    def _digest(self) -> str:
        """What the project model depends on."""
        from tools.android.build_files import is_build_file

        tree = self._tree()
        state = json.dumps([(path, tree[path]) for path in sorted(tree) if is_build_file(path)])
        return blake2b(state.encode(), digest_size=16).hexdigest()

    def _tree(self) -> dict[str, int]:
        if self._versions is None:
            rows = self.store.tree(str(self.root))
            self._versions = {path: row[2] for path, row in rows.items()}
        return self._versions

"""The one entrance: what the libraries of a project and the platform declare.

Archives are read when the first question is asked; after that the store answers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.android.project import Project
from tools.library.gradle_cache import Archive, GradleCache, coordinates, gradle_home
from tools.library.platform import PLATFORM, Platform
from tools.library.store import LibraryStore, Row
from tools.library.symbol import Symbol

_MOST_PREFIXED = 2_000
_NEAR = 80
_KINDS = ("class", "function", "constructor", "property")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Found:
    """A symbol, and the library (`group:artifact`, or `platform`) and version that has it."""

    symbol: Symbol
    library: str
    version: str


class Libraries:
    """What a project can call. Not for several threads."""

    def __init__(self, store: LibraryStore, archives: list[Archive], platform: Platform) -> None:
        self.store = store
        self.archives = archives
        self.platform = platform
        self.cache_exists = True

    @classmethod
    def open(cls, project: Project, store: Path, root: Path, home: Path | None = None) -> Self:
        """Of a project at `root`; `store` is a file to keep facts in, `home` is Gradle's."""
        cache = GradleCache(home or gradle_home())
        archives = cache.archives(coordinates(project)) if cache.exists() else []
        opened = cls(LibraryStore(store), archives, Platform.find(root))
        opened.cache_exists = cache.exists()
        return opened

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.store.close()

    def classes(self, simple_name: str) -> tuple[Found, ...]:
        """Classes, interfaces, objects and aliases of this simple name."""
        return self._exact(simple_name, ("class",))

    def functions(self, name: str) -> tuple[Found, ...]:
        """Functions of this name, members too."""
        return self._exact(name, ("function",))

    def signatures(self, qualified: str) -> tuple[str, ...]:
        """The signatures of what an import names, constructors too; () where nothing is known."""
        rows = self._seen(self.store.qualified(qualified)) if self._numbers else []
        return tuple(dict.fromkeys(one.symbol.signature for one in rows))

    def search(self, name: str, limit: int = 20) -> list[Found]:
        """Exact name, then names that begin so, then names with all its words.

        `Modifier.padding` asks for a member or an extension; a qualified name for itself.
        """
        assert self._numbers is not None
        name = name.strip()
        owner, _, last = name.rpartition(".")
        found = self._seen(self.store.qualified(name)) if owner else []
        found += self._ordered(self.store.named(last.lower()), last, owner)
        if len(found) < limit:
            rows = self.store.prefixed(last.lower(), _MOST_PREFIXED) if last else []
            found += self._ordered(rows, last, owner)
        if len(found) < limit and not owner:
            found += self._with_words(name, limit)
        return list(dict.fromkeys(found))[:limit]

    def near(self, name: str) -> str:
        """A name that is spelled nearly so, "" without."""
        from rapidfuzz import fuzz, process

        last = name.rpartition(".")[2].lower()
        hit = process.extractOne(last, self.store.names(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        rows = self._seen(self.store.named(hit[0])) if hit else []
        return rows[0].symbol.name if rows else ""

    @property
    def faults(self) -> list[str]:
        """What could not be read of the archives, a line each."""
        known = self.store.known()
        keys = (_key(one.path) for one in self.archives)
        return [known[key][1] for key in keys if key in known and known[key][1]]

    @cached_property
    def _numbers(self) -> dict[int, tuple[str, str]]:
        """Number in the store to library and version; reads what is not known yet."""
        from tools.library.archives import read_archive

        known = self.store.known()
        numbers: dict[int, tuple[str, str]] = {}
        for archive in self.archives:
            key = _key(archive.path)
            if key in known:
                number = known[key][0]
            else:
                read = read_archive(archive.path)
                number = self.store.add(key, read.symbols, read.fault)
            numbers[number] = archive.library, archive.version
        key = self.platform.key
        number = known[key][0] if key in known else self.store.add(key, self.platform.symbols(), "")
        numbers[number] = PLATFORM, self.platform.version
        return numbers

    def _seen(self, rows: Iterable[Row]) -> list[Found]:
        """Of rows of all archives, those of this project's."""
        numbers = self._numbers
        return [Found(Symbol(*row[1:]), *numbers[row[0]]) for row in rows if row[0] in numbers]

    def _exact(self, name: str, kinds: tuple[str, ...]) -> tuple[Found, ...]:
        if not self._numbers:
            return ()
        rows = self._seen(self.store.named(name.lower()))
        return tuple(one for one in rows if one.symbol.name == name and one.symbol.kind in kinds)

    def _ordered(self, rows: Iterable[Row], name: str, owner: str) -> list[Found]:
        found = [one for one in self._seen(rows) if _fits(one.symbol, owner)]
        return sorted(found, key=lambda one: _order(one, name))

    def _with_words(self, query: str, limit: int) -> list[Found]:
        words = [word.lower() for word in _WORD.findall(query)]
        if not words:
            return []
        names = [one for one in self.store.names() if all(word in one for word in words)]
        found: list[Found] = []
        for name in sorted(names, key=lambda one: (len(one), one))[: 4 * limit]:
            found += self._ordered(self.store.named(name), query, "")
        return found


def _fits(symbol: Symbol, owner: str) -> bool:
    around = f".{symbol.qualified.rpartition('.')[0]}", f".{symbol.owner}"
    return not owner or any(one.endswith(f".{owner}") for one in around)


def _order(found: Found, name: str) -> tuple[object, ...]:
    symbol = found.symbol
    return (
        symbol.name != name,
        symbol.signature.startswith("@Deprecated"),
        bool(symbol.owner),
        len(symbol.name),
        found.library == PLATFORM,
        _KINDS.index(symbol.kind),
        symbol.qualified,
        len(symbol.signature),
    )


def _key(path: Path) -> str:
    try:
        about = path.stat()
    except OSError:
        return f"{path}|gone"
    return f"{path}|{about.st_size}|{about.st_mtime_ns}"

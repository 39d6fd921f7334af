"""The one entrance: what the libraries of a project and the platform declare.

Archives are read when the first question is asked; after that the store answers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tools.android.project import Project
from tools.library.gradle_cache import (
    Archive,
    GradleCache,
    archive_key,
    coordinates,
    gradle_home,
)
from tools.library.platform import PLATFORM, Platform, dated
from tools.library.store import LibraryStore, Row
from tools.library.symbol import Symbol
from tools.library.table import TABLE, Table, level

if TYPE_CHECKING:
    from tools.index import Index

_MOST_PREFIXED = 2_000
_NEAR = 83
_KINDS = ("class", "function", "constructor", "property")
_CALLED = ("function", "constructor")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Found:
    """A symbol, and the library (`group:artifact`, or `platform`) and version that has it."""

    symbol: Symbol
    library: str
    version: str


class Libraries:
    """What a project can call. Not for several threads.

    `sdk` is the platform of an SDK; None has the shipped table stand in.
    """

    def __init__(self, store: LibraryStore, archives: list[Archive], sdk: Platform | None) -> None:
        self.store = store
        self.archives = archives
        self.sdk = sdk
        self.table = None if sdk else Table()
        self.cache_exists = True

    @classmethod
    def open(cls, project: Project, store: Path, root: Path, home: Path | None = None) -> Self:
        """Of a project at `root`; `store` is a file to keep facts in, `home` is Gradle's."""
        cache = GradleCache(home or gradle_home())
        archives = cache.archives(coordinates(project)) if cache.exists() else []
        wanted = max((one.compile_sdk or 0 for one in project.modules), default=0)
        opened = cls(LibraryStore.open(store), archives, Platform.find(root, wanted))
        opened.cache_exists = cache.exists()
        return opened

    @classmethod
    def of(cls, index: "Index") -> Self:
        """Of the project of an index, beside whose file the facts are kept."""
        store = index.libraries_path
        return cls.open(index.project(), store, index.root)

    @cached_property
    def platform(self) -> str:
        """The platform that is answered from, as in `API 36`."""
        return f"API {self.sdk.level if self.sdk else level()}"

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
        """The signatures of what an import names, constructors too; () where nothing is known.

        That nothing is known means nothing: an archive may be missing, and the table is a part.
        """
        return tuple(dict.fromkeys(one.signature for one in self._qualified(qualified)))

    def called(self, qualified: str) -> tuple[str, ...]:
        """The signatures of functions and constructors alone, old ones left out."""
        found = (one for one in self._qualified(qualified) if one.kind in _CALLED)
        shown = dict.fromkeys(one.signature for one in found)
        return tuple(one for one in shown if not one.startswith("@Deprecated"))

    def _qualified(self, name: str) -> list[Symbol]:
        found = self._seen(self.store.qualified(name)) if self._numbers else []
        return [
            *(one.symbol for one in found),
            *(self.table.qualified(name) if self.table else ()),
        ]

    def search(self, name: str, limit: int = 20) -> list[Found]:
        """Exact name, then names that begin so, then names with all its words.

        `Modifier.padding` asks for a member or an extension; a qualified name for itself.
        """
        name = name.strip()
        owner, _, last = name.rpartition(".")
        named = self._named(last.lower())
        found = [one for one in named if owner and one.symbol.qualified == name]
        found += _ordered(named, last, owner)
        if len(found) < limit and last:
            found += _ordered(self._prefixed(last.lower()), last, owner)
        if len(found) < limit and not owner:
            found += self._with_words(name, limit)
        return list(dict.fromkeys(found))[:limit]

    def near(self, name: str) -> str:
        """A name that is spelled nearly so, "" without."""
        from rapidfuzz import fuzz, process

        assert self._numbers is not None
        last = name.rpartition(".")[2].lower()
        names = sorted(self.store.names(""))
        hit = process.extractOne(last, names, scorer=fuzz.ratio, score_cutoff=_NEAR)
        found = self._named(hit[0]) if hit else []
        return found[0].symbol.name if found else ""

    @property
    def faults(self) -> list[str]:
        """What could not be read of the archives, a line each."""
        known = self.store.known()
        return [known[key][1] for key in self._keys if key in known and known[key][1]]

    @cached_property
    def _keys(self) -> dict[str, Archive]:
        """What the store knows each archive by, the SDK's among them."""
        keys = {archive_key(one.path): one for one in self.archives}
        if self.sdk:
            keys[archive_key(self.sdk.jar)] = Archive(PLATFORM, self.platform, self.sdk.jar)
        return keys

    @cached_property
    def _numbers(self) -> dict[int, Archive]:
        """The archives by their numbers in the store; reads what is not known yet."""
        known = self.store.known()
        waiting = {one.path: key for key, one in self._keys.items() if key not in known}
        if waiting:
            self._read(waiting)
        names = archive_key(TABLE)
        if self.table and names not in known:
            self.store.add(names, (), "", names=self.table.names())
        used = {*self._keys, names} if self.table else set(self._keys)
        if not known.keys() <= used:
            self.store.keep(used)
        known = self.store.known()
        return {known[key][0]: one for key, one in self._keys.items() if key in known}

    def _read(self, waiting: dict[Path, str]) -> None:
        """Keep what archives declare, each known by a key."""
        from tools.library.reading import read_archives

        for path, read in read_archives(list(waiting)):
            symbols: Iterable[Symbol] = read.symbols
            if self.sdk and path == self.sdk.jar:
                symbols = dated(symbols, self.sdk.levels())
            self.store.add(waiting[path], symbols, read.fault)

    def _named(self, lower: str) -> list[Found]:
        found = self._seen(self.store.named(lower)) if self._numbers else []
        return found + self._of_table(self.table.named(lower) if self.table else ())

    def _prefixed(self, lower: str) -> list[Found]:
        found = self._seen(self.store.prefixed(lower, _MOST_PREFIXED))
        more = self.table.prefixed(lower, _MOST_PREFIXED) if self.table else ()
        return found + self._of_table(more)

    def _seen(self, rows: Iterable[Row]) -> list[Found]:
        """Of rows of the store, those of this project's archives."""
        numbers = self._numbers
        return [
            Found(symbol, numbers[number].library, numbers[number].version)
            for number, symbol in rows
            if number in numbers
        ]

    def _of_table(self, symbols: Iterable[Symbol]) -> list[Found]:
        return [Found(one, PLATFORM, self.platform) for one in symbols]

    def _exact(self, name: str, kinds: tuple[str, ...]) -> tuple[Found, ...]:
        found = self._named(name.lower())
        return tuple(one for one in found if one.symbol.name == name and one.symbol.kind in kinds)

    def _with_words(self, query: str, limit: int) -> list[Found]:
        words = sorted((word.lower() for word in _WORD.findall(query)), key=len)
        if not words:
            return []
        names = [one for one in self.store.names(words[-1]) if all(it in one for it in words)]
        found: list[Found] = []
        for name in sorted(names, key=lambda one: (len(one), one))[: 4 * limit]:
            found += _ordered(self._named(name), query, "")
            if len(found) >= limit:
                break
        return found


def _ordered(found: Iterable[Found], name: str, owner: str) -> list[Found]:
    fitting = [one for one in found if _fits(one.symbol, owner)]
    return sorted(fitting, key=lambda one: _order(one, name))


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

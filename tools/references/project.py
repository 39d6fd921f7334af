"""The project's declarations as they are asked for: types by name, supertypes, members."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from tools.base import ToolFault
from tools.references.source import TYPE_KINDS, Source, type_head
from tools.syntax.language import is_keep_rules

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Symbol

CODE = (".kt", ".java")
TEXTS = (*CODE, ".kts", ".gradle", ".xml", ".pro", ".toml", ".properties", ".md", ".txt")


class Texts(Protocol):
    """Where texts are read from: a draft, or facts."""

    def paths(self) -> Sequence[str]:
        """All files, sorted."""

    def text(self, path: str) -> str:
        """The text of a file with '\\n' line ends."""


@dataclass(frozen=True)
class Enclosure:
    """A class body around a place. `name` is "" for an anonymous class; `parents` are resolved."""

    name: str
    parents: tuple[str, ...]


@dataclass
class Code:
    """All code of a project, each file read once when first asked for.

    Qualified names are dotted, nested types included.
    """

    facts: "Facts"
    tree: "Texts"
    _texts: dict[str, str] = field(default_factory=dict)
    _paths: dict[tuple[str, tuple[str, ...]], list[str]] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _symbols: dict[str, list["Symbol"]] = field(default_factory=dict)
    _named: dict[str, list["Symbol"]] = field(default_factory=dict)
    _parents: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """One file; "" where it is no text."""
        if path not in self._texts:
            try:
                self._texts[path] = self.tree.text(path)
            except ToolFault:  # not a text in truth
                self._texts[path] = ""
        return self._texts[path]

    @cached_property
    def text_paths(self) -> tuple[str, ...]:
        """Every file that may name a symbol, by path."""
        return tuple(
            path
            for path in self.tree.paths()
            if path.endswith(TEXTS) or "/META-INF/services/" in path or is_keep_rules(path)
        )

    def paths_with(self, word: str, suffixes: tuple[str, ...] = CODE) -> list[str]:
        """The files in which a word occurs, in code or elsewhere."""
        key = (word, suffixes)
        if key not in self._paths:
            pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
            lacking = self.facts.lacking(word)
            self._paths[key] = [
                path
                for path in self.text_paths
                if path.endswith(suffixes) and path not in lacking
                if word in (text := self.text(path)) and pattern.search(text)
            ]
        return self._paths[key]

    def source(self, path: str) -> Source:
        """One file of code."""
        if path not in self._sources:
            self._sources[path] = Source(path, self.text(path))
        return self._sources[path]

    def symbols(self, qualified: str) -> list["Symbol"]:
        """The declarations with this qualified name."""
        if qualified not in self._symbols:
            found = self.facts.symbol(qualified) if qualified else []
            self._symbols[qualified] = [s for s in found if s.path.endswith(CODE)]
        return self._symbols[qualified]

    def named(self, name: str) -> list["Symbol"]:
        """The declarations with this simple name."""
        if name not in self._named:
            self._named[name] = [s for s in self.facts.symbols(name) if s.path.endswith(CODE)]
        return self._named[name]

    def is_type(self, qualified: str) -> bool:
        """Whether the project declares a type of this name."""
        return any(symbol.kind in TYPE_KINDS for symbol in self.symbols(qualified))

    def type_named(self, source: Source, written: str, at: int) -> str:
        """The qualified name of a type as written at a place; "" where that is not certain.

        A name of a library is known only from an explicit import. An alias gives its target.
        """
        return self._unaliased(self.type_written(source, written, at))

    def type_written(self, source: Source, written: str, at: int) -> str:
        """As `type_named`, but a type alias stands for itself."""
        head, _, rest = written.partition(".")
        found = self._simple_type(source, head, at) if head else ""
        if found:
            return self._nested(found, rest) if rest else found
        return written if self.is_type(written) else ""

    def _nested(self, owner: str, rest: str) -> str:
        """A type inside another, which Java also reaches through the types below that."""
        for name in (owner, *self.ancestors(owner)):
            if self.is_type(f"{name}.{rest}"):
                return f"{name}.{rest}"
        return f"{owner}.{rest}"

    def _unaliased(self, qualified: str) -> str:
        for symbol in self.symbols(qualified):
            if symbol.kind == "typealias" and symbol.type:
                target = self.source(symbol.path)
                head = type_head(symbol.type)
                if head.rpartition(".")[2] != symbol.name:
                    return self.type_named(target, head, symbol.start) or qualified
        return qualified

    def _simple_type(self, source: Source, name: str, at: int) -> str:
        for enclosure in self.enclosures(source, at):
            own = enclosure.name
            if own and own.rpartition(".")[2] == name:
                return own
            for owner in (own, *self.ancestors(own, enclosure.parents)):
                if owner and self.is_type(f"{owner}.{name}"):
                    return f"{owner}.{name}"
        return self.imported(source, name) or self.beside(source, name)

    def imported(self, source: Source, name: str) -> str:
        """What an explicit import says that `name` is; "" for none."""
        for entry in source.imports:
            if not entry.star and entry.simple == name:
                return entry.name
        return ""

    def beside(self, source: Source, name: str) -> str:
        """A type of the same package or of a package imported whole."""
        own = f"{source.package}.{name}" if source.package else name
        if self.is_type(own):
            return own
        for entry in source.imports:
            if entry.star and self.is_type(f"{entry.name}.{name}"):
                return f"{entry.name}.{name}"
        return ""

    def enclosures(self, source: Source, at: int) -> list[Enclosure]:
        """The classes around a place, innermost first."""
        around: list[tuple[int, Enclosure]] = []
        for start, end, written in source.anonymous:
            if start < at < end:
                parents = [self.type_named(source, name, start - 1) for name in written]
                around.append((start, Enclosure("", tuple(parents))))
        for symbol in source.enclosing_symbols(at):
            if symbol.kind in TYPE_KINDS and symbol.kind != "typealias":
                name = symbol.qualified
                around.append((symbol.start, Enclosure(name, self.parents(name))))
        return [entry for _, entry in sorted(around, key=lambda pair: -pair[0])]

    def parents(self, qualified: str) -> tuple[str, ...]:
        """The direct supertypes of a project type; "" for one that is not certain."""
        if qualified not in self._parents:
            self._parents[qualified] = ()
            found = []
            for symbol in self.symbols(qualified):
                source = self.source(symbol.path)
                for written in symbol.supertypes:
                    name = self.type_named(source, type_head(written), symbol.start - 1)
                    found.append(name if name != qualified else "")
            self._parents[qualified] = tuple(dict.fromkeys(found))
        return self._parents[qualified]

    def ancestors(self, qualified: str, parents: Sequence[str] = ()) -> list[str]:
        """All supertypes, nearest first, without those that are not certain."""
        queue = list(parents or (self.parents(qualified) if qualified else ()))
        seen: list[str] = []
        while queue:
            name = queue.pop(0)
            if name and name not in seen:
                seen.append(name)
                queue.extend(self.parents(name))
        return seen

    def is_open(self, qualified: str, parents: Sequence[str] = ()) -> bool:
        """Whether some supertype lies outside the project, so that members may be unknown."""
        queue = list(parents or self.parents(qualified))
        return any(not name or not self.is_type(name) for name in queue) or any(
            self.is_open(name) for name in queue
        )

    def children(self, qualified: str) -> list[str]:
        """The types that have this one as a direct supertype."""
        simple = qualified.rpartition(".")[2]
        names: dict[str, None] = {}
        for path in self.paths_with(simple):
            for symbol in self.source(path).parsed.symbols:
                heads = [type_head(written).rpartition(".")[2] for written in symbol.supertypes]
                if (simple in heads or self._aliased(path, qualified, heads)) and (
                    qualified in self.parents(symbol.qualified)
                ):
                    names.setdefault(symbol.qualified)
        return list(names)

    def _aliased(self, path: str, qualified: str, heads: list[str]) -> bool:
        return any(
            entry.name == qualified and entry.alias in heads for entry in self.source(path).imports
        )

    def descendants(self, qualified: str) -> list[str]:
        """All types below this one."""
        seen: list[str] = []
        queue = [qualified]
        while queue:
            for name in self.children(queue.pop(0)):
                if name not in seen and name != qualified:
                    seen.append(name)
                    queue.append(name)
        return seen

    def members(self, owner: str, name: str, parents: Sequence[str] = ()) -> list["Symbol"]:
        """The members of this name that a type has, from the nearest type that declares one."""
        for candidate in (owner, *self.ancestors(owner, parents)):
            if not candidate:
                continue
            for place in (candidate, f"{candidate}.Companion"):
                found = [s for s in self.symbols(f"{place}.{name}") if s.kind not in TYPE_KINDS]
                found = [s for s in found if s.kind != "constructor" and s.owner == place]
                if found:
                    return found
        return []

    def top_level(self, source: Source, name: str) -> list["Symbol"]:
        """The top-level functions and properties that a bare name can mean in a file."""
        if imported := self.imported(source, name):
            found = self.symbols(imported)
        else:
            own = self.symbols(f"{source.package}.{name}" if source.package else name)
            found = [*own, *self._starred(source, name)]
        return [s for s in found if s.kind not in TYPE_KINDS and s.kind != "constructor"]

    def _starred(self, source: Source, name: str) -> Iterator["Symbol"]:
        """What imports that end with `.*` bring in: of a type, never what needs an instance."""
        for entry in source.imports:
            if not entry.star or (source.java and not entry.static):
                continue
            of_type = self.is_type(entry.name)
            for symbol in self.symbols(f"{entry.name}.{name}"):
                if not of_type or symbol.kind == "enum_entry" or _is_static(symbol):
                    yield symbol


def _is_static(symbol: "Symbol") -> bool:
    """Whether a member is reached without an instance, as Java sees it."""
    of_java = {"static", "const"} & set(symbol.modifiers)
    return bool(of_java or {"JvmStatic", "JvmField"} & set(symbol.annotations))

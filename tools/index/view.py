"""Questions about the project, answered from the index and, for edited files, from the draft."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tools.android import resources
from tools.android.resources import ClassRef, Resource, ResourceRef
from tools.base import ToolFault
from tools.index.entries import declaring, entries, entry_key, is_deprecated
from tools.index.facts import FileFacts, extract
from tools.index.words import terms
from tools.syntax.language import is_code, language
from tools.syntax.symbols import Identifier, ParsedSource, Symbol

if TYPE_CHECKING:
    from tools.android.built import Built
    from tools.android.generated import Generated
    from tools.android.manifest import Manifest
    from tools.android.project import Project
    from tools.index.index import Index
    from tools.library.store import LibraryStore
    from tools.library.symbol import Symbol as LibrarySymbol


class Edited(Protocol):
    """What a view needs of a draft. `revision` changes with every edit."""

    revision: int

    def changed(self) -> tuple[str, ...]:
        """Paths that differ from the base."""

    def exists(self, path: str) -> bool:
        """Whether the draft has the file."""

    def text(self, path: str) -> str:
        """Its text with '\\n' line ends."""


@dataclass(frozen=True, slots=True)
class FolderPackage:
    """A folder of source files and the package that they declare."""

    folder: str
    package: str


class Facts:
    """One view of the project. A draft is asked again at each question, so edits are seen."""

    def __init__(self, index: "Index", draft: Edited | None = None) -> None:
        self._index = index
        self._draft = draft
        self._read: dict[str, tuple[str, FileFacts]] = {}
        self._edited: tuple[int, dict[str, FileFacts | None]] = (-1, {})
        self._holders: dict[str, set[str]] = {}
        self._lacking: dict[str, frozenset[str]] = {}
        self._saying: dict[str, list[str]] = {}
        self._parsed: dict[str, tuple[str, ParsedSource]] = {}
        self._project: tuple[tuple[tuple[str, str], ...], Project] | None = None
        self._generated: tuple[int, Built, Generated] | None = None

    def file(self, path: str) -> FileFacts | None:
        """The facts of one file; None where the project has no such file."""
        overlay = self._overlay()
        return overlay[path] if path in overlay else self._index.file(path)

    def files(self) -> Iterator[FileFacts]:
        """Every file, by path."""
        overlay = self._overlay()
        known = {path for path, facts in overlay.items() if facts is not None}
        for path in sorted(self._index.paths() | known):
            facts = overlay[path] if path in overlay else self._index.file(path)
            if facts is not None:
                yield facts

    def paths(self) -> tuple[str, ...]:
        """The path of every file, sorted."""
        overlay = self._overlay()
        known = {path for path, facts in overlay.items() if facts is not None}
        return tuple(sorted((self._index.paths() - overlay.keys()) | known))

    def text(self, path: str) -> str:
        """The text of a file with '\\n' line ends; "" for a file that cannot be read."""
        if self._draft is None:
            return self._index.text(path)
        try:
            return self._draft.text(path) if self._draft.exists(path) else ""
        except ToolFault:  # not a text in truth
            return ""

    def parsed(self, path: str) -> ParsedSource | None:
        """A Kotlin or Java file with the uses of names in it."""
        kind = language(path)
        if kind not in ("kotlin", "java"):
            return None
        text = self.text(path)
        known = self._parsed.get(path)
        if known is None or known[0] != text:
            known = (text, _parse(kind, path, text))
            if len(self._parsed) > 400:
                self._parsed.clear()
            self._parsed[path] = known
        return known[1]

    # Declarations

    def symbols(self, name: str) -> list[Symbol]:
        """The declarations of a simple name, by path."""
        return [s for f in self._having("name", name) for s in f.symbols if s.name == name]

    def names(self) -> list[str]:
        """The simple name of every declaration, sorted."""
        overlay = self._overlay()
        rows = self._index.prefixed("name", "")
        found = {key for key, path in rows if path not in overlay}
        found |= {s.name for facts in overlay.values() if facts is not None for s in facts.symbols}
        return sorted(found)

    def symbol(self, qualified: str) -> list[Symbol]:
        """The declarations of a qualified name: several for overloads and source sets."""
        overlay = self._overlay()
        paths = self._index.declaring([qualified]).get(qualified, frozenset()) - overlay.keys()
        if overlay:
            paths |= declaring(self._edited_having, [qualified]).get(qualified, frozenset())
        return [s for f in self._files(paths) for s in f.symbols if s.qualified == qualified]

    def members(self, qualified: str) -> list[Symbol]:
        """What is declared directly in a type (of its companion too)."""
        owners = (qualified, f"{qualified}.Companion")
        found: list[Symbol] = []
        for owner in owners:
            for facts in self._having("owner", owner):
                found.extend(s for s in facts.symbols if s.owner == owner)
        return found

    def deprecated(self) -> frozenset[str]:
        """The simple names of what the project itself marks as deprecated."""
        overlay = self._overlay()
        found = frozenset(self._index.keys("deprecated", "", overlay))
        edited = (facts for facts in overlay.values() if facts is not None)
        return found | {s.name for facts in edited for s in facts.symbols if is_deprecated(s)}

    def library(self, qualified: str) -> "list[LibrarySymbol]":
        """What libraries declare of a full name, as far as they were read once; no archive is."""
        return self._index.library(qualified)

    def same_library(self, one: str, other: str) -> bool:
        """Whether who can use one full name of a library can use the other as well."""
        return self._index.same_library(one, other)

    def libraries(self) -> "LibraryStore | None":
        """What was read once of libraries, to be asked further; None where nothing was."""
        return self._index.libraries()

    def package_symbols(self, package: str) -> list[Symbol]:
        """The top-level declarations of a package."""
        return [s for f in self._having("package", package) for s in f.symbols if not s.owner]

    def packages_from(self, prefix: str) -> set[str]:
        """The packages that are `prefix` or lie below it."""
        overlay = self._overlay()
        found = self._index.keys("package", prefix, overlay)
        found |= {facts.package for facts in overlay.values() if facts is not None}
        return {name for name in found if f"{name}.".startswith(f"{prefix}.")}

    def packages_below(self, folder: str) -> list[FolderPackage]:
        """The packages of the folders at and below a folder, each once, by path."""
        overlay = self._overlay()
        pairs = [(p, package) for p, package in self._index.packages() if p not in overlay]
        pairs += [(p, f.package) for p, f in overlay.items() if f is not None and f.package]
        prefix = f"{folder}/" if folder else ""
        found = {
            FolderPackage(path.rpartition("/")[0], package): None
            for path, package in sorted(pairs)
            if path.startswith(prefix)
        }
        return list(found)

    # Uses

    def uses(self, name: str, beside: str = "") -> list[tuple[str, Identifier]]:
        """Every use of a simple name in Kotlin and Java, by path and place.

        Only files whose text holds `beside` too are read.
        """
        found: list[tuple[str, Identifier]] = []
        for path in self.holding(name):
            text = self.text(path)
            if name in text and beside in text and (source := self.parsed(path)) is not None:
                found.extend((path, one) for one in source.identifiers if one.name == name)
        return found

    def imports_of(self, simple: str) -> Counter[str]:
        """How many files import which full name for a simple name."""
        overlay = self._overlay()
        prefix = f"{simple} "
        counted: Counter[str] = Counter()
        for key, path in self._index.prefixed("import", prefix):
            if path not in overlay:
                counted[key.removeprefix(prefix)] += 1
        for facts in overlay.values():
            if facts is not None:
                named = {one.name for one in facts.imports if one.simple == simple and not one.star}
                counted.update(sorted(named))
        return counted

    def imports_below(self, package: str) -> set[str]:
        """The full names that files import from a package and the packages below it."""
        overlay = self._overlay()
        prefix = f"{package}."
        rows = self._index.prefixed("imported", prefix)
        found = {key for key, path in rows if path not in overlay}
        for facts in overlay.values():
            if facts is not None:
                found |= {one.name for one in facts.imports if one.name.startswith(prefix)}
        return found

    def holding(self, name: str) -> list[str]:
        """The Kotlin and Java files in whose text a name may be, by path."""
        overlay = self._overlay()
        lacking = self.lacking(name)
        code = self._index.code_paths()
        found = [path for path in code if path not in lacking and path not in overlay]
        edited = [p for p, facts in overlay.items() if facts is not None and is_code(p)]
        return sorted([*found, *edited]) if edited else found

    def saying(self, name: str) -> list[str]:
        """The Kotlin and Java files in whose text a name is, by path."""
        if name not in self._saying:
            index, lacking = self._index, self._index.lacking(terms(name))
            code = (path for path in index.code_paths() if path not in lacking)
            self._saying[name] = [path for path in code if name in index.text(path)]
        overlay = self._overlay()
        found = [path for path in self._saying[name] if path not in overlay]
        edited = [path for path in overlay if is_code(path) and name in self.text(path)]
        return sorted([*found, *edited]) if edited else found

    def lacking(self, name: str) -> frozenset[str]:
        """The files whose text does not hold a name as whole words, known without reading them.

        Files that search does not rank, and edited ones, are never among them.
        """
        if name not in self._lacking:
            self._lacking[name] = self._index.lacking(terms(name))
        overlay = self._overlay()
        return self._lacking[name] - overlay.keys() if overlay else self._lacking[name]

    def importers(self, qualified: str) -> list[str]:
        """The files that import a full name (or a package, by star)."""
        return self._paths_having("imported", qualified)

    # Resources

    def resources(self, type_name: str, name: str | None = None) -> list[Resource]:
        """The definitions of a resource, or all of a type, in every qualifier and module."""
        found: list[Resource] = []
        if name is not None:
            wanted = resources.key(type_name, name)
            for facts in self._having("resource", wanted):
                found.extend(r for r in facts.resources if resources.key(r.type, r.name) == wanted)
            return found
        overlay = self._overlay()
        paths = {p for _, p in self._index.prefixed("resource", f"{type_name}/")} | overlay.keys()
        for path in sorted(paths):
            one = self.file(path)
            if one is not None:
                found.extend(r for r in one.resources if r.type == type_name)
        return found

    def showing(self, text: str) -> list[str]:
        """The files that hold a text which a person may see, by its words; no translations."""
        return self._paths_having("text", " ".join(terms(text)))

    def resource_paths(self, type_name: str, name: str) -> list[str]:
        """The files that define a resource, without reading them."""
        return self._paths_having("resource", resources.key(type_name, name))

    def resource_refs(self, type_name: str, name: str) -> list[ResourceRef]:
        """The uses of a resource in code and XML."""
        wanted = resources.key(type_name, name)
        return [
            r
            for f in self._having("use", wanted)
            for r in f.resource_refs
            if resources.key(r.type, r.name) == wanted
        ]

    def used_resources(self, type_name: str, prefix: str) -> set[str]:
        """The names, as they are looked up, of used resources of a type that begin so."""
        overlay = self._overlay()
        wanted = resources.key(type_name, prefix)
        rows = self._index.prefixed("use", wanted)
        found = {key for key, path in rows if path not in overlay}
        for facts in overlay.values():
            uses = facts.resource_refs if facts is not None else ()
            found |= {resources.key(one.type, one.name) for one in uses}
        return {key.partition("/")[2] for key in found if key.startswith(wanted)}

    def class_refs(self, name: str) -> list[ClassRef]:
        """The uses of a class by its simple name in XML."""
        return [
            one
            for f in self._having("class", name)
            for one in f.class_refs
            if one.name.rpartition(".")[2] == name
        ]

    # The project

    def project(self) -> "Project":
        """The modules and catalogs, as the draft has them."""
        from tools.android.build_files import is_build_file
        from tools.android.modules import read_project

        overlay = self._overlay()
        edited = tuple(
            (path, self.text(path) if facts is not None else "")
            for path, facts in overlay.items()
            if is_build_file(path)
        )
        if not edited:
            return self._index.project()
        if self._project is None or self._project[0] != edited:
            read = read_project(self.paths(), self.text)
            self._project = (edited, self._index.corrected(read))
        return self._project[1]

    def generated(self, name: str) -> str:
        """The file that a build makes a full name from, "" where nothing is known to make it."""
        from tools.android.built import Built
        from tools.android.generated import Generated

        revision = self._draft.revision if self._draft else 0
        if self._generated is None or self._generated[0] != revision:
            folders = (module.directory for module in self.project().modules)
            built = self._generated[1] if self._generated else Built(self._index.root, folders)
            self._generated = (revision, built, Generated(self, built))
        return self._generated[2].source(name)

    def schema_names(self) -> Mapping[str, str]:
        """The names that schemas make, each with its file; code that is edited makes none."""
        from tools.android.schemas import schema_names

        if self._draft is None or all(map(is_code, self._overlay())):
            return self._index.schema_names()
        return schema_names(self.project(), self.paths(), self.text)

    def manifests(self) -> "list[Manifest]":
        """Every manifest, by path, with full names from the namespaces of the modules."""
        from tools.android.manifest import is_manifest, read_manifest

        return [
            read_manifest(path, self.text(path), self.module_namespace(path) or "")
            for path in self.paths()
            if is_manifest(path)
        ]

    def namespaces(self) -> frozenset[str]:
        """The namespaces of all modules: the packages of their `R` classes."""
        modules = self.project().modules
        return frozenset(one.namespace for one in modules if one.namespace is not None)

    def module_namespace(self, path: str) -> str | None:
        """The namespace of the module that a file belongs to, where it is known."""
        module = self.project().module_of(path)
        return None if module is None else module.namespace

    # How it is found

    def _overlay(self) -> dict[str, FileFacts | None]:
        """The facts of each edited file (None: no longer there), read once per revision."""
        if self._draft is None:
            return {}
        if self._edited[0] != self._draft.revision:
            overlay = {path: self._facts(path) for path in self._draft.changed()}
            self._edited = (self._draft.revision, overlay)
            self._holders = _holders(overlay)
        return self._edited[1]

    def _facts(self, path: str) -> FileFacts | None:
        assert self._draft is not None
        if not self._draft.exists(path) or language(path) is None:
            return None
        text = "" if language(path) == "asset" else self.text(path)
        known = self._read.get(path)
        if known is None or known[0] != text:
            known = self._read[path] = (text, extract(path, text))
        return known[1]

    def _paths_having(self, kind: str, key: str) -> list[str]:
        """The paths of the files that hold a key, sorted; only edited ones are read."""
        overlay = self._overlay()
        paths = {path for path in self._index.find(kind, key) if path not in overlay}
        return sorted(paths | self._holders.get(entry_key(kind, key), set()))

    def _edited_having(self, kind: str, keys: Collection[str]) -> dict[str, set[str]]:
        """The edited files that hold each of some keys."""
        found = {key: self._holders.get(entry_key(kind, key)) for key in keys}
        return {key: paths for key, paths in found.items() if paths}

    def _having(self, kind: str, key: str) -> list[FileFacts]:
        """The files that hold a key, by path."""
        return self._files(self._paths_having(kind, key))

    def _files(self, paths: Iterable[str]) -> list[FileFacts]:
        """The facts of files, by path."""
        found = map(self.file, sorted(paths))
        return [facts for facts in found if facts is not None]


def _holders(overlay: dict[str, FileFacts | None]) -> dict[str, set[str]]:
    """The edited files by each key that they hold."""
    holders: dict[str, set[str]] = {}
    for path, facts in overlay.items():
        for entry in entries(facts) if facts is not None else ():
            holders.setdefault(entry, set()).add(path)
    return holders


def _parse(kind: str, path: str, text: str) -> ParsedSource:
    if kind == "java":
        from tools.syntax import java

        return java.parse(path, text)
    from tools.syntax import kotlin

    return kotlin.parse(path, text, check=False)

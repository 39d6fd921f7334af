"""Which names a build generates: asked for one at a time, answered by what each is made from.

Namespaces give `R` and `BuildConfig`, layouts binding classes, navigation graphs arguments and
directions, Compose resources accessors; `schemas` and `processors` know the others, and `built`
what a build has left on the disk.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Protocol

from tools.android.built import Built
from tools.android.navigation import arguments
from tools.android.processors import Declared, processed
from tools.android.project import Module, Project
from tools.android.resources import ClassRef

_ANDROID = ("application", "library", "multiplatform")
_BUILD_CONFIG_UNTIL = 8
_LAYOUT = re.compile(r"/res[\w-]*/layout(?:-[\w+-]+)?/\w+\.xml$")
_NAVIGATION = re.compile(r"/res[\w-]*/navigation(?:-[\w+-]+)?/(\w+)\.xml$")
_DATA_CLASS = re.compile(r"<data\b[^>]*\bclass\s*=\s*\"([\w.]+)\"")
_WORDS = re.compile(r"[A-Z][a-z]*|[a-z]+|\d+")
_MOST_WORDS = 12
_SAFE_ARGS = ("Args", "Directions")
_SHARED = ("string", "drawable", "plurals", "array", "font")


class Facts(Declared, Protocol):
    """What is asked about a project."""

    def project(self) -> Project:
        """Its modules."""

    def paths(self) -> Sequence[str]:
        """All its files."""

    def text(self, path: str) -> str:
        """The text of one."""

    def resource_paths(self, type_name: str, name: str) -> Sequence[str]:
        """The files that define a resource."""

    def schema_names(self) -> Mapping[str, str]:
        """The names that its schemas make, each with its file."""

    def class_refs(self, name: str) -> Sequence[ClassRef]:
        """Where XML names a class."""


class Generated:
    """The generated names of one state of a project."""

    def __init__(self, facts: Facts, built: Built) -> None:
        self._facts = facts
        self._built = built
        self._known: dict[str, str] = {}

    def source(self, name: str) -> str:
        """The file that a full name is generated from; "" where nothing is known to make it."""
        if name not in self._known:
            found = next((path for rule in _RULES if (path := rule(self, name))), "")
            owner = name.rpartition(".")[0]
            if not found and owner.rpartition(".")[2][:1].isupper() and ".R." not in name:
                found = self.source(owner)
            self._known[name] = found
        return self._known[name]

    def _of_namespace(self, name: str) -> str:
        """`R`, `Manifest`, `BuildConfig` and `BR` of a module, and what is in the first two."""
        owner, _, simple = name.rpartition(".")
        if simple in ("R", "Manifest", "BuildConfig", "BR"):
            homes = [one for one in self._spaces.get(owner, ()) if self._has_class(one, simple)]
            homes += self._spaces.get(owner.removesuffix(".test"), ()) if simple == "R" else ()
            return homes[0].build_file if homes else ""
        space, found, rest = name.rpartition(".R.")
        if not found or space.removesuffix(".test") not in self._spaces:
            return ""
        kind, _, resource = rest.partition(".")
        if resource:
            return next(iter(self._facts.resource_paths(kind, resource)), "")
        return self._spaces[space.removesuffix(".test")][0].build_file

    def _has_class(self, module: Module, simple: str) -> bool:
        if simple == "BuildConfig":
            plugin = self._project.android_plugin
            old = plugin is None or plugin < _BUILD_CONFIG_UNTIL
            return old or "buildConfig" in module.features
        return simple != "BR" or "dataBinding" in module.features

    def _binding(self, name: str) -> str:
        package, _, simple = name.rpartition(".")
        space = package.removesuffix(".databinding")
        if space == package or space not in self._spaces:
            return self._own_binding(name) if simple.endswith("Binding") else ""
        stem = simple.removesuffix("Impl").removesuffix("Binding")
        for layout in _file_names(stem):
            for path in self._facts.resource_paths("layout", layout):
                home = self._project.module_of(path)
                if home and _LAYOUT.search(path) and simple in self._bound(home, path, stem):
                    return path
        return self._own_binding(name)

    def _bound(self, module: Module, path: str, stem: str) -> tuple[str, ...]:
        """The binding classes that a layout without a class of its own gives."""
        if "viewBinding" in module.features and "dataBinding" not in module.features:
            return (f"{stem}Binding",)
        if "dataBinding" in module.features:
            if "<layout" in self._facts.text(path):
                return (f"{stem}Binding", f"{stem}BindingImpl")
            return (f"{stem}Binding",) if "viewBinding" in module.features else ()
        return ()

    def _own_binding(self, name: str) -> str:
        """A layout that says itself how its class is called."""
        return self._named_bindings.get(name, "")

    def _navigation(self, name: str) -> str:
        kind = next((one for one in _SAFE_ARGS if name.endswith(one)), "")
        if not kind:
            return ""
        stem = name.removesuffix(kind).rpartition(".")[2]
        places = [one.path for one in self._facts.class_refs(stem)]
        for graph in _file_names(stem) if kind == "Directions" else ():
            places += self._facts.resource_paths("navigation", graph)
            places += self._facts.resource_paths("id", graph)
        for path in dict.fromkeys(places):
            match = _NAVIGATION.search(path)
            home = self._project.module_of(path)
            if match and home and name in arguments(home, match[1], self._facts.text(path)):
                return path
        return ""

    def _compose(self, name: str) -> str:
        """The `Res` of Compose resources or the `MR` of moko, or an accessor beside it."""
        owner, _, simple = name.rpartition(".")
        home = self._resources.get(owner)
        if home is not None and simple in ("Res", "MR"):
            return home.build_file
        files = (path for kind in _SHARED for path in self._facts.resource_paths(kind, simple))
        found = next((path for path in files if "/composeResources/" in path), "")
        is_class = simple == "Res" and "resources" in owner
        if not found and (is_class or ".generated.resources" in f"{owner}."):
            found = self._with_resources
        return found

    def _schema(self, name: str) -> str:
        return self._schemas.get(name, "")

    def _processed(self, name: str) -> str:
        found = processed(name, self._facts)
        return found.path if found else ""

    def _left(self, name: str) -> str:
        return self._built.source(name)

    @cached_property
    def _project(self) -> Project:
        return self._facts.project()

    @cached_property
    def _spaces(self) -> dict[str, list[Module]]:
        found: dict[str, list[Module]] = {}
        for module in self._project.modules:
            if module.namespace and module.kind in _ANDROID:
                found.setdefault(module.namespace, []).append(module)
        return found

    @cached_property
    def _with_compose(self) -> list[Module]:
        """Modules that may have Compose resources."""
        plugin = "org.jetbrains.compose"
        return [one for one in self._project.modules if one.resources or plugin in one.plugins]

    @cached_property
    def _with_resources(self) -> str:
        """A file for Compose resources of an unknown package, "" where there are none."""
        files = (path for path in self._facts.paths() if "/composeResources/" in path)
        return next((one.build_file for one in self._with_compose), "") or next(files, "")

    @cached_property
    def _resources(self) -> dict[str, Module]:
        """Modules by the package of their accessors of Compose resources."""
        return {resources_package(one, self._project): one for one in self._with_compose}

    @cached_property
    def _named_bindings(self) -> dict[str, str]:
        """Binding classes that layouts name."""
        found: dict[str, str] = {}
        homes = [one for one in self._project.modules if "dataBinding" in one.features]
        for path in self._facts.paths() if homes else ():
            home = self._project.module_of(path) if _LAYOUT.search(path) else None
            if home in homes and home and (own := _DATA_CLASS.search(self._facts.text(path))):
                inner = f"{home.namespace}.databinding.{own[1].strip('.')}"
                found[own[1] if "." in own[1].strip(".") else inner] = path
        return found

    @cached_property
    def _schemas(self) -> Mapping[str, str]:
        return self._facts.schema_names()


def resources_package(module: Module, project: Project) -> str:
    """The package of the accessors of Compose resources."""
    if module.resources is not None:
        return module.resources
    parts = [project.name, *(one for one in module.inner.split(":") if one)]
    name = ".".join(part for part in parts if part).lower().replace("-", "_")
    return f"{name}.generated.resources"


def _file_names(stem: str) -> Iterator[str]:
    """The names of files that give a class name: `Main2Row` is of `main2_row` or `main_2_row`."""
    words = _WORDS.findall(stem)
    if not words or "".join(words) != stem or len(words) > _MOST_WORDS:
        return
    digits = [place for place, word in enumerate(words) if place and word[0].isdigit()]
    for joins in product(("", "_"), repeat=len(digits)):
        by_place = dict(zip(digits, joins, strict=True))
        parts = (("" if not at else by_place.get(at, "_")) + one for at, one in enumerate(words))
        yield "".join(parts).lower()


_RULES: tuple[Callable[[Generated, str], str], ...] = (
    Generated._of_namespace,
    Generated._binding,
    Generated._navigation,
    Generated._compose,
    Generated._processed,
    Generated._schema,
    Generated._left,
)

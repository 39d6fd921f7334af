"""The project model: modules with their namespaces, plugins and dependencies, and catalogs."""

import re
from dataclasses import dataclass
from functools import cached_property

from tools.android.catalog import Alias, Catalog

_SOURCE_SET = re.compile(r"(?:^|/)src/([\w-]+)/")
_TEST_CONFIGURATION = re.compile(r"^(?:test|androidTest|\w*Test[A-Z])")
_EXPORTS = re.compile(r"^api$|Api$|^compile$")


@dataclass(frozen=True, slots=True)
class Dependency:
    """One edge. `kind`: project (target `:core:data`), alias (`libs.x.y`) or coordinate.

    `source` is the convention plugin that adds it, "" for the module's own script.
    """

    configuration: str
    target: str
    kind: str
    line: int
    source: str = ""


@dataclass(frozen=True)
class Module:
    """A Gradle project. `directory` is "" for the root; `build` the folder of the build it is of.

    `inner` is its path inside of that build. `kind`: application, library, kotlin (no Android),
    multiplatform, build-logic, root or other. `minimum_sdks` has several where flavours differ and
    none where the scripts do not tell; `compile_sdk` is None then. `features` are switches that are
    on, like `viewBinding`; `folders` are source sets with further folders of them; `resources` is
    the package of the generated `Res` or `MR`. `open_ended`: a loop adds dependencies unnamed here.
    """

    path: str
    directory: str
    build_file: str
    namespace: str | None = None
    plugins: tuple[str, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    kind: str = "other"
    minimum_sdks: tuple[int, ...] = ()
    build: str = ""
    inner: str = ""
    test_namespace: str | None = None
    compile_sdk: int | None = None
    resources: str | None = None
    features: tuple[str, ...] = ()
    flavours: tuple[str, ...] = ()
    build_types: tuple[str, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()
    open_ended: bool = False

    @property
    def accessor(self) -> str:
        """The typesafe accessor: `projects.core.dataTest` for `:core:data-test`."""
        return "projects" + "".join(f".{camel(part)}" for part in self.inner.split(":") if part)

    @property
    def minimum_sdk(self) -> int | None:
        """The lowest API level that the module runs on, None where it is unknown."""
        return self.minimum_sdks[0] if self.minimum_sdks else None

    @property
    def tests_namespace(self) -> str | None:
        """The package of the `R` class of device tests, None where no namespace is known."""
        return self.test_namespace or (f"{self.namespace}.test" if self.namespace else None)


def _lies(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def camel(part: str) -> str:
    """A path segment as an accessor writes it: kebab and snake case become camel case."""
    first, *rest = re.split(r"[-_.]", part)
    return first + "".join(one[:1].upper() + one[1:] for one in rest)


@dataclass(frozen=True)
class Project:
    """All modules, by path, and all catalogs.

    `dynamic`: modules were found by build file. `substitutions`: coordinates for which a module
    of an included build stands in. `builds`: the folders of all builds, the main one first.
    `android_plugin`: its major version, None where the scripts do not tell.
    """

    modules: tuple[Module, ...]
    catalogs: tuple[Catalog, ...] = ()
    dynamic: bool = False
    accessors: bool = False
    name: str = ""
    transitive_resources: bool = False
    substitutions: tuple[tuple[str, str], ...] = ()
    builds: tuple[str, ...] = ("",)
    android_plugin: int | None = None

    def module(self, path: str) -> Module | None:
        """The module of a Gradle path."""
        return self._by_path.get(path)

    def module_of(self, path: str) -> Module | None:
        """The module that a file belongs to: that of the nearest folder above."""
        folder = path.rpartition("/")[0]
        while folder:
            if found := self._by_directory.get(folder):
                return found
            folder = folder.rpartition("/")[0]
        return self._by_directory.get("")

    def source_set(self, path: str) -> str:
        """main, test, androidTest, debug, commonMain...; "" outside of source sets."""
        module = self.module_of(path)
        below = path[len(module.directory) :] if module else path
        if found := _SOURCE_SET.search(below):
            return found[1]
        added = (name for name, folder in module.folders if _lies(path, folder)) if module else ()
        return next(iter(added), "")

    def modules_of(self, path: str) -> tuple[Module, ...]:
        """All modules that compile a file: that of its folder, and those that add the folder."""
        home = self.module_of(path)
        others = (
            module
            for folder, module in self._added_folders
            if module is not home and _lies(path, folder)
        )
        return ((home,) if home else ()) + tuple(dict.fromkeys(others))

    def namespace_module(self, namespace: str, path: str = "") -> Module | None:
        """The module whose `R` class, or that of its device tests, has this package.

        Apps may share one: with `path` it is the one that the file there sees, else None.
        """
        found = self._by_namespace.get(namespace, [])
        if len(found) > 1 and path and (home := self.module_of(path)):
            found = [home] if home in found else self._seen_of(home, found)
        return found[0] if len(found) == 1 else None

    def _seen_of(self, home: Module, found: list[Module]) -> list[Module]:
        seen = self.visible_modules(home)
        return [one for one in found if one in seen]

    def visible_modules(self, module: Module, *, tests: bool = True) -> tuple[Module, ...]:
        """The module, what it depends on, and what these export by `api`.

        Where a loop adds the dependencies, any module of the build may be among them.
        """
        seen = {module.path: module}
        waiting = [
            self.target(edge)
            for edge in module.dependencies
            if tests or not is_test_configuration(edge.configuration)
        ]
        if module.open_ended:
            waiting += [one.path for one in self.modules if one.build == module.build]
        while waiting:
            path = waiting.pop()
            found = self.module(path)
            if found is None or path in seen:
                continue
            seen[path] = found
            waiting += [
                self.target(edge)
                for edge in found.dependencies
                if _EXPORTS.search(edge.configuration)
                and not is_test_configuration(edge.configuration)
            ]
        return tuple(seen[path] for path in sorted(seen))

    def target(self, edge: Dependency) -> str:
        """The path of the module that a dependency leads to, "" for a library."""
        if edge.kind == "project":
            return edge.target
        if not self.substitutions:
            return ""
        coordinate = edge.target
        if edge.kind == "alias":
            found = self.alias(edge.target)
            coordinate = found.target if found else ""
        return self._substituted.get(":".join(coordinate.split(":")[:2]), "")

    def accessor(self, name: str, build: str = "") -> Module | None:
        """The module behind `projects.core.data`, as scripts of a build see it."""
        parts = name.split(".")
        if len(parts) > 1 and parts[1] == camel(self.name):
            parts = [parts[0], *parts[2:]] if len(parts) > 2 else parts
        while len(parts) > 1:
            if found := self._by_accessor.get((build, ".".join(parts))):
                return found
            parts.pop()
        return None

    def inner_module(self, path: str, build: str = "") -> Module | None:
        """The module of a path as the scripts of a build write it: `:core:data`."""
        return self._by_inner.get((build, path))

    def build_of(self, path: str) -> str:
        """The folder of the build that a file belongs to."""
        around = (build for build in self.builds if not build or path.startswith(f"{build}/"))
        return max(around, key=len, default="")

    def catalogs_of(self, path: str) -> tuple[Catalog, ...]:
        """The catalogs that a script sees."""
        build = self.build_of(path)
        return tuple(one for one in self.catalogs if build in one.builds)

    def alias(self, accessor: str, path: str = "") -> Alias | None:
        """The alias behind `libs.androidx.core.ktx`, `libs.plugins.x`, `libs.versions.x`.

        With `path`, as the script there sees it.
        """
        name, _, rest = accessor.partition(".")
        for catalog in self.catalogs_of(path) if path else self.catalogs:
            if catalog.name == name and (found := catalog.resolve(rest)):
                return found
        return None

    @cached_property
    def _by_path(self) -> dict[str, Module]:
        return {module.path: module for module in self.modules}

    @cached_property
    def _substituted(self) -> dict[str, str]:
        return dict(self.substitutions)

    @cached_property
    def _by_inner(self) -> dict[tuple[str, str], Module]:
        return {(module.build, module.inner): module for module in self.modules}

    @cached_property
    def _added_folders(self) -> list[tuple[str, Module]]:
        return [(folder, module) for module in self.modules for _, folder in module.folders]

    @cached_property
    def _by_directory(self) -> dict[str, Module]:
        return {module.directory: module for module in self.modules}

    @cached_property
    def _by_namespace(self) -> dict[str, list[Module]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules:
            if module.namespace is not None:
                found.setdefault(module.namespace, []).append(module)
        for module in self.modules:
            if module.tests_namespace and module.tests_namespace not in found:
                found[module.tests_namespace] = [module]
        return found

    @cached_property
    def _by_accessor(self) -> dict[tuple[str, str], Module]:
        return {(module.build, module.accessor): module for module in self.modules}


def is_test_configuration(name: str) -> bool:
    """Whether a configuration serves tests alone."""
    return _TEST_CONFIGURATION.match(name) is not None

"""What the Gradle files say about the modules: read here on its own, so that it can judge.

Plain patterns over the scripts, enough for projects in the sample's style: the product's own
reader of Gradle files is not used, since a fault in it would then hide itself.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_INCLUDE = re.compile(r"""["'](:[\w:.-]+)["']""")
_NAMESPACE = re.compile(r"""namespace\s*=?\s*["']([\w.]+)["']""")
_ALIAS = re.compile(r"alias\(libs\.plugins\.([\w.]+)\)(?!\s*apply\s+false)")
_APPLIED = re.compile(r"""(?:\bid\(?\s*|\.apply\()["']([\w.-]+)["']""")
_REGISTERED = re.compile(r'id = "([\w.-]+)"\s*implementationClass = "([\w.]+)"')
_DEPENDENCY = re.compile(
    r"""(\w+)["']?(?:,\s*|\s*\(\s*|\s+)(?:projects\.([\w.]+)|project\(\s*["'](:[\w:.-]+)["'])"""
)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w\"'])//[^\n]*", re.DOTALL)


@dataclass(frozen=True)
class Module:
    """One Gradle module; `scopes` maps a configuration to the modules that it names."""

    path: str
    directory: Path
    namespace: str
    plugins: frozenset[str]
    scopes: Mapping[str, tuple[str, ...]]

    @property
    def main(self) -> Path:
        return self.directory / "src" / "main"

    @property
    def test(self) -> Path:
        return self.directory / "src" / "test"

    @property
    def application(self) -> bool:
        return "com.android.application" in self.plugins

    def named(self, *configurations: str) -> tuple[str, ...]:
        return tuple(path for name in configurations for path in self.scopes.get(name, ()))


class GradleProject:
    """The modules below `root`, dependencies first."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @cached_property
    def modules(self) -> dict[str, Module]:
        settings = _read(self.root / "settings.gradle.kts")
        paths = [path for line in settings.splitlines() if line.lstrip().startswith("include(")
                 for path in _INCLUDE.findall(line)]  # fmt: skip
        unordered = {path: self._module(path, paths) for path in paths}
        ordered: dict[str, Module] = {}

        def visit(path: str, above: tuple[str, ...]) -> None:
            if path in above:
                raise ValueError(f"modules depend on each other: {' -> '.join((*above, path))}")
            for target in unordered[path].named("api", "implementation"):
                visit(target, (*above, path))
            ordered.setdefault(path, unordered[path])

        for path in paths:
            visit(path, ())
        return ordered

    def visible(self, module: Module, *, tests: bool = False) -> tuple[Module, ...]:
        """What the module compiles against: what it names, and what those hand on as `api`."""
        named = ["api", "implementation", *(["testImplementation"] if tests else [])]
        return self._closure(module.named(*named), ("api",))

    def runtime(self, module: Module) -> tuple[Module, ...]:
        """Everything that the module runs with."""
        own = module.named("api", "implementation", "testImplementation")
        return self._closure(own, ("api", "implementation"))

    def _closure(self, start: Iterable[str], follow: tuple[str, ...]) -> tuple[Module, ...]:
        found: dict[str, None] = {}
        waiting = list(start)
        while waiting:
            path = waiting.pop()
            if path not in found:
                found[path] = None
                waiting += self.modules[path].named(*follow)
        return tuple(module for path, module in self.modules.items() if path in found)

    def _module(self, path: str, paths: list[str]) -> Module:
        directory = self.root.joinpath(*path.strip(":").split(":"))
        script, plugins = self._with_conventions(_build_script(directory))
        namespace = _NAMESPACE.search(script)
        if namespace is None:
            raise ValueError(f"{path} has no namespace")
        accessors = {_accessor(path): path for path in paths}
        scopes: dict[str, tuple[str, ...]] = {}
        for configuration, accessor, name in _DEPENDENCY.findall(script):
            target = name or accessors[accessor]
            scopes[configuration] = (*scopes.get(configuration, ()), target)
        return Module(path, directory, namespace[1], plugins, scopes)

    def _with_conventions(self, script: str) -> tuple[str, frozenset[str]]:
        """The script with those of the convention plugins that it applies, and all plugin ids."""
        waiting = [self._plugin_ids[alias] for alias in _ALIAS.findall(script)]
        waiting += _APPLIED.findall(script)
        plugins: set[str] = set()
        while waiting:
            plugin = waiting.pop()
            if plugin not in plugins and plugin in self._conventions:
                script += self._conventions[plugin]
                waiting += _APPLIED.findall(self._conventions[plugin])
            plugins.add(plugin)
        return script, frozenset(plugins)

    @cached_property
    def _plugin_ids(self) -> dict[str, str]:
        catalog = tomllib.loads((self.root / "gradle" / "libs.versions.toml").read_text("utf-8"))
        return {name.replace("-", "."): entry["id"] for name, entry in catalog["plugins"].items()}

    @cached_property
    def _conventions(self) -> dict[str, str]:
        build = self.root / "build-logic" / "convention"
        if not build.is_dir():
            return {}
        sources = {path.stem: path for path in build.rglob("*.kt")}
        registered = _REGISTERED.findall(_read(build / "build.gradle.kts"))
        return {plugin: _read(sources[name.rpartition(".")[2]]) for plugin, name in registered}


def _build_script(directory: Path) -> str:
    for name in ("build.gradle.kts", "build.gradle"):
        if (directory / name).is_file():
            return _read(directory / name)
    raise ValueError(f"{directory} has no build script")


def _read(path: Path) -> str:
    return _COMMENT.sub("", path.read_text("utf-8"))


def _accessor(path: str) -> str:
    """`:core:data-local` -> `core.dataLocal`"""
    return re.sub(r"[-_](\w)", lambda match: match[1].upper(), path.strip(":").replace(":", "."))

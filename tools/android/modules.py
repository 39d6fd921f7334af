"""Puts the project model together: settings, catalogs, scripts and convention plugins."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tools.android.catalog import Catalog, read_catalog
from tools.android.project import Dependency, Module, Project, is_plugin_source
from tools.android.scripts import Said, understand
from tools.android.settings import BUILD_FILES, SETTINGS_FILES, Settings, read_settings
from tools.syntax.gradle import constant, read

Read = Callable[[str], str]

_ANDROID = {
    "com.android.application": "application",
    "com.android.library": "library",
    "com.android.test": "library",
    "com.android.dynamic-feature": "library",
    "com.android.kotlin.multiplatform.library": "multiplatform",
    "org.jetbrains.kotlin.multiplatform": "multiplatform",
}
_DEPTH = 6


def read_project(paths: tuple[str, ...], text: Read) -> Project:
    """The model of the project that these files make up."""
    known = set(paths)
    builds = _builds(known, text)
    main = builds[""]
    catalogs = _catalogs(known, builds, text)
    plugins = _Plugins(known, text, catalogs)
    modules: dict[str, Module] = {}
    for directory, settings in builds.items():
        for module in _modules(directory, settings, known):
            modules.setdefault(module.directory, module)
    readable = [_filled(module, plugins, known, text) for module in modules.values()]
    project = Project(
        tuple(sorted(readable, key=lambda module: module.path)),
        tuple(catalogs),
        main.dynamic,
        main.accessors,
        main.name,
        "android.nonTransitiveRClass=false" in text("gradle.properties").replace(" ", ""),
        main.substitutions,
    )
    return replace(project, modules=tuple(_resolved(module, project) for module in project.modules))


def _builds(known: set[str], text: Read) -> dict[str, Settings]:
    """Settings by folder: the main build first, then what it includes, then buildSrc."""
    found = {"": _settings("", known, text)}
    waiting = list(found[""].builds)
    while waiting:
        directory = waiting.pop(0)
        if directory not in found and any(path.startswith(f"{directory}/") for path in known):
            found[directory] = _settings(directory, known, text)
            waiting.extend(found[directory].builds)
    if any(path.startswith("buildSrc/") for path in known):
        found.setdefault("buildSrc", _settings("buildSrc", known, text))
    return found


def _settings(directory: str, known: set[str], text: Read) -> Settings:
    for name in SETTINGS_FILES:
        path = _join(directory, name)
        if path in known:
            return read_settings(path, text(path), known)
    if directory:
        return Settings("", directory, {}, ())
    folders = {path.rpartition("/")[0] for path in known if path.rpartition("/")[2] in BUILD_FILES}
    modules = {f":{folder.replace('/', ':')}": folder for folder in folders if folder}
    return Settings("", "", modules, (), dynamic=True)


def _modules(directory: str, settings: Settings, known: set[str]) -> list[Module]:
    prefix = f":{directory.rpartition('/')[2]}" if directory else ""
    found: list[Module] = []
    for path, folder in {":": directory, **settings.modules}.items():
        build_file = _build_file(folder, path, known)
        if path == ":" and not build_file:
            continue
        name = f"{prefix}{path}".rstrip(":") or ":"
        found.append(Module(name, folder, build_file, build=directory))
    return found


def _build_file(folder: str, path: str, known: set[str]) -> str:
    last = path.rpartition(":")[2]
    names = [*BUILD_FILES]
    if last:
        names += [f"{last}.gradle.kts", f"{last}.gradle"]
    return next((_join(folder, name) for name in names if _join(folder, name) in known), "")


def _catalogs(known: set[str], builds: dict[str, Settings], text: Read) -> list[Catalog]:
    named = {file: name for one in builds.values() for name, file in one.catalogs.items()}
    found: list[Catalog] = []
    for path in sorted(known):
        if path.endswith(".versions.toml"):
            name = named.get(path) or path.rpartition("/")[2].removesuffix(".versions.toml")
            found.append(read_catalog(name, path, text(path)))
    return found


@dataclass
class _Plugins:
    """Convention plugins: what each says, by plugin id and by name of a helper function."""

    known: set[str]
    text: Read
    catalogs: list[Catalog]
    said: dict[str, Said] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    _functions: dict[str, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sources = [path for path in sorted(self.known) if is_plugin_source(path)]
        classes: dict[str, Said] = {}
        for path in sources:
            content = self.text(path)
            self._take_source(path, content, classes)
        for path in sorted(self.known):
            if path.endswith(".gradle.kts") and "/src/main/" in path:
                self._take_script(path)
            elif path.rpartition("/")[2] in BUILD_FILES:
                self._take_registered(path, classes)

    def _take_source(self, path: str, content: str, classes: dict[str, Said]) -> None:
        from tools.syntax.kotlin import read as read_kotlin

        if not path.endswith(".kt"):
            return
        found = read_kotlin(path, content)[0]
        for symbol in found.symbols:
            body = content[symbol.start : symbol.end]
            if symbol.kind in ("class", "object") and "Plugin" in " ".join(symbol.supertypes):
                classes[symbol.name] = understand(read(body), symbol.name)
            elif symbol.kind == "function" and not symbol.owner:
                self._functions[symbol.name] = understand(read(body), symbol.name)
            elif symbol.kind == "property" and symbol.body >= 0:
                value = content[symbol.body + 1 : symbol.end].strip()
                self.constants[symbol.qualified] = value
                parts = symbol.qualified.split(".")
                for count in range(1, len(parts)):
                    self.constants[".".join(parts[-count:])] = value

    def _take_script(self, path: str) -> None:
        content = self.text(path)
        package = re.search(r"^package\s+([\w.]+)", content, re.MULTILINE)
        name = path.rpartition("/")[2].removesuffix(".gradle.kts")
        identity = f"{package[1]}.{name}" if package else name
        self.said[identity] = understand(read(content), identity)

    def _take_registered(self, path: str, classes: dict[str, Said]) -> None:
        content = self.text(path)
        if "implementationClass" not in content:
            return
        script = read(content)
        for one in script.assignments:
            if one.name.rpartition(".")[2] != "implementationClass":
                continue
            name = (one.value or one.text).rpartition(".")[2]
            block = [
                other
                for other in script.assignments
                if other.name == "id" and other.within == one.within
            ]
            near = min(block, key=lambda other: abs(other.start - one.start), default=None)
            if near is not None and name in classes:
                self.said[self.identity(near.value or near.text)] = classes[name]

    def identity(self, written: str) -> str:
        """A plugin id from an id, an accessor or a constant."""
        text = re.sub(r"\.(?:get\(\)|asProvider\(\)|pluginId\b|id$)", "", written)
        if found := re.match(r"(\w+)\.(plugins\..+)", text):
            for catalog in self.catalogs:
                if catalog.name == found[1] and (alias := catalog.resolve(found[2])):
                    return alias.target
        return constant(self._constant(text)) or text

    def _constant(self, name: str) -> str:
        """The text of a constant, by the longest end of its dotted name that is known."""
        while name:
            if name in self.constants:
                return self.constants[name]
            name = name.partition(".")[2]
        return ""

    def applied(self, said: Said, depth: int = 0) -> list[Said]:
        """A script's statements and those of the convention plugins and functions that it uses."""
        found = [said]
        if depth >= _DEPTH:
            return found
        for plugin in said.plugins:
            if (other := self.said.get(self.identity(plugin))) is not None:
                found.extend(self.applied(other, depth + 1))
        for name in said.functions:
            if (other := self._functions.get(name)) is not None and other is not said:
                found.extend(self.applied(other, depth + 2))
        return found

    def value(self, written: str, depth: int = 0) -> str:
        """The constant behind an expression: a literal, a template of constants, a version."""
        written = written.strip()
        plain = constant(written)
        if plain is not None or depth > 4:
            return plain or ""
        if re.fullmatch(r"\d+", written):
            return written
        if found := re.match(r"(\w+)\.(versions\.[\w.]+?)(?:\.get\(\)|\.to|$)", written):
            for catalog in self.catalogs:
                if catalog.name == found[1] and (alias := catalog.resolve(found[2])):
                    return alias.target
        if found := re.search(r"\b(?:findV|v)ersion\(\s*\"([^\"]+)\"", written):
            for catalog in self.catalogs:
                if found[1] in catalog.versions():
                    return catalog.versions()[found[1]]
        if len(written) > 2 and written[0] == written[-1] == '"':
            return self._template(written[1:-1], depth)
        other = self._constant(written)
        return self.value(other, depth + 1) if other else ""

    def _template(self, inner: str, depth: int) -> str:
        complete = True

        def put(match: re.Match[str]) -> str:
            nonlocal complete
            value = self.value(match[1] or match[2], depth + 1)
            complete = complete and bool(value)
            return value

        text = re.sub(r"\$(?:\{([^}]*)\}|(\w+))", put, inner)
        return text if complete else ""


def _filled(module: Module, plugins: _Plugins, known: set[str], text: Read) -> Module:
    """A module with what its script and its plugins say."""
    own = understand(read(text(module.build_file))) if module.build_file else Said()
    everything = plugins.applied(own)
    identities = list(
        dict.fromkeys(plugins.identity(p) for said in everything for p in said.plugins)
    )
    namespace = next((v for said in everything if (v := plugins.value(said.namespace))), "")
    manifest = _join(module.directory, "src/main/AndroidManifest.xml")
    if not namespace and manifest in known:
        package = re.search(r"<manifest[^>]*?\bpackage\s*=\s*\"([\w.]+)\"", text(manifest))
        namespace = package[1] if package else ""
    minimum = next((v for said in everything if (v := plugins.value(said.minimum_sdk))), "")
    dependencies = dict.fromkeys(edge for said in everything for edge in said.dependencies)
    return replace(
        module,
        namespace=namespace or None,
        plugins=tuple(identities),
        dependencies=tuple(dependencies),
        kind=_kind(module, identities),
        minimum_sdk=int(minimum) if minimum.isdigit() else None,
    )


def _kind(module: Module, identities: list[str]) -> str:
    if module.build:
        return "build-logic"
    if not module.directory:
        return "root"
    kinds = {_ANDROID[one] for one in identities if one in _ANDROID}
    for kind in ("application", "multiplatform", "library"):
        if kind in kinds:
            return kind
    if any(one.startswith(("org.jetbrains.kotlin", "java", "kotlin")) for one in identities):
        return "kotlin"
    return "other"


def _resolved(module: Module, project: Project) -> Module:
    """Typesafe accessors in dependencies replaced by the paths that they stand for."""
    edges: list[Dependency] = []
    for edge in module.dependencies:
        if edge.kind == "project" and edge.target.startswith("projects."):
            found = project.accessor(edge.target, module.build)
            edge = replace(edge, target=found.path) if found else edge
        elif edge.kind == "project" and module.build and not edge.source:
            prefix = f":{module.build.rpartition('/')[2]}"
            edge = replace(edge, target=f"{prefix}{edge.target}")
        edges.append(edge)
    return replace(module, dependencies=tuple(edges))


def _join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name

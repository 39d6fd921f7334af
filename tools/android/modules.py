"""Puts the project model together: builds, catalogs, scripts and convention plugins."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from tools.android.builds import Build, read_builds, read_catalogs
from tools.android.catalog import Catalog
from tools.android.conventions import Conventions
from tools.android.gathered import Gathered
from tools.android.includes import build_file
from tools.android.paths import below, join
from tools.android.project import Dependency, Module, Project
from tools.android.scripts import Said
from tools.android.values import properties

Read = Callable[[str], str]

_ANDROID = {
    "com.android.application": "application",
    "com.android.library": "library",
    "com.android.test": "library",
    "com.android.dynamic-feature": "library",
    "com.android.asset-pack": "library",
    "com.android.kotlin.multiplatform.library": "multiplatform",
    "org.jetbrains.kotlin.multiplatform": "multiplatform",
    "kotlin-multiplatform": "multiplatform",
}
_LOGIC = frozenset(("kotlin-dsl", "java-gradle-plugin", "groovy-gradle-plugin"))
_PACKAGE = re.compile(r"<manifest[^>]*?\bpackage\s*=\s*\"([\w.]+)\"")
_AGP = ("com.android.tools.build:gradle", "com.android.application", "com.android.library")
_AGP_WRITTEN = re.compile(
    r"com\.android\.tools\.build:gradle:([\w.$\{\}-]+)"
    r"|[\"']com\.android\.(?:application|library)[\"']\)?\s*version\s*\(?[\"']([\w.]+)"
)
_NON_TRANSITIVE_SINCE = 8


def read_project(paths: Iterable[str], text: Read) -> Project:
    """The model of the project that these files make up."""
    known = set(paths)
    builds = read_builds(known, text)
    catalogs = tuple(read_catalogs(builds, known, text))
    modules: dict[str, Module] = {}
    plugins: dict[str, int | None] = {}
    for family in _families(builds):
        root = family[0].directory
        conventions, own = _conventions(family, builds, catalogs, known, text)
        plugins[root] = _android_plugin(root, conventions, own)
        for module in _family(family, conventions, own):
            modules.setdefault(module.directory, module)
    main = builds.get("") or next(iter(builds.values()))
    project = Project(
        tuple(sorted(modules.values(), key=lambda module: module.path)),
        catalogs,
        any(build.settings.dynamic for build in builds.values() if not build.logic),
        any(build.settings.accessors for build in builds.values()),
        main.settings.name,
        any(_is_transitive(root, plugin, known, text) for root, plugin in plugins.items()),
        tuple(one for build in builds.values() for one in build.settings.substitutions),
        tuple(builds),
        min((one for one in plugins.values() if one is not None), default=None),
    )
    return replace(project, modules=tuple(_resolved(module, project) for module in project.modules))


def _families(builds: dict[str, Build]) -> list[list[Build]]:
    """Each build that stands alone, with those that it includes."""
    families: dict[str, list[Build]] = {}
    for directory, build in builds.items():
        top = build
        while top.parent is not None:
            top = builds[top.parent]
        families.setdefault(top.directory, []).append(builds[directory])
    return list(families.values())


def _conventions(
    family: list[Build],
    builds: dict[str, Build],
    catalogs: tuple[Catalog, ...],
    known: set[str],
    text: Read,
) -> tuple[Conventions, set[str]]:
    """The shared code of a build and of those that it includes, and the files of all of them."""
    folders = [build.directory for build in family]
    others = [one for one in builds if one not in folders]
    own = {path for path in known if _nearest(path, folders, others)} if others else known
    seen = tuple(one for one in catalogs if any(build in folders for build in one.builds))
    logic = tuple(build.directory for build in family if build.logic)
    return Conventions(own, text, seen, logic), own


def _family(family: list[Build], conventions: Conventions, known: set[str]) -> Iterator[Module]:
    """The modules of a build and of those that it includes."""
    root = family[0].directory
    for build in family:
        script = build_file(build.directory, ":", known)
        each = conventions.for_each(script) if script else None
        for module in _modules(build, known, alone=build.parent is None):
            shared = [each] if each and module.directory != build.directory else []
            shared += conventions.defaults(build.settings.path)
            yield _filled(module, conventions, shared, root)


def _nearest(path: str, folders: list[str], others: list[str]) -> bool:
    """Whether a file is nearer to one of these builds than to another."""
    mine = max((len(one) for one in folders if below(path, one)), default=-1)
    return mine > max((len(one) for one in others if below(path, one)), default=-1)


def _modules(build: Build, known: set[str], *, alone: bool) -> list[Module]:
    directory = build.directory
    prefix = f":{directory.replace('/', ':') if alone else directory.rpartition('/')[2]}"
    prefix = prefix if directory else ""
    found: list[Module] = []
    for path, folder in {":": directory, **build.settings.modules}.items():
        script = build_file(folder, path, known)
        if path == ":" and not script:
            continue
        name = f"{prefix}{path}".rstrip(":") or ":"
        kind = "build-logic" if build.logic else "root" if path == ":" else "other"
        found.append(Module(name, folder, script, kind=kind, build=directory, inner=path))
    return found


def _filled(module: Module, conventions: Conventions, shared: list[Said], root: str) -> Module:
    """A module with what its script, its plugins and its build say."""
    own = conventions.own(module.build_file) if module.build_file else Said()
    everything = conventions.applied(own, module.directory, root)
    for each in shared:
        everything += [
            one
            for one in conventions.applied(each, module.directory, root)
            if not any(one is other for other in everything)
        ]
    plugins = list(
        dict.fromkeys(conventions.identity(p) for said in everything for p in said.plugins)
    )
    facts = Gathered(conventions.values, everything, module)
    return replace(
        module,
        namespace=facts.text("namespace") or _package(module, conventions) or None,
        test_namespace=facts.text("test_namespace") or None,
        plugins=tuple(plugins),
        dependencies=tuple(facts.dependencies()),
        kind=_kind(module, plugins),
        minimum_sdks=facts.minimum_sdks(),
        compile_sdk=int(found) if (found := facts.text("compile_sdk")).isdigit() else None,
        resources=facts.text("resources") or None,
        features=tuple(facts.features()),
        flavours=facts.names("flavours", conventions.enums),
        build_types=facts.names("build_types", conventions.enums),
        folders=tuple(facts.folders(root)),
        open_ended=any(said.open_ended for said in everything),
    )


def _package(module: Module, conventions: Conventions) -> str:
    """The package that the manifest names, as before AGP 8."""
    manifest = join(module.directory, "src/main/AndroidManifest.xml")
    found = _PACKAGE.search(conventions.text(manifest)) if manifest in conventions.known else None
    return found[1] if found else ""


def _kind(module: Module, plugins: list[str]) -> str:
    if module.kind == "build-logic" or not _LOGIC.isdisjoint(plugins):
        return "build-logic"
    kinds = {_ANDROID[one] for one in plugins if one in _ANDROID}
    for kind in ("application", "multiplatform", "library"):
        if kind in kinds:
            return kind
    if module.kind == "root":
        return "root"
    if any(one.startswith(("org.jetbrains.kotlin", "java", "kotlin")) for one in plugins):
        return "kotlin"
    return "other"


def _is_transitive(root: str, plugin: int | None, known: set[str], text: Read) -> bool:
    """Whether R classes hold what the modules below hold: a property, or the plugin's default."""
    path = join(root, "gradle.properties")
    said = properties(text(path)).get("android.nonTransitiveRClass") if path in known else None
    if said is not None:
        return said == "false"
    return plugin is not None and plugin < _NON_TRANSITIVE_SINCE


def _android_plugin(root: str, conventions: Conventions, known: set[str]) -> int | None:
    """The major version of the Android plugin: by a catalog, the build's own script, a constant."""
    written = [
        f'"{alias.version}"'
        for catalog in conventions.catalogs
        for alias in catalog.aliases
        if alias.target in _AGP and alias.version
    ]
    script = build_file(root, ":", known)
    if script and (found := _AGP_WRITTEN.search(conventions.text(script))):
        written.append(f'"{found[1] or found[2]}"')
    for constant in conventions.values.names.values():
        if constant is not None and (found := _AGP_WRITTEN.search(constant.text)):
            written.append(conventions.values.one(f'"{found[1]}"', constant.beside))
    for one in written:
        major = conventions.values.one(one).partition(".")[0] or one.strip('"').partition(".")[0]
        if major.isdigit():
            return int(major)
    return None


def _resolved(module: Module, project: Project) -> Module:
    """Typesafe accessors in dependencies replaced by the paths that they stand for."""
    edges: list[Dependency] = []
    for edge in module.dependencies:
        if edge.kind == "project" and edge.target.startswith("projects."):
            found = project.accessor(edge.target, module.build)
            edge = replace(edge, target=found.path) if found else edge
        elif edge.kind == "project" and module.build:
            found = project.inner_module(edge.target, module.build)
            edge = replace(edge, target=found.path) if found else edge
        edges.append(edge)
    return replace(module, dependencies=tuple(edges))

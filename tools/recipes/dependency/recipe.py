"""Adds a library or project to a module: catalog first, then the module's build script."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.base import Refused, Retry
from tools.recipes.base import Outcome, RecipeContext
from tools.recipes.dependency.catalog import (
    Catalog,
    accessor,
    add_library,
    is_managed,
    read_catalog,
)
from tools.recipes.dependency.script import Entry, Script, insert, is_multiplatform, read_script
from tools.recipes.modules import choose_module

if TYPE_CHECKING:
    from tools.android.project import Module

CONFIGURATION = re.compile(
    r"api|implementation|compileOnly|compileOnlyApi|runtimeOnly|coreLibraryDesugaring"
    r"|kapt|ksp|annotationProcessor|lintChecks|lintPublish|detektPlugins|baselineProfile"
    r"|(?:test|androidTest|testFixtures|debug|release|kapt|ksp)(?:[A-Z]\w*)"
    r"|\w+(?:Implementation|Api|CompileOnly|RuntimeOnly)|(?:common|android|jvm|ios)(?:Main|Test)"
)
_COORDINATE = re.compile(r"([\w.-]+):([\w.-]+)(?::([\w.\-+]+))?(?:@\w+)?")
_PROJECT = re.compile(r"project\(\s*[\"'](:[\w:-]+)[\"']\s*\)|projects\.([\w.]+)|(:[\w:.-]+)")
_SOURCE_SET = re.compile(r"(?:common|android|jvm|ios)(?:Main|Test)")


@dataclass(frozen=True)
class Notation:
    """What stands between the parentheses, the other ways to write it, and a note for the user."""

    text: str
    same: frozenset[str]
    note: str = ""


def add_dependency(
    context: RecipeContext, dependency: str, module: str, configuration: str = "implementation"
) -> Outcome:
    """Declare a dependency of a module.

    Raises `Retry` with `unknown-alias`, `unknown-module`, `version` or `configuration`,
    `Refused` where the build cannot take it.
    """
    if not CONFIGURATION.fullmatch(configuration):
        raise Retry("configuration", f"`{configuration}` is no configuration", name=configuration)
    target = choose_module(context.facts().project(), module)
    path = target.build_file
    text = context.draft.text(path)
    source_set = configuration if _SOURCE_SET.fullmatch(configuration) else ""
    script = read_script(path, text, source_set)
    if script.open < 0 and (source_set or is_multiplatform(text)):
        if source_set or (script := read_script(path, text, "commonMain")).open < 0:
            raise Refused("no-block", f"`{path}` has no such `dependencies` block", path=path)
    notation, catalog = _notation(context, target, script, dependency.strip())
    inside = "implementation" if source_set else configuration
    present = _present(script, notation, inside)
    if present is not None:
        return Outcome(
            f"`{target.path}` already has `{present.configuration}({present.notation})`;"
            " nothing to do"
        )
    if catalog is not None:
        context.draft.write(catalog.path, catalog.text)
    written = notation.text if not script.groovy else notation.text.replace('"', "'")
    context.draft.write(path, insert(script, inside, written))
    return Outcome(f"added `{inside}({notation.text})` to `{path}`{notation.note}")


def _present(script: Script, notation: Notation, configuration: str) -> Entry | None:
    """The entry that already gives what is asked for; `api` gives `implementation` too."""
    enough = {configuration, "api"} if configuration == "implementation" else {configuration}
    for entry in script.entries:
        plain = re.sub(r"\s+", "", entry.notation).replace("'", '"')
        inner = re.sub(r"^\w*[pP]latform\((.*)\)$", r"\1", plain)
        names = {plain, inner, inner.rpartition(":")[0] + '"' if inner.count(":") == 2 else inner}
        if entry.configuration in enough and names & notation.same:
            return entry
    return None


def _notation(
    context: RecipeContext, module: "Module", script: Script, dependency: str
) -> tuple[Notation, Catalog | None]:
    """The notation, and the catalog with its new text where one is needed."""
    project = _PROJECT.fullmatch(dependency)
    if project is not None:
        return _project_notation(context, module, script, project), None
    catalog = _catalog(context)
    coordinate = _COORDINATE.fullmatch(dependency.strip("\"'"))
    if coordinate is None:
        return _alias_notation(catalog, dependency), None
    group, artifact, version = coordinate[1], coordinate[2], coordinate[3] or ""
    if catalog is None:
        return _plain_notation(group, artifact, version), None
    known = catalog.find(group, artifact)
    if known is not None:
        has = catalog.version_of(known)
        differs = version and has and version != has
        note = f"; the catalog keeps version {has}" if differs else ""
        return _of_alias(catalog, known.alias, group, artifact, note), None
    return _new_alias(catalog, group, artifact, version)


def _new_alias(
    catalog: Catalog, group: str, artifact: str, version: str
) -> tuple[Notation, Catalog]:
    managed = is_managed(catalog, group)
    alias, text = add_library(catalog, group, artifact, version)
    fresh = read_catalog(catalog.path, text)
    added = fresh.find(group, artifact)
    if added is None:
        raise Refused("catalog", f"`{catalog.path}` cannot take `{group}:{artifact}`")
    if not fresh.version_of(added) and not managed:
        raise Retry("version", f"`{group}:{artifact}` needs a version", dependency=artifact)
    note = f" and `{alias}` to `{catalog.path}`"
    return _of_alias(catalog, alias, group, artifact, note), fresh


def _of_alias(catalog: Catalog, alias: str, group: str, artifact: str, note: str) -> Notation:
    text = f"{catalog.accessor}.{accessor(alias)}"
    same = frozenset({text, f'"{group}:{artifact}"'})
    platform = re.search(r"-bom(?:-\w+)?$", artifact) is not None
    return Notation(f"platform({text})" if platform else text, same, note)


def _plain_notation(group: str, artifact: str, version: str) -> Notation:
    name = f"{group}:{artifact}"
    if not version:
        raise Retry("version", f"`{name}` needs a version", dependency=name)
    text = f'"{name}:{version}"'
    platform = artifact.endswith("-bom")
    same = frozenset({text, f'"{name}"'})
    return Notation(f"platform({text})" if platform else text, same)


def _alias_notation(catalog: Catalog | None, alias: str) -> Notation:
    if catalog is None:
        raise Retry("unknown-alias", f"no catalog knows `{alias}`", alias=alias, near=[])
    name = alias.removeprefix(f"{catalog.accessor}.")
    library = catalog.named(name)
    if library is not None:
        return _of_alias(catalog, library.alias, library.group, library.artifact, "")
    bundle = accessor(name.removeprefix("bundles."))
    if any(accessor(entry) == bundle for entry in catalog.bundles):
        text = f"{catalog.accessor}.bundles.{bundle}"
        return Notation(text, frozenset({text}))
    from tools.recipes.catalogue import near_names

    near = near_names(name, [entry.alias for entry in catalog.libraries])
    raise Retry("unknown-alias", f"no alias `{alias}` in `{catalog.path}`", alias=alias, near=near)


def _catalog(context: RecipeContext) -> Catalog | None:
    """The main catalog of the build."""
    paths = [
        path for path in context.draft.paths() if re.fullmatch(r"gradle/\w+\.versions\.toml", path)
    ]
    paths.sort(key=lambda path: (path != "gradle/libs.versions.toml", path))
    return read_catalog(paths[0], context.draft.text(paths[0])) if paths else None


def project_accessor(path: str) -> str:
    """`projects.core.dataTest` of `:core:data-test`."""
    segments = [re.split(r"[-_]", part) for part in path.strip(":").split(":")]
    names = [words[0] + "".join(w[:1].upper() + w[1:] for w in words[1:]) for words in segments]
    return ".".join(["projects", *names])


def _project_notation(
    context: RecipeContext, module: "Module", script: Script, match: re.Match[str]
) -> Notation:
    project = context.facts().project()
    if match[2]:
        wanted = [m for m in project.modules if project_accessor(m.path) == match[0]]
        other = wanted[0] if wanted else choose_module(project, match[2].replace(".", ":"))
    else:
        other = choose_module(project, match[1] or match[3])
    if other.path == module.path:
        raise Refused("cycle", f"`{module.path}` cannot depend on itself")
    _demand_no_cycle(context, other, module)
    typed = project_accessor(other.path)
    plain = f'project("{other.path}")'
    same = frozenset(
        {typed, plain, f'project(path="{other.path}")', f'project(path:"{other.path}")'}
    )
    return Notation(typed if _uses_accessors(context, script) else plain, same)


def _uses_accessors(context: RecipeContext, script: Script) -> bool:
    own = [entry.notation for entry in script.entries if entry.kind == "project"]
    if own:
        return own[-1].startswith("projects.")
    settings = ("settings.gradle.kts", "settings.gradle")
    return any(
        "TYPESAFE_PROJECT_ACCESSORS" in context.draft.text(path)
        for path in settings
        if context.draft.exists(path)
    )


def _demand_no_cycle(context: RecipeContext, start: "Module", end: "Module") -> None:
    modules = {module.path: module for module in context.facts().project().modules}
    queue, seen = [start.path], {start.path}
    while queue:
        current = modules.get(queue.pop())
        for edge in current.dependencies if current else ():
            if edge.kind != "project" or "est" in edge.configuration or edge.target in seen:
                continue
            if edge.target == end.path:
                raise Refused("cycle", f"`{start.path}` already depends on `{end.path}`")
            seen.add(edge.target)
            queue.append(edge.target)

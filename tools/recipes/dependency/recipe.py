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
from tools.recipes.dependency.script import (
    Entry,
    Script,
    insert,
    is_multiplatform,
    line_of,
    read_script,
)
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
_IN_SOURCE_SET = re.compile(r"(test)?(implementation|api|compileOnly|runtimeOnly)", re.IGNORECASE)
_CYCLE_HINT = "modules cannot depend on each other; move what both need into a third"
_VERSION_HINT = "write it as `group:artifact:version`"


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
        hint = "leave it out for `implementation`, or write one such as `api`"
        what = f"`{configuration}` is no configuration"
        raise Retry("configuration", what, name=configuration, hint=hint)
    target = choose_module(context.facts().project(), module)
    path = target.build_file
    script, inside = _block(target, context.draft.text(path), configuration)
    notation, catalog = _notation(context, target, script, dependency.strip())
    present = _present(script, notation, inside)
    if present is not None:
        has = script.text[present.start : present.end].partition("\n")[0].rstrip(" {,")
        return Outcome(f"`{target.path}` already has `{has}`; nothing to do")
    if catalog is not None:
        context.draft.write(catalog.path, catalog.text)
    written = notation.text if not script.groovy else notation.text.replace('"', "'")
    if script.source_set:
        written = re.sub(r"^platform\(", "project.dependencies.platform(", written)
    context.draft.write(path, insert(script, inside, written))
    where = f"`{script.source_set}` of `{path}`" if script.source_set else f"`{path}`"
    line = line_of(script, inside, written)
    return Outcome(f"added `{line}` to {where}{notation.note}")


def _block(module: "Module", text: str, configuration: str) -> tuple[Script, str]:
    """The block that takes it and the configuration there; multiplatform code has source sets."""
    path = module.build_file
    script = read_script(path, text)
    named = _SOURCE_SET.fullmatch(configuration) is not None
    source_set, inside = (configuration, "implementation") if named else ("", configuration)
    if not named and (module.kind == "multiplatform" or is_multiplatform(text)):
        plain = _IN_SOURCE_SET.fullmatch(configuration)
        if any(entry.configuration == configuration for entry in script.entries):
            return script, inside
        if plain is not None:
            source_set = "commonTest" if plain[1] else "commonMain"
            inside = plain[2][0].lower() + plain[2][1:]
    if not source_set:
        return script, inside
    script = read_script(path, text, source_set)
    if script.open < 0:
        raise Refused(
            "no-block",
            f"`{path}` has no `dependencies` block of the source set `{source_set}`,"
            " which a multiplatform module needs",
            path=path,
            hint=f"write `kotlin {{ sourceSets {{ {source_set}.dependencies {{ }} }} }}` first",
        )
    return script, inside


def _present(script: Script, notation: Notation, configuration: str) -> Entry | None:
    """The entry that already gives what is asked for; `api` gives `implementation` too."""
    enough = {configuration, "api"} if configuration == "implementation" else {configuration}
    for entry in script.entries:
        plain = re.sub(r"\s+", "", entry.notation).replace("'", '"')
        inner = re.sub(r"^[\w.]*[pP]latform\((.*)\)$", r"\1", plain)
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
        what = f"`{group}:{artifact}` needs a version"
        raise Retry("version", what, dependency=artifact, hint=_VERSION_HINT)
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
        raise Retry("version", f"`{name}` needs a version", dependency=name, hint=_VERSION_HINT)
    text = f'"{name}:{version}"'
    platform = artifact.endswith("-bom")
    same = frozenset({text, f'"{name}"'})
    return Notation(f"platform({text})" if platform else text, same)


def _alias_notation(catalog: Catalog | None, alias: str) -> Notation:
    if catalog is None:
        what = f"no catalog knows `{alias}`"
        raise Retry("unknown-alias", what, alias=alias, near=[], hint=_VERSION_HINT)
    name = alias.removeprefix(f"{catalog.accessor}.")
    library = catalog.named(name)
    if library is not None:
        return _of_alias(catalog, library.alias, library.group, library.artifact, "")
    bundle = accessor(name.removeprefix("bundles."))
    if any(accessor(entry) == bundle for entry in catalog.bundles):
        text = f"{catalog.accessor}.bundles.{bundle}"
        return Notation(text, frozenset({text}))
    from tools.near import near_names
    from tools.recipes.modules import did_you_mean

    near = near_names(name, [entry.alias for entry in catalog.libraries])
    what = f"no alias `{alias}` in `{catalog.path}`"
    hint = did_you_mean(near) or _VERSION_HINT
    raise Retry("unknown-alias", what, alias=alias, near=near, hint=hint)


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
        hint = "name another module"
        raise Refused("cycle", f"`{module.path}` cannot depend on itself", hint=hint)
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
                what = f"`{start.path}` already depends on `{end.path}`"
                raise Refused("cycle", what, hint=_CYCLE_HINT)
            seen.add(edge.target)
            queue.append(edge.target)

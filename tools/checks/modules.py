"""GR-02 and GR-04: entries of a catalog, dependencies and settings name what is there."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, Severity, place
from tools.checks.included import included
from tools.checks.near import certain, certain_path, meant

_PROJECT = re.compile(r"(?<![\w.])project\s*\(\s*(?:path\s*[=:]\s*)?([\"'])(:[\w:.-]+)\1")
_ACCESSOR = re.compile(r"(?<![\w.])projects((?:\.\w+)+)")
_VERSION = re.compile(r"version\.ref\s*=\s*\"([^\"\n]+)\"")


def _modules(context: Context) -> Iterator[Finding]:
    yield from included(context)
    yield from _depended(context)


def _depended(context: Context) -> Iterator[Finding]:
    project, before = context.project, context.head_project
    for path in dict.fromkeys((*context.paths, *_depending(context))):
        if not path.endswith((".gradle", ".gradle.kts")) or path.startswith("settings.gradle"):
            continue
        text = context.facts.text(path)
        code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", lambda m: " " * len(m[0]), text, flags=re.S)
        build = project.build_of(path)
        others = (one for one in project.modules if one.build == build and one.build_file != path)
        modules = [one for one in others if context.draft.exists(one.build_file)]
        new = [one for one in modules if before.module(one.path) is None]
        for match in _PROJECT.finditer(code):
            context.counted["GR-04"] += 1
            if project.inner_module(match[2], build) is not None or _is_of_plugin(context, path):
                continue
            was = before.inner_module(match[2], build) is not None
            names = {one.inner for one in (new if was else modules)}
            yield _unknown(context, path, at=match.span(2), names=names, was=was)
        named = project.accessors and path.rpartition("/")[2].startswith("build.gradle")
        for match in _ACCESSOR.finditer(code) if named else ():
            context.counted["GR-04"] += 1
            if project.accessor(match[0], build) is not None:
                continue
            was = before.accessor(match[0], build) is not None
            names = {one.accessor for one in (new if was else modules)}
            yield _unknown(context, path, at=match.span(), names=names, was=was)


def _unknown(
    context: Context, path: str, *, at: tuple[int, int], names: set[str], was: bool
) -> Finding:
    """A name of a module that is not there; where it `was`, `names` are those of new modules."""
    text = context.facts.text(path)
    written = text[slice(*at)]
    line, column = place(text, at[0])
    message = f"there is no module `{written}`"
    message += meant(written, names) or (" any more" if was else "")
    near = certain_path(written, names, ":" if ":" in written else ".")
    fix = Fix(f"wrote `{near}`", line=line, old=written, new=near) if near else None
    severity: Severity = "warn" if context.project.dynamic else "block"
    return Finding("GR-04", severity, path, line, column, message, written, fix)


def _depending(context: Context) -> Iterator[str]:
    """The scripts of modules that depended on one that is gone."""
    before = context.head_project
    if before is context.project:
        return
    gone = {one.path for one in before.modules if context.project.module(one.path) is None}
    for module in before.modules if gone else ():
        if any(before.target(edge) in gone for edge in module.dependencies):
            if context.draft.exists(module.build_file):
                yield module.build_file


def _is_of_plugin(context: Context, path: str) -> bool:
    """Whether a script is a plugin, which names modules of the builds that apply it."""
    module = context.project.module_of(path)
    return module is not None and module.kind == "build-logic" and "/src/" in path


def _entries(context: Context) -> Iterator[Finding]:
    catalogs = {one.path: one for one in context.project.catalogs}
    for path in context.paths:
        catalog = catalogs.get(path)
        if catalog is None:
            continue
        text = context.facts.text(path)
        versions = {one.name for one in catalog.aliases if one.kind == "version"}
        for match in _VERSION.finditer(text):
            context.counted["GR-02"] += 1
            if match[1] not in versions:
                yield _missing(path, text, match, versions)
        libraries = {one.name for one in catalog.aliases if one.kind == "library"}
        for bundle in (one for one in catalog.aliases if one.kind == "bundle"):
            for name in (part.strip() for part in bundle.target.split(",")):
                context.counted["GR-02"] += 1
                if name and name not in libraries:
                    message = f"the bundle `{bundle.name}` names no library: `{name}`"
                    message += meant(name, libraries)
                    yield Finding("GR-02", "block", path, bundle.line, 1, message, name)


def _missing(path: str, text: str, match: re.Match[str], versions: set[str]) -> Finding:
    line, column = place(text, match.start(1))
    message = f"the catalog has no version `{match[1]}`{meant(match[1], versions)}"
    near = certain(match[1], versions)
    fix = None
    if near:
        told = f"wrote the version `{near}` for `{match[1]}`"
        fix = Fix(told, line=line, old=f'"{match[1]}"', new=f'"{near}"')
    return Finding("GR-02", "block", path, line, column, message, match[1], fix)


ENTRIES = Check(
    "GR-02",
    "block",
    "versions and bundles of a catalog name its own entries",
    _entries,
    example='`version.ref = "kotln"` → `version.ref = "kotlin"`',
)
MODULES = Check(
    "GR-04",
    "block",
    "dependencies and settings name modules that are there, and settings name each",
    _modules,
    example='`project(":cor:data")` → `project(":core:data")`',
)

"""The project model with what Gradle told in place of what was read from scripts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tools.android.project import Dependency, Module, Project
from tools.gradle.kept import ExactModule

SOURCE = "gradle"
"""The `source` of a dependency that no script names and Gradle told."""


def corrected(read: Project, told: Iterable[ExactModule], before: Project) -> Project:
    """The project `read` from scripts, corrected as the one `before` is by what Gradle told.

    They differ where a draft edits build files: what it made different stays as it was read.
    """
    by_folder = {one.folder: one for one in told}
    known = {alias.target for catalog in read.catalogs for alias in catalog.libraries().values()}
    modules = []
    for module in read.modules:
        exact, old = by_folder.get(module.directory), before.module(module.path)
        if exact is None or old is None or module.kind == "build-logic":
            modules.append(module)
        else:
            exact = replace(exact, edges=tuple(_targets(exact, module, read)))
            modules.append(_corrected(module, exact, old, known))
    return replace(read, modules=tuple(modules))


def _targets(exact: ExactModule, module: Module, read: Project) -> Iterator[tuple[str, str, str]]:
    """The edges with modules named as in the work tree: the main build may lie in a folder."""
    for configuration, kind, target in exact.edges:
        found = read.inner_module(target, module.build) if kind == "project" else None
        yield configuration, kind, found.path if found else target


def _corrected(module: Module, exact: ExactModule, old: Module, known: set[str]) -> Module:
    namespace = exact.namespace if module.namespace == old.namespace else None
    levels = exact.minimum_sdks if module.minimum_sdks == old.minimum_sdks else ()
    same = module.folders == old.folders
    return replace(
        module,
        namespace=namespace or module.namespace,
        minimum_sdks=levels or module.minimum_sdks,
        folders=tuple(_folders(exact)) if same else module.folders,
        dependencies=tuple(_dependencies(module, exact, old, known)),
        open_ended=module.open_ended and not old.open_ended,
    )


def _folders(exact: ExactModule) -> Iterator[tuple[str, str]]:
    """Folders of source sets that do not lie where their name says; generated ones left out."""
    prefix = f"{exact.folder}/" if exact.folder else ""
    for name, folder in exact.source_sets:
        own = folder.removeprefix(prefix)
        if not own.startswith((f"src/{name}/", "build/")):
            yield name, folder


def _dependencies(
    module: Module, exact: ExactModule, old: Module, known: set[str]
) -> Iterator[Dependency]:
    told = {(configuration, target) for configuration, kind, target in exact.edges
            if kind == "project"}  # fmt: skip
    denied = {_key(edge) for edge in old.dependencies if edge.kind == "project"} - told
    for edge in module.dependencies:
        if edge.kind != "project" or _key(edge) not in denied:
            yield edge
    read = {_key(edge) for edge in old.dependencies} | {_key(edge) for edge in module.dependencies}
    libraries = known | {_library(edge.target) for edge in old.dependencies}
    for configuration, kind, target in exact.edges:
        new = (configuration, target) not in read
        if new and (kind == "project" or _library(target) not in libraries):
            yield Dependency(configuration, target, kind, 0, SOURCE)


def _key(edge: Dependency) -> tuple[str, str]:
    return edge.configuration, edge.target


def _library(target: str) -> str:
    return ":".join(target.split(":")[:2])

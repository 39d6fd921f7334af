"""The modules whose build a draft changed, and the files that may feel it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Context

if TYPE_CHECKING:
    from tools.android.project import Module


def rebuilt(context: Context) -> "Iterator[tuple[Module, Module]]":
    """Modules as they were and as they are, where these differ."""
    if context.project is context.head_project:
        return
    for module in context.project.modules:
        old = context.head_project.module(module.path)
        if old is not None and old != module:
            yield old, module


def sources_of(context: Context, qualified: str, module: "Module") -> Iterator[str]:
    """The files of a module that import a name."""
    for path in context.facts.importers(qualified):
        if context.project.module_of(path) == module:
            yield path


def sources_in(context: Context, module: "Module") -> Iterator[str]:
    """The files of Kotlin and Java of a module."""
    folder = f"{module.directory}/" if module.directory else ""
    for path in context.facts.paths():
        if path.startswith(folder) and path.endswith((".kt", ".java")):
            if context.project.module_of(path) == module:
                yield path

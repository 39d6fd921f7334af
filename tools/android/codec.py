"""The project model as JSON and back, so that an unchanged project is not modelled again."""

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any

from tools.android.catalog import Alias, Catalog
from tools.android.project import Dependency, Module, Project

FORMAT = 9
"""Goes up with every change of what is stored or how it is read: older stores are not used."""

_EDGE = attrgetter(*(one.name for one in fields(Dependency)))
_ALIAS = attrgetter(*(one.name for one in fields(Alias)))
_MODULE = attrgetter(*(one.name for one in fields(Module)))
_NAMES = tuple(one.name for one in fields(Module))
_EDGES = _NAMES.index("dependencies")
_PROJECT = tuple(one.name for one in fields(Project) if one.name not in ("modules", "catalogs"))


def encode(project: Project) -> str:
    """One line of JSON. Modules share the edges of a convention plugin, which stand there once."""
    edges: dict[Dependency, int] = {}
    modules = []
    for module in project.modules:
        row = list(_MODULE(module))
        row[_EDGES] = [edges.setdefault(edge, len(edges)) for edge in module.dependencies]
        modules.append(row)
    catalogs = [
        [one.name, one.path, [_ALIAS(alias) for alias in one.aliases], one.builds, one.published]
        for one in project.catalogs
    ]
    rest = [getattr(project, name) for name in _PROJECT]
    stored = [FORMAT, [_EDGE(edge) for edge in edges], modules, catalogs, rest]
    return json.dumps(stored, separators=(",", ":"))


def decode(text: str) -> Project | None:
    """The project that `encode` wrote; None where another version wrote it."""
    stored = json.loads(text)
    if stored[0] != FORMAT:
        return None
    _, rows, modules, catalogs, rest = stored
    edges = [Dependency(*row) for row in rows]
    return Project(
        tuple(_module(row, edges) for row in modules),
        tuple(
            Catalog(name, path, tuple(Alias(*row) for row in aliases), tuple(builds), published)
            for name, path, aliases, builds, published in catalogs
        ),
        *map(_frozen, rest),
    )


def _module(row: list[Any], edges: list[Dependency]) -> Module:
    numbers = row[_EDGES]
    row[_EDGES] = None
    values = [_frozen(one) for one in row]
    values[_EDGES] = tuple(edges[number] for number in numbers)
    return Module(*values)


def _frozen(value: Any) -> Any:
    """Lists of JSON as the tuples that they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value

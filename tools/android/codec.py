"""The project model as JSON and back, so that an unchanged project is not modelled again."""

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any

from tools.android.catalog import Alias, Catalog
from tools.android.project import Dependency, Module, Project

FORMAT = 3
"""Goes up with every change of what is stored, so that older stores are not read."""

_EDGE = attrgetter(*(one.name for one in fields(Dependency)))
_ALIAS = attrgetter(*(one.name for one in fields(Alias)))
_MODULE = attrgetter(*(one.name for one in fields(Module)))
_NAMES = tuple(one.name for one in fields(Module))
_EDGES = _NAMES.index("dependencies")
_PROJECT = tuple(one.name for one in fields(Project) if one.name not in ("modules", "catalogs"))


def encode(project: Project) -> str:
    """One line of JSON."""
    modules = []
    for module in project.modules:
        row = list(_MODULE(module))
        row[_EDGES] = [_EDGE(edge) for edge in module.dependencies]
        modules.append(row)
    catalogs = [
        [one.name, one.path, [_ALIAS(alias) for alias in one.aliases], one.builds, one.published]
        for one in project.catalogs
    ]
    rest = [getattr(project, name) for name in _PROJECT]
    return json.dumps([FORMAT, modules, catalogs, rest], separators=(",", ":"))


def decode(text: str) -> Project | None:
    """The project that `encode` wrote; None where another version wrote it."""
    stored = json.loads(text)
    if stored[0] != FORMAT:
        return None
    _, modules, catalogs, rest = stored
    return Project(
        tuple(map(_module, modules)),
        tuple(
            Catalog(name, path, tuple(Alias(*row) for row in aliases), tuple(builds), published)
            for name, path, aliases, builds, published in catalogs
        ),
        *map(_frozen, rest),
    )


def _module(row: list[Any]) -> Module:
    values = [_frozen(one) for one in row]
    values[_EDGES] = tuple(Dependency(*edge) for edge in row[_EDGES])
    return Module(*values)


def _frozen(value: Any) -> Any:
    """Lists of JSON as the tuples that they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value

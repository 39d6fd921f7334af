"""The project model as JSON and back, so that an unchanged project is not modelled again."""

import json
from dataclasses import fields
from operator import attrgetter

from tools.android.catalog import Alias, Catalog
from tools.android.project import Dependency, Module, Project

_EDGE = attrgetter(*(one.name for one in fields(Dependency)))
_ALIAS = attrgetter(*(one.name for one in fields(Alias)))
_MODULE = tuple(one.name for one in fields(Module) if one.name != "dependencies")


def encode(project: Project) -> str:
    """One line of JSON."""
    modules = [
        {name: getattr(one, name) for name in _MODULE}
        | {"dependencies": [_EDGE(edge) for edge in one.dependencies]}
        for one in project.modules
    ]
    catalogs = [[one.name, one.path, [_ALIAS(a) for a in one.aliases]] for one in project.catalogs]
    rest = {
        "dynamic": project.dynamic,
        "accessors": project.accessors,
        "name": project.name,
        "transitive_resources": project.transitive_resources,
    }
    return json.dumps([modules, catalogs, rest, project.substitutions], separators=(",", ":"))


def decode(text: str) -> Project:
    """The project that `encode` wrote."""
    modules, catalogs, rest, substitutions = json.loads(text)
    return Project(
        modules=tuple(
            Module(
                **one
                | {
                    "plugins": tuple(one["plugins"]),
                    "dependencies": tuple(Dependency(*edge) for edge in one["dependencies"]),
                }
            )
            for one in modules
        ),
        catalogs=tuple(
            Catalog(name, path, tuple(Alias(*row) for row in aliases))
            for name, path, aliases in catalogs
        ),
        substitutions=tuple((coordinate, path) for coordinate, path in substitutions),
        **rest,
    )

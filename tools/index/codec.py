"""The facts of a file as JSON and back."""

import json
from typing import Any

from tools.android.resources import ClassRef, Resource, ResourceRef
from tools.index.facts import FileFacts
from tools.syntax.symbols import Import, Parameter, Symbol


def encode(facts: FileFacts) -> str:
    """One line of JSON; the path is not in it."""
    return json.dumps(
        [
            facts.language,
            facts.package,
            [one[:3] + one[4:] for one in facts.symbols],
            facts.imports,
            [one[:4] + one[5:] for one in facts.resources],
            [one[:4] + one[5:] for one in facts.resource_refs],
            [one[:1] + one[2:] for one in facts.class_refs],
            facts.errors,
        ],
        separators=(",", ":"),
        ensure_ascii=False,
    )


def decode(path: str, text: str) -> FileFacts:
    """The facts that `encode` wrote, for a path."""
    row = json.loads(text)
    language, package, symbols, imports, resources, references, classes, errors = row
    return FileFacts(
        path,
        language,
        package,
        tuple(_symbol(path, row) for row in symbols),
        tuple(Import(*row) for row in imports),
        tuple(Resource._make((*row[:4], path, *row[4:])) for row in resources),
        tuple(ResourceRef._make((*row[:4], path, *row[4:])) for row in references),
        tuple(ClassRef._make((row[0], path, *row[1:])) for row in classes),
        errors,
    )


def _symbol(path: str, row: list[Any]) -> Symbol:
    *before, annotations, modifiers, owner, supertypes, parameters, kind, body = row
    known = tuple(Parameter(*one) for one in parameters)
    behind = (tuple(annotations), tuple(modifiers), owner, tuple(supertypes), known, kind, body)
    return Symbol._make((*before[:3], path, *before[3:], *behind))

"""The facts of a file as JSON and back."""

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any

from tools.android.resources import ClassRef, Resource, ResourceRef
from tools.index.facts import FileFacts
from tools.syntax.symbols import Import, Parameter, Symbol


def _getter(kind: type, *, without: tuple[str, ...] = ()) -> Any:
    return attrgetter(*(one.name for one in fields(kind) if one.name not in without))


_SYMBOL = _getter(Symbol, without=("path", "parameters"))
_PARAMETER = _getter(Parameter)
_IMPORT = _getter(Import)
_RESOURCE = _getter(Resource, without=("path",))
_REFERENCE = _getter(ResourceRef, without=("path",))
_CLASS = _getter(ClassRef, without=("path",))
_SYMBOL_NAMES = tuple(f.name for f in fields(Symbol) if f.name not in ("path", "parameters"))
_TUPLES = tuple(
    index
    for index, name in enumerate(_SYMBOL_NAMES)
    if name in ("annotations", "modifiers", "supertypes")
)


def encode(facts: FileFacts) -> str:
    """One line of JSON; the path is not in it."""
    return json.dumps(
        [
            facts.language,
            facts.package,
            [(*_SYMBOL(one), [_PARAMETER(p) for p in one.parameters]) for one in facts.symbols],
            [_IMPORT(one) for one in facts.imports],
            [_RESOURCE(one) for one in facts.resources],
            [_REFERENCE(one) for one in facts.resource_refs],
            [_CLASS(one) for one in facts.class_refs],
            facts.texts,
            facts.errors,
        ],
        separators=(",", ":"),
        ensure_ascii=False,
    )


def decode(path: str, text: str) -> FileFacts:
    """The facts that `encode` wrote, for a path."""
    row = json.loads(text)
    language, package, symbols, imports, resources, references, classes, texts, errors = row
    return FileFacts(
        path,
        language,
        package,
        tuple(_symbol(path, row) for row in symbols),
        tuple(Import(*row) for row in imports),
        tuple(_resource(path, *row) for row in resources),
        tuple(_reference(path, *row) for row in references),
        tuple(ClassRef(name, path, line, start) for name, line, start in classes),
        tuple(texts),
        errors,
    )


def _resource(path: str, kind: str, name: str, qualifier: str, value: str, *place: int) -> Resource:
    line, start, end = place
    return Resource(kind, name, qualifier, value, path, line, start, end)


def _reference(path: str, *row: Any) -> ResourceRef:
    kind, name, holder, resolved, line, column, start, place = row
    return ResourceRef(kind, name, holder, resolved, path, line, column, start, place)


def _symbol(path: str, row: list[Any]) -> Symbol:
    parameters = tuple(Parameter(*one) for one in row.pop())
    for index in _TUPLES:
        row[index] = tuple(row[index])
    values = dict(zip(_SYMBOL_NAMES, row, strict=True))
    return Symbol(path=path, parameters=parameters, **values)

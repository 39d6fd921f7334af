"""Reads SARIF 2.1.0 as ktlint and detekt write it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

_Object = dict[str, object]


@dataclass(frozen=True)
class Result:
    """One result: path relative to a folder, `place` is line and column from 1."""

    rule: str
    path: str
    place: tuple[int, int]
    message: str


def read(text: str, folder: Path) -> list[Result]:
    """The results whose files lie in `folder`; other text is a `ValueError`."""
    start = text.find("{")
    try:
        log = json.loads(text[max(start, 0) :])
    except json.JSONDecodeError as error:
        raise ValueError("no SARIF") from error
    return [
        one
        for run in _objects(log, "runs")
        for result in _objects(run, "results")
        for one in _places(result, folder)
    ]


def _places(result: _Object, folder: Path) -> Iterator[Result]:
    rule = str(result.get("ruleId", ""))
    message = str(_object(result, "message").get("text", ""))
    for location in _objects(result, "locations"):
        physical = _object(location, "physicalLocation")
        path = _path(str(_object(physical, "artifactLocation").get("uri", "")), folder)
        region = _object(physical, "region")
        if path:
            place = (_number(region, "startLine"), _number(region, "startColumn"))
            yield Result(rule, path, place, message)


def _path(uri: str, folder: Path) -> str:
    place = folder / unquote(urlsplit(uri).path)
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else ""


def _object(value: object, name: str) -> _Object:
    found = value.get(name) if isinstance(value, dict) else None
    return cast(_Object, found) if isinstance(found, dict) else {}


def _objects(value: object, name: str) -> list[_Object]:
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _number(value: _Object, name: str) -> int:
    found = value.get(name)
    return found if isinstance(found, int) and found > 0 else 1

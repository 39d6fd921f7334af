"""Uses of resources through a type alias: `Texts.title` where `typealias Texts = R.string`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android.resources import TYPES, ResourceRef
from tools.syntax.symbols import Lines

if TYPE_CHECKING:
    from tools.index import Facts

_MEMBER = re.compile(r"(?<![\w.$])([A-Z]\w*)\.([a-z][a-z0-9_]*)(?![\w(])")
_TARGET = re.compile(r"((?:[\w.]+\.)?R)\.(\w+)")


def aliased(facts: "Facts", path: str) -> Iterator[ResourceRef]:
    """The uses in a Kotlin file; `resolved` is the full name of the `R` class."""
    from tools.syntax.masking import mask

    text = facts.text(path)
    named = {match[1] for match in _MEMBER.finditer(text)}
    targets = {name: target for name in named if (target := _target(facts, path, name))}
    if not targets:
        return
    code, lines = mask(text).code, Lines(text)
    for match in _MEMBER.finditer(code):
        if match[1] in targets:
            space, kind = targets[match[1]]
            at = match.start(2)
            line, column = lines.line(at), lines.column(at)
            yield ResourceRef(kind, match[2], match[1], space, path, line, column, at)


def users(facts: "Facts", kind: str, name: str) -> set[str]:
    """The Kotlin files that use a resource through an alias."""
    plain = name.replace(".", "_").replace("-", "_")
    word = re.compile(rf"(?<![\w.$])([A-Z]\w*)\.{re.escape(plain)}(?![\w(])")
    found: set[str] = set()
    for path in facts.saying(plain):
        if path.endswith(".kt") and f".{plain}" in (text := facts.text(path)):
            holders = {match[1] for match in word.finditer(text)}
            targets = (_target(facts, path, holder) for holder in holders)
            if any(target and target[1] == kind for target in targets):
                found.add(path)
    return found


def _target(facts: "Facts", path: str, name: str) -> tuple[str, str] | None:
    """The `R` class and the type that a name stands for in a file; None where it is no alias."""
    file = facts.file(path)
    if file is None:
        return None
    paths = [one.name for one in file.imports if one.simple == name and not one.star]
    for symbol in facts.symbol(paths[0] if paths else f"{file.package}.{name}"):
        if symbol.kind == "typealias" and (found := _TARGET.fullmatch(symbol.type or "")):
            space = found[1] if "." in found[1] else _own(facts, symbol.path)
            return (space, found[2]) if found[2] in TYPES else None
    return None


def _own(facts: "Facts", path: str) -> str:
    """The full name of the class that a file means by `R`."""
    file = facts.file(path)
    imported = [one.name for one in file.imports if one.simple == "R"] if file else []
    return imported[0] if imported else f"{file.package if file else ''}.R"

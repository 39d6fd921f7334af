"""Finds names that a Kotlin or Java file uses and nothing in sight declares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.edits.builtin import JAVA_LANG, KOTLIN
from tools.edits.pieces import parse_source

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Identifier, ParsedSource

_ROLES = ("type", "call", "qualifier")
_TYPE_PARAMETERS = re.compile(
    r"\b(?:fun|class|interface|typealias|val|var|static|public|private|protected|final|abstract)"
    r"\b[^<>(){}=;\n]{0,80}<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>"
)
_PARAMETER = re.compile(r"(?:^|,)\s*(?:@\w+\s+)*(?:in\s+|out\s+|reified\s+)*([A-Za-z_]\w*)")
_GENERATED = frozenset({"R", "BuildConfig", "Manifest", "BR"})
_DEPTH = 8


@dataclass(frozen=True)
class Unresolved:
    """A capitalised name without a declaration.

    `doubtful`: a supertype from a library may bring it, so that it may be right all the same.
    """

    name: str
    line: int
    start: int
    role: str
    doubtful: bool


@dataclass
class _Scope:
    """What the names of one file may mean."""

    known: set[str]
    open: bool = False
    doubtful: bool = False


def heads(source: "ParsedSource") -> Iterator["Identifier"]:
    """The capitalised names that stand for themselves: no dot before them."""
    for one in source.identifiers:
        if one.role in _ROLES and not one.receiver and one.name[:1].isupper():
            yield one


def unresolved(facts: "Facts", path: str, text: str) -> list[Unresolved]:
    """The capitalised names of a file that neither it nor the project nor its imports explain."""
    source = parse_source(path, text)
    scope = scope_of(facts, source)
    if scope.open:
        return []
    found: list[Unresolved] = []
    accepted: dict[str, bool] = {}
    for one in heads(source):
        if one.name in scope.known:
            continue
        if one.name not in accepted:
            generated = one.name in _GENERATED and source.package in facts.namespaces()
            accepted[one.name] = generated or _seen_in_package(facts, source, one.name)
        if not accepted[one.name]:
            found.append(Unresolved(one.name, one.line, one.start, one.role, scope.doubtful))
    return found


def scope_of(facts: "Facts", source: "ParsedSource") -> _Scope:
    """The names that a file may use without a dot."""
    java = source.path.endswith(".java")
    known = {one.simple for one in source.imports if not one.star}
    known |= JAVA_LANG if java else KOTLIN | JAVA_LANG
    known |= {symbol.name for symbol in source.symbols}
    known |= {one.name for one in source.locals}
    known |= _type_parameters(source.text)
    known |= {one.name for one in facts.package_symbols(source.package)}
    scope = _Scope(known)
    for one in source.imports:
        if one.star:
            _take_star(facts, one.name, scope)
    _take_inherited(facts, source, scope)
    return scope


def _type_parameters(text: str) -> set[str]:
    names: set[str] = set()
    for match in _TYPE_PARAMETERS.finditer(text):
        names.update(_PARAMETER.findall(match[1]))
    return names


def _take_star(facts: "Facts", name: str, scope: _Scope) -> None:
    """A star import: of a package or type of the project it is known, else all may come in."""
    inside = facts.package_symbols(name) or facts.members(name)
    if inside:
        scope.known |= {one.name for one in inside}
    else:
        scope.open = True


def _take_inherited(facts: "Facts", source: "ParsedSource", scope: _Scope) -> None:
    """The types nested in supertypes; those of a library cannot be seen."""
    waiting = [name for symbol in source.symbols for name in symbol.supertypes]
    seen: set[str] = set()
    while waiting and len(seen) < 200:
        name = waiting.pop().rpartition(".")[2]
        if name in seen:
            continue
        seen.add(name)
        declared = [one for one in facts.symbols(name) if one.kind not in ("function", "property")]
        if not declared and name not in KOTLIN and name not in JAVA_LANG:
            scope.doubtful = True
        for one in declared:
            scope.known |= {member.name for member in facts.members(one.qualified)}
            waiting.extend(one.supertypes)


def _seen_in_package(facts: "Facts", source: "ParsedSource", name: str) -> bool:
    """Whether another file of the package uses the name without an import: it is generated."""
    for path, one in facts.uses(name):
        if path == source.path or one.receiver:
            continue
        other = facts.file(path)
        if other is None or other.package != source.package:
            continue
        if all(entry.simple != name and not entry.star for entry in other.imports):
            return True
    return False


def count_heads(path: str, text: str) -> int:
    """How many names `unresolved` looks at in a file."""
    return sum(1 for _ in heads(parse_source(path, text)))

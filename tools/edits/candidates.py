"""Which import a name without one asks for; only where there is one certain answer."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from tools.edits.builtin import COMMON
from tools.edits.imports import header
from tools.edits.pieces import parse_source
from tools.edits.unresolved import Scope, Unresolved, scope_of, unresolved
from tools.syntax.masking import mask

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Identifier, ParsedSource, Symbol

LEAST_FILES = 3
SHARE = 0.9
"""A function is imported unasked where so many files, and this share of its users, import it."""
_STATE = re.compile(
    r"\b(val|var)\s+\w+[^=\n]*?\bby\s+(?:remember\w*\b|mutable\w*StateOf\b|derivedStateOf\b|"
    r"produceState\b|animate\w+AsState\b|[\w.]+\.collectAsState)"
)
_TYPES = ("class", "interface", "object", "enum", "annotation", "typealias")
_OF_TYPE = re.compile(r"([A-Z]\w*)(?:\.[A-Z]\w*)*")
"""A receiver that is a type or one of its constants."""
_MOST_READ = 40
_DECLARED = re.compile(r"\bfun\s")
_CALLED = "kotlinx.coroutines."
"""Names of this library are also names of values: they are imported for calls."""
_ALWAYS = ("android.", "java.", "javax.")


def import_candidates(facts: "Facts", path: str, name: str) -> list[str]:
    """Every import that would explain `name` in this file, the most usual first."""
    own = facts.module_namespace(path)
    if name in ("R", "BuildConfig"):
        return [f"{own}.{name}"] if own else []
    found = [fq for fq, _ in facts.imports_of(name).most_common() if not fq.endswith(".*")]
    declared = [one for one in facts.symbols(name) if _importable(one)]
    top = [one for one in declared if not one.owner]
    found += [one.qualified for one in top or declared if one.qualified not in found]
    found = _narrowed(facts, path, found)
    if not found and name in COMMON and _used_here(facts, COMMON[name]):
        found.append(COMMON[name])
    return found


def _narrowed(facts: "Facts", path: str, found: list[str]) -> list[str]:
    """Of several candidates those that the module sees, or the one that it imports already."""
    project = facts.project()
    module = project.module_of(path)
    if len(found) < 2 or module is None:
        return found
    seen = {one.path for one in project.visible_modules(module)}
    reachable = []
    for name in found:
        homes = {project.module_of(symbol.path) for symbol in facts.symbol(name)}
        if not homes or any(home is None or home.path in seen for home in homes):
            reachable.append(name)
    used = [
        name
        for name in reachable
        if sum(project.module_of(user) == module for user in facts.importers(name)) >= LEAST_FILES
    ]
    return used if len(used) == 1 else reachable


def _importable(symbol: "Symbol") -> bool:
    nested_member = symbol.owner and symbol.kind not in _TYPES
    return symbol.visibility != "private" and symbol.kind != "constructor" and not nested_member


def _used_here(facts: "Facts", fq: str) -> bool:
    """Whether the project imports anything of the library of this name."""
    if fq.startswith(_ALWAYS):
        return True
    library = ".".join(fq.split(".")[:2])
    kin = [other for other in COMMON.values() if other.startswith(f"{library}.")]
    return any(other in facts.imports_of(other.rpartition(".")[2]) for other in kin)


def missing_imports(facts: "Facts", path: str, before: str | None, text: str) -> tuple[str, ...]:
    """The imports that the edit from `before` to `text` made necessary, each beyond doubt."""
    old = {one.name for one in unresolved(facts, path, before)} if before else set()
    fresh = {one.name: one for one in unresolved(facts, path, text) if one.name not in old}
    names = [
        fq
        for name, one in fresh.items()
        if (fq := certain_import(one, import_candidates(facts, path, name)))
    ]
    names += _functions(facts, path, before, text)
    names += _delegates(before or "", text)
    present = {one.key for one in header(text).imports}
    return tuple(sorted(name for name in dict.fromkeys(names) if name not in present))


def certain_import(one: Unresolved, candidates: list[str]) -> str | None:
    """The one candidate, unless a supertype may bring a nested type of that name by itself."""
    if len(candidates) != 1:
        return None
    nested = candidates[0].rpartition(".")[0].rpartition(".")[2][:1].isupper()
    return None if nested and one.doubtful else candidates[0]


def _delegates(before: str, text: str) -> list[str]:
    """The operators behind `var open by remember { ... }`, whose names nobody writes."""
    grown = Counter(_STATE.findall(text)) - Counter(_STATE.findall(before))
    if not grown:
        return []
    names = ["getValue", "setValue"] if grown["var"] else ["getValue"]
    return [f"androidx.compose.runtime.{name}" for name in names]


def _functions(facts: "Facts", path: str, before: str | None, text: str) -> Iterable[str]:
    """Imports of functions and extension properties, by what the other files do."""
    if path.endswith(".java"):
        return
    old = {one.name for one in parse_source(path, before).identifiers} if before else set()
    for _, fq in needed_functions(facts, parse_source(path, text), old):
        yield fq


def needed_functions(
    facts: "Facts", source: "ParsedSource", old: Container[str]
) -> Iterator[tuple["Identifier", str]]:
    """The functions and extension properties that a Kotlin file uses and does not import.

    Each once, with the import that nearly all other files have for the name; names in `old` are
    not looked at.
    """
    scope: Scope | None = None
    seen: set[str] = set()
    for one in source.identifiers:
        if one.name in seen or one.name in old or not one.name[0].islower():
            continue
        if one.role in ("argument", "label", "local", "type"):
            continue
        seen.add(one.name)
        scope = scope or scope_of(facts, source)
        if scope.has(one.name):
            continue
        fq = _learned(facts, source, one.name, headed=not one.receiver)
        if fq and not _is_called_so(facts, one, fq):
            seen.remove(one.name)
        elif fq and (
            one.role == "call" or not fq.startswith(_CALLED) or facts.imports_of(one.name)
        ):
            yield one, fq


def _is_called_so(facts: "Facts", one: "Identifier", fq: str) -> bool:
    """Whether importers call a name as it is called here: without a dot, or on that very type.

    What is called on a type is an extension of it or a member, which nobody imports.
    """
    head = _OF_TYPE.fullmatch(one.receiver)
    if head is None:
        return True
    called = re.compile(rf"\b{head[1]}(?:\.\w+)*\s*\.\s*{re.escape(one.name)}\b")
    paths = sorted(facts.importers(fq))[:_MOST_READ]
    return any(called.search(facts.text(path)) for path in paths)


def _learned(facts: "Facts", source: "ParsedSource", name: str, *, headed: bool) -> str | None:
    counts = facts.imports_of(name)
    if len(counts) > 1:
        return None
    if not counts and (not headed or name not in COMMON or not _used_here(facts, COMMON[name])):
        return None
    declared = facts.symbols(name)
    if any(one.owner and one.kind != "constructor" for one in declared):
        return None
    if not counts:
        return None if declared else COMMON[name]
    fq, importers = next(iter(counts.items()))
    if importers < LEAST_FILES and fq != COMMON.get(name):
        return None
    return fq if is_imported_by_all(facts, name, importers, source.path) else None


def is_imported_by_all(facts: "Facts", name: str, importers: int, path: str) -> bool:
    """Whether nearly all users of a name import it, the file itself left out."""
    allowed = int(importers / SHARE) - importers
    called = re.compile(rf"\.{re.escape(name)}\s*[({{]")
    others = [
        other
        for other in facts.holding(name)
        if other != path and name in facts.text(other) and not _imports(facts, other, name)
    ]
    others.sort(key=lambda other: called.search(facts.text(other)) is None)
    without = 0
    for other in others:
        without += _is_used(facts, other, name)
        if without > allowed:
            return False
    return True


def _imports(facts: "Facts", path: str, name: str) -> bool:
    file = facts.file(path)
    return file is None or any(one.simple == name for one in file.imports)


def _is_used(facts: "Facts", path: str, name: str) -> bool:
    """Whether a file uses a name; it is parsed only where that is not plain."""
    code = mask(facts.text(path), templates=path.endswith(".kt")).code
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    found = list(re.finditer(word, code))
    if not found:
        return False
    if any(
        code[match.start() - 1 : match.start()] == "."
        and code[match.end() : match.end() + 1] == "("
        and not _DECLARED.search(code, code.rfind("\n", 0, match.start()) + 1, match.start())
        for match in found
    ):
        return True
    parsed = facts.parsed(path)
    return parsed is not None and any(one.name == name for one in parsed.identifiers)

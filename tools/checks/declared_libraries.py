"""GR-08: what is imported of a library is in a module that declares it, as other modules do.

Which library has a name is learned: it is called alike, and all modules have it that import the
name. It warns: a library may bring another, which is not seen here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.android.project import is_test_configuration
from tools.checks.base import Check, Context, Finding
from tools.checks.needed import coordinates
from tools.checks.rebuilt import rebuilt, sources_in
from tools.checks.script_lines import CONFIGURATIONS, depending

if TYPE_CHECKING:
    from tools.android.project import Module, Project
    from tools.syntax.symbols import Import

_PLATFORM = (
    *("android.", "java.", "javax.", "kotlin.", "sun.", "dalvik."),
    *("org.json.", "org.w3c.", "org.xml.", "org.xmlpull.", "androidx.annotation."),
)
"""What the platform brings, or nearly every library."""
_UNSURE = ("build-logic", "root", "other")
_EXPORTED = re.compile(r"^api$|Api$|^compile$")
_WORD = re.compile(r"[a-z]{4,}")
_EVERYWHERE = frozenset("androidx android google jetbrains kotlin kotlinx squareup".split())
_COMPOSE = frozenset(("compose",))
"""Libraries that bring most of each other."""
_FEWEST = 2
"""So many other modules must import a name for its library to be known."""
_MOST = 40


@dataclass
class _Libraries:
    """The libraries that modules have, each read once."""

    project: "Project"
    _had: dict[tuple[str, bool], frozenset[str]] = field(default_factory=dict)

    def of(self, module: "Module", *, tests: bool) -> frozenset[str]:
        """`group:artifact` of all that a module declares or is given by modules that it sees."""
        place = (module.path, tests)
        if place not in self._had:
            self._had[place] = frozenset(self._read(module, tests=tests))
        return self._had[place]

    def _read(self, module: "Module", *, tests: bool) -> Iterator[str]:
        for one in self.project.visible_modules(module, tests=tests):
            for edge in one.dependencies:
                wanted = _EXPORTED.search(edge.configuration) or one is module
                if wanted and (tests or not is_test_configuration(edge.configuration)):
                    for coordinate in coordinates(self.project, edge):
                        yield ":".join(coordinate.split(":")[:2])


def _find(context: Context) -> Iterator[Finding]:
    libraries: _Libraries | None = None
    for path in context.paths if context.strict else context.draft.changed():
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        old = None if context.strict else context.head.file(path)
        known = {one.name for one in old.imports} if old else ()
        for one in facts.imports if facts else ():
            if one.star or one.name in known or one.name.startswith(_PLATFORM):
                continue
            libraries = libraries or _Libraries(context.project)
            yield from _undeclared(context, path, one, libraries=libraries)
    yield from _taken(context)


def _taken(context: Context) -> Iterator[Finding]:
    """What files lose as the draft took a library from their module."""
    now, before = _Libraries(context.project), _Libraries(context.head_project)
    for old, module in rebuilt(context):
        gone = before.of(old, tests=True) - now.of(module, tests=True)
        for path in sources_in(context, module) if gone else ():
            facts = context.facts.file(path)
            for one in facts.imports if facts else ():
                if not one.star and any(_is_like(one.name, library) for library in gone):
                    yield from _undeclared(context, path, one, libraries=now, gone=gone)


def _undeclared(
    context: Context,
    path: str,
    one: "Import",
    *,
    libraries: _Libraries,
    gone: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    project = context.project
    homes = project.modules_of(path)
    if len(homes) != 1 or homes[0].kind in _UNSURE or context.facts.symbol(one.name):
        return
    home, tests = homes[0], "est" in project.source_set(path)
    context.counted["GR-08"] += 1
    users, here = _users(context, one.name, home, tests=tests)
    if len(users) < _FEWEST or (here and not gone):
        return
    shared = frozenset[str].intersection(*(libraries.of(user, tests=tests) for user in users))
    shared = frozenset(each for each in gone & shared or shared if _is_like(one.name, each))
    had = libraries.of(home, tests=tests)
    if not shared or any(_may_bring(one.name, each, shared) for each in had):
        return
    message = f"`{one.name}` is of `{min(shared)}`, which `{home.path}` does not have"
    line = _line(context, path, users, shared) if len(shared) == 1 else ""
    fix = None
    if line:
        message += f"; `{line}` in `{home.build_file}`"
        fix = depending(home.build_file, context.facts.text(home.build_file), line)
    yield Finding("GR-08", "warn", path, one.line, 1, message, one.name, fix)


def _line(context: Context, path: str, users: "list[Module]", shared: frozenset[str]) -> str:
    """The line by which the library is declared, as other modules name it; "" if unclear."""
    configuration = CONFIGURATIONS.get(context.project.source_set(path), "")
    named = {
        edge.target
        for user in users
        for edge in user.dependencies
        if edge.kind == "alias" and coordinates(context.project, edge) == tuple(shared)
    }
    return f"{configuration}({named.pop()})" if configuration and len(named) == 1 else ""


def _users(
    context: Context, name: str, home: "Module", *, tests: bool
) -> "tuple[list[Module], bool]":
    """The other modules that import a name, and whether this one did so before the draft."""
    found: dict[str, Module] = {}
    project = context.head_project
    for path in context.head.importers(name)[:_MOST]:
        module = project.module_of(path)
        if module is None or module.kind in _UNSURE or module.build != home.build:
            continue
        if tests or "est" not in project.source_set(path):
            found[module.path] = module
    here = found.pop(home.path, None)
    return list(found.values()), here is not None and not context.strict


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text)) - _EVERYWHERE


def _is_like(name: str, library: str) -> bool:
    """Whether a library is called as the package of a name is, its last parts too."""
    group, _, artifact = library.partition(":")
    package = _words(name.rpartition(".")[0])
    rest = package - _words(group)
    return bool(package & _words(group)) and (not rest or bool(rest & _words(artifact)))


def _may_bring(name: str, library: str, shared: frozenset[str]) -> bool:
    """Whether another library may have the name, or bring one that has it."""
    if _is_like(name, library) or (_COMPOSE & _words(name) & _words(library)):
        return True
    artifact = _words(library.partition(":")[2])
    groups = (one.partition(":")[0].rpartition(".")[2] for one in shared)
    return any(artifact & _words(group) for group in groups)


CHECK = Check(
    "GR-08",
    "warn",
    "a module declares the libraries that it imports",
    _find,
    compares=True,
    example="`import coil3.compose.AsyncImage` → with `implementation(libs.coil.compose)`",
)

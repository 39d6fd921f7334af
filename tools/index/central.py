"""What a project is built on: the modules that others use, the files that others import from."""

from collections import Counter
from math import log2
from typing import TYPE_CHECKING

from tools.index.paths import is_test

if TYPE_CHECKING:
    from tools.android.project import Module, Project
    from tools.index.index import Index

_BUILD = ("root", "build-logic")

_ACROSS = 4
"""How many files of its own module a module counts that imports a file."""

_START = 7.0
"""What an activity counts on top with which an application starts."""

_COMMITS, _RECENT = 300, 0.8
"""How many commits are recent, and what each doubling of a file's changes in them counts."""

_SPREAD = 0.4
"""How much less each further file of a module counts, so that a map shows many modules."""


def uses_of(project: "Project", module: "Module") -> list[str]:
    """The paths of the modules that a module depends on, tests aside, each once."""
    edges = [edge for edge in module.dependencies if not edge.configuration.lower().count("test")]
    found = dict.fromkeys(project.target(edge) for edge in edges)
    return [path for path in found if path and path != module.path and project.module(path)]


def modules_by_use(project: "Project") -> "list[Module]":
    """The modules of the app: applications first, then those that most others use."""
    used = _dependents(project)
    modules = [one for one in project.modules if one.kind not in _BUILD]
    return sorted(
        modules, key=lambda one: (one.kind != "application", -used.get(one.path, 0), one.path)
    )


def _dependents(project: "Project") -> dict[str, int]:
    """How many modules use each module."""
    counted: dict[str, int] = {}
    for module in project.modules:
        for path in uses_of(project, module):
            counted[path] = counted.get(path, 0) + 1
    return counted


def central_files(index: "Index", limit: int) -> list[str]:
    """The files that matter most, best first: imported by many, in modules that many use.

    What an application starts with and what the last commits changed counts too; tests and the
    build's own code are left out. The same index and commit give the same answer.
    """
    project = index.project()
    used = _dependents(project)
    scores: dict[str, float] = {}
    for path, importers in _importers(index).items():
        module = project.module_of(path)
        if module is None or not _is_shown(project, path):
            continue
        homes = {one.path for user in importers if (one := project.module_of(user))}
        weight = len(importers) + _ACROSS * len(homes - {module.path})
        scores[path] = log2(1 + weight) * (1 + log2(1 + used.get(module.path, 0)) / 4)
    for path in _starts(index):
        scores[path] = scores.get(path, 0.0) + _START
    known = index.paths()
    changed = Counter(path for one in index.history().commits[:_COMMITS] for path in one.paths)
    for path, changes in changed.items():
        if path in known and _is_code(project, path):
            scores[path] = scores.get(path, 0.0) + _RECENT * log2(1 + changes)
    if len(scores) < limit:  # a small project, of which nothing else is known
        for path in known - scores.keys():
            if _is_code(project, path):
                scores[path] = 0.0
    return _spread(project, scores, limit)


def _is_code(project: "Project", path: str) -> bool:
    return path.endswith((".kt", ".java")) and _is_shown(project, path)


def _is_shown(project: "Project", path: str) -> bool:
    module = project.module_of(path)
    return module is not None and module.kind not in _BUILD and not is_test(path)


def _spread(project: "Project", scores: dict[str, float], limit: int) -> list[str]:
    """The best files, each further one of a module for less."""
    taken: dict[str, int] = {}
    ranked: list[tuple[float, str]] = []
    for path in sorted(scores, key=lambda path: (-scores[path], path)):
        module = project.module_of(path)
        name = module.path if module else ""
        before = taken[name] = taken.get(name, -1) + 1
        ranked.append((-scores[path] / (1 + _SPREAD * before), path))
    return [path for _, path in sorted(ranked)[:limit]]


def _importers(index: "Index") -> dict[str, set[str]]:
    """The files, tests aside, that import something which a file declares."""
    users: dict[str, set[str]] = {}
    for key, path in index.prefixed("imported", ""):
        if not is_test(path):
            users.setdefault(key, set()).add(path)
    importing: dict[str, set[str]] = {}
    for key, homes in index.declaring(users).items():
        for home in homes:
            importing.setdefault(home, set()).update(users[key])
    return {home: paths - {home} for home, paths in importing.items()}


def _starts(index: "Index") -> set[str]:
    """The files of the activities with which applications start."""
    facts = index.view()
    started = {
        component.qualified
        for manifest in facts.manifests()
        if not is_test(manifest.path)
        for component in manifest.components
        if component.kind == "activity" and "android.intent.action.MAIN" in component.actions
    }
    return {symbol.path for name in sorted(started) for symbol in facts.symbol(name)}

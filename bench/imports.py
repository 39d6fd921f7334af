"""How many imports of other modules the edges of the project model explain.

A checkout compiles, so an import that no edge explains is an edge that the model lacks. Names are
found by plain patterns, so that a fault of the index is not hidden by itself.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.android.project import Module, Project
from tools.android.sourcesets import is_test

_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_IMPORT = re.compile(r"^import\s+(?:static\s+)?([\w.]+)", re.MULTILINE)
_DECLARED = re.compile(
    r"^(?:(?:[a-z]+|@[\w.]+(?:\([^)\n]*\))?)\s+)*?"
    r"(?:class|interface|object|fun|val|var|typealias|enum|@interface|record)\s+"
    r"(?:<[^>\n]*>\s*)?(?:[\w.<>?,* ]+\.)?`?(\w+)",
    re.MULTILINE,
)


@dataclass
class Explained:
    """Counts: imports of other modules, those that edges explain, and by a module's own script.

    `open_pairs` is the share of all pairs of modules of which one sees the other.
    """

    total: int = 0
    by_edges: int = 0
    by_own_script: int = 0
    open_pairs: float = 0.0
    missing: list[str] = field(default_factory=list)


def explain(
    project: Project, paths: list[str], text: Callable[[str], str], skipped: re.Pattern[str]
) -> Explained:
    """Look at every import of the Kotlin and Java files; `skipped` are templates and test data."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    files: list[tuple[str, Module, list[str]]] = []
    for path in paths:
        module = project.module_of(path)
        if module is None or skipped.search(path) or not path.endswith((".kt", ".java")):
            continue
        content = text(path)
        package = found[1] if (found := _PACKAGE.search(content)) else ""
        for name in _DECLARED.findall(content):
            homes[f"{package}.{name}"].add(module.path)
        files.append((path, module, _IMPORT.findall(content)))
    counts = Explained(open_pairs=_open_pairs(project))
    seen: dict[tuple[str, bool], set[str]] = {}
    for path, module, imports in files:
        tests = is_test(project.source_set(path))
        key = (module.path, tests)
        if key not in seen:
            seen[key] = {one.path for one in project.visible_modules(module, tests=tests)}
        own = {edge.target for edge in module.dependencies if not edge.source}
        for name in imports:
            where = _home(name, homes)
            if where and module.path not in where:
                counts.total += 1
                counts.by_own_script += bool(where & own)
                counts.by_edges += bool(where & seen[key])
                if not where & seen[key]:
                    counts.missing.append(f"{path} {name} of {', '.join(sorted(where))}")
    return counts


def _open_pairs(project: Project) -> float:
    count = len(project.modules)
    pairs = sum(len(project.visible_modules(module)) - 1 for module in project.modules)
    return pairs / (count * (count - 1)) if count > 1 else 0.0


def _home(name: str, homes: dict[str, set[str]]) -> set[str]:
    """The modules that declare a name or what it is nested in."""
    parts = name.split(".")
    for count in range(len(parts), 1, -1):
        if found := homes.get(".".join(parts[:count])):
            return found
    return set()

"""How much of what Gradle scripts refer to the project model resolves, beside plain patterns.

`python -m bench.model [DIR ...]` (default: the checkouts below `OFFDROID_CORPUS`) looks at every
`project("...")`, `projects.*`, catalog accessor and constant for a coordinate that stands in the
text of a script or of a build's code. Each one is resolved, exempt for a reason that is named, or
printed. The baseline in the same run takes quoted paths of the settings as modules and lines of
`*.versions.toml` as aliases, and knows nothing of comments, folders or builds. Then every import of
another module must be explained by an edge; the baseline are the edges of the module's own script.
Exits with 1 where something is left open; writes `bench/results/model.json`.
"""

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.imports import Explained, explain
from bench.index import corpus
from bench.references import NOT_CODE, PlainPatterns, Reference, find_references
from tools.android.modules import read_project
from tools.android.project import Project
from tools.index.listing import list_files

_RESULTS = Path(__file__).parent / "results" / "model.json"
_KINDS = (
    "project(...)",
    "projects.*",
    "library",
    "version",
    "plugin",
    "bundle",
    "look-up",
    "constant",
)


@dataclass
class Tally:
    """Counts of one repository: by kind what there is, what is resolved, what the baseline does."""

    modules: int = 0
    quoted: int = 0
    build_files: int = 0
    left_out: list[str] = field(default_factory=list)
    seconds: float = 0.0
    total: Counter[str] = field(default_factory=Counter)
    resolved: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    exempt: Counter[str] = field(default_factory=Counter)
    open: list[str] = field(default_factory=list)
    imports: Explained = field(default_factory=Explained)


def main() -> None:
    """Count in each checkout, print, keep the numbers; exit 1 where something is unresolved."""
    roots = [Path(name) for name in sys.argv[1:]] or corpus()
    rows = {root.name: count(root) for root in roots}
    for name, tally in rows.items():
        _print(name, tally)
    kept = {name: _row(tally) for name, tally in rows.items()}
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    sys.exit(any(tally.open for tally in rows.values()))


def count(root: Path) -> Tally:
    """All references of one checkout."""
    paths = tuple(sorted(list_files(root)))
    texts: dict[str, str] = {}

    def text(path: str) -> str:
        if path not in texts:
            data = (root / path).read_bytes() if (root / path).is_file() else b""
            texts[path] = data.decode("utf-8", "replace").replace("\r\n", "\n")
        return texts[path]

    started = time.process_time()
    project = read_project(paths, text)
    tally = Tally(len(project.modules), seconds=time.process_time() - started)
    plain = PlainPatterns(paths, text)
    tally.quoted = len(plain.modules)
    scripts = [path for path in paths if path.endswith(("/build.gradle", "/build.gradle.kts"))]
    tally.build_files = len(scripts)
    tally.left_out = sorted(set(scripts) - {module.build_file for module in project.modules})
    tally.imports = explain(project, list(paths), text, NOT_CODE)
    for one in find_references(paths, text, project):
        _judge(one, project, plain, tally)
    return tally


def _judge(one: Reference, project: Project, plain: PlainPatterns, tally: Tally) -> None:
    exempt = one.exempt or _unknown(one, project)
    if exempt:
        tally.exempt[exempt] += 1
        return
    tally.total[one.kind] += 1
    tally.plain[one.kind] += plain.knows(one)
    if _resolves(one, project):
        tally.resolved[one.kind] += 1
    else:
        tally.open.append(f"{one.path}:{one.line} {one.name}")


def _unknown(one: Reference, project: Project) -> str:
    """Exemptions that only the model tells."""
    if one.kind in ("constant", "look-up"):
        return ""
    seen = project.catalogs_of(one.path)
    name = one.name.partition(".")[0]
    if one.kind not in ("project(...)", "projects.*"):
        if any(catalog.published for catalog in seen if catalog.name == name):
            return "catalog from an artifact"
        if name not in {catalog.name for catalog in seen}:
            return "name is no catalog of this build"
    return ""


def _resolves(one: Reference, project: Project) -> bool:
    build = project.build_of(one.path)
    if one.kind == "project(...)":
        path = one.name if one.name.startswith(":") else f":{one.name}"
        return any(project.inner_module(path, b) is not None for b in _users(build, project))
    if one.kind == "look-up":
        return any(catalog.resolve(one.name) is not None for catalog in project.catalogs)
    if one.kind == "constant":
        owner = project.module_of(one.path)
        edges = owner.dependencies if owner else ()
        return any(edge.line == one.line and ":" in edge.target for edge in edges)
    if one.kind == "projects.*":
        return any(project.accessor(one.name, b) is not None for b in _users(build, project))
    return project.alias(one.name, one.path) is not None


def _users(build: str, project: Project) -> list[str]:
    """Builds whose modules code may mean: its own, and those that apply a plugin."""
    return [build, *(one for one in project.builds if one != build)]


def _row(tally: Tally) -> dict[str, object]:
    kinds = {
        kind: [tally.resolved[kind], tally.total[kind], tally.plain[kind]]
        for kind in _KINDS
        if tally.total[kind]
    }
    return {
        "modules": tally.modules,
        "resolved, total, baseline": kinds,
        "imports explained, total, baseline": [
            tally.imports.by_edges,
            tally.imports.total,
            tally.imports.by_own_script,
        ],
        "exempt": dict(sorted(tally.exempt.items())),
        "unresolved": len(tally.open),
    }


def _print(name: str, tally: Tally) -> None:
    total, resolved = tally.total.total(), tally.resolved.total()
    print(f"{name}: {tally.modules} modules ({tally.quoted} quoted in settings, ", end="")
    print(f"{tally.build_files} build files in folders), read in {tally.seconds:.2f} s CPU")
    for kind in _KINDS:
        if tally.total[kind]:
            ours = f"{tally.resolved[kind]}/{tally.total[kind]}"
            print(f"  {kind:<14}{ours:>12}   baseline {tally.plain[kind]}")
    share = 100 * resolved / total if total else 100.0
    base = 100 * tally.plain.total() / total if total else 100.0
    print(f"  {'all':<14}{f'{resolved}/{total}':>12}   {share:.2f} %, baseline {base:.2f} %")
    imports = tally.imports
    share = 100 * imports.by_edges / imports.total if imports.total else 100.0
    base = 100 * imports.by_own_script / imports.total if imports.total else 100.0
    print(
        f"  imports of other modules explained by edges: {imports.by_edges}/{imports.total}", end=""
    )
    print(f"   {share:.2f} %, by the module's own script {base:.2f} %")
    print(f"  modules that see each other: {100 * imports.open_pairs:.1f} % of all pairs")
    for one in imports.missing:
        print(f"  not explained: {one}")
    if tally.left_out:
        print(f"  build files of no module: {', '.join(tally.left_out)}")
    known = ", ".join(f"{count} {reason}" for reason, count in sorted(tally.exempt.items()))
    print(f"  known exemptions: {known or 'none'}")
    for one in tally.open:
        print(f"  unresolved: {one}")


if __name__ == "__main__":
    main()

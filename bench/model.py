"""How much of what Gradle scripts refer to the project model resolves, beside plain patterns.

`python -m bench.model [DIR ...]` (default: the checkouts below `OFFDROID_CORPUS`) looks at every
`project("...")`, `projects.*` and catalog accessor that stands in the text of a script or of a
build's code. Each one is resolved, or exempt for a reason that is named, or printed. The baseline
in the same run takes quoted paths of the settings as modules and lines of `*.versions.toml` as
aliases, and knows nothing of comments, folders or builds. Then every import of another module must
be explained by an edge; the baseline there are the edges of the module's own script. Results:
`bench/results/model.json`.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.imports import Explained, explain
from bench.index import corpus
from tools.android.project import Project, is_plugin_source
from tools.index.listing import list_files
from tools.syntax.gradle import read

_RESULTS = Path(__file__).parent / "results" / "model.json"
_PROJECT = re.compile(r"\bproject\s*\(\s*(?:path\s*[:=]\s*)?([\"'])(:?[\w:.$\{\}-]+)\1")
_ACCESSOR = re.compile(r"(?<![\w.$:\"'/-])projects((?:\s*\.\s*[A-Za-z]\w*)+)")
_KINDS = ("project(...)", "projects.*", "library", "version", "plugin", "bundle")
_NO_ALIAS = re.compile(r"^(?:find\w+|javaClass|class|versions\.toml|\w+Aliases)\b")
_NOT_CODE = re.compile(
    r"(?:^|/)(?:templates?|fileTemplates|testData|src/test|src/\w*[tT]est\w*/resources)/"
)
_OWN_PROJECTS = re.compile(r"\b(?:val|var|def)\s+projects\b|\bprojects\s*\)?\s*(?::|->)")
_QUOTED_PATH = re.compile(r"[\"'](:[\w:.-]+)[\"']")
_LINE_OF_TOML = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*=", re.MULTILINE)


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
    project = Project.read(paths, text)
    tally = Tally(len(project.modules), seconds=time.process_time() - started)
    plain = _Plain(paths, text)
    tally.quoted = len(plain.modules)
    scripts = [path for path in paths if path.endswith(("/build.gradle", "/build.gradle.kts"))]
    tally.build_files = len(scripts)
    tally.left_out = sorted(set(scripts) - {module.build_file for module in project.modules})
    tally.imports = explain(project, list(paths), text, _NOT_CODE)
    for path in paths:
        if path.endswith((".gradle", ".gradle.kts")) or is_plugin_source(path):
            for one in _references(path, text(path), project):
                _judge(one, project, plain, tally)
    return tally


@dataclass(frozen=True)
class Reference:
    """A reference as the text has it; `exempt` says why it is none that must resolve."""

    path: str
    line: int
    kind: str
    name: str
    exempt: str


class _Plain:
    """What plain patterns know."""

    def __init__(self, paths: tuple[str, ...], text: Callable[[str], str]) -> None:
        settings = [path for path in paths if path.rpartition("/")[2].startswith("settings.gradle")]
        catalogs = [path for path in paths if path.endswith(".versions.toml")]
        self.modules = {one for path in settings for one in _QUOTED_PATH.findall(text(path))}
        self.accessors = {one.replace("-", "").lower() for one in self.modules}
        self.aliases = {
            name.replace("-", ".").replace("_", ".")
            for path in catalogs
            for name in _LINE_OF_TOML.findall(text(path))
        }

    def knows(self, one: Reference) -> bool:
        """Whether the name is among them."""
        if one.kind == "project(...)":
            return one.name in self.modules
        if one.kind == "projects.*":
            return one.name.removeprefix("projects").replace(".", ":").lower() in self.accessors
        name = one.name.partition(".")[2]
        for prefix in ("versions.", "plugins.", "bundles."):
            name = name.removeprefix(prefix)
        parts = name.split(".")
        return any(".".join(parts[:count]) in self.aliases for count in range(1, len(parts) + 1))


def _references(path: str, text: str, project: Project) -> Iterator[Reference]:
    names = {catalog.name for catalog in project.catalogs}
    code = read(text).code
    found = [(match, "project(...)", match[2]) for match in _PROJECT.finditer(text)]
    for match in _ACCESSOR.finditer(text):
        found.append((match, "projects.*", "projects" + re.sub(r"\s", "", match[1])))
    if names:
        choice = "|".join(map(re.escape, sorted(names)))
        pattern = re.compile(rf"(?<![\w.$/\"'-])({choice})((?:\s*\.\s*[A-Za-z]\w*)+)")
        for match in pattern.finditer(text):
            rest = re.sub(r"\s", "", match[2])[1:]
            found.append((match, _kind(rest), f"{match[1]}.{rest}"))
    for match, kind, name in found:
        line = text.count("\n", 0, match.start()) + 1
        exempt = _exemption(path, code, match, kind, name)
        yield Reference(path, line, kind, name, exempt)


def _kind(rest: str) -> str:
    first = rest.partition(".")[0]
    return {"versions": "version", "plugins": "plugin", "bundles": "bundle"}.get(first, "library")


def _exemption(path: str, code: str, match: re.Match[str], kind: str, name: str) -> str:
    """Why a match need not resolve; "" where it must."""
    if not code[match.start()].isalnum():
        before = code.rfind('"', 0, match.start()) > code.rfind("\n", 0, match.start())
        return "in a string" if before else "in a comment"
    if _NOT_CODE.search(path):
        return "template or test data"
    if "$" in name:
        return "made by code"
    rest = name.partition(".")[2]
    if kind not in ("project(...)", "projects.*") and _NO_ALIAS.match(rest):
        return "member of the catalog itself"
    if kind == "projects.*" and _OWN_PROJECTS.search(code):
        return "variable called `projects`"
    line = code[code.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip()
    if line.startswith(("import ", "package ")):
        return "import"
    return ""


def _judge(one: Reference, project: Project, plain: _Plain, tally: Tally) -> None:
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

"""KT-14: what a file imports is in a module that its own module depends on."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.added import before
from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.rebuilt import rebuilt, sources_in
from tools.checks.script_lines import CONFIGURATIONS, depending, put_back

if TYPE_CHECKING:
    from tools.android.project import Dependency, Module, Project

_EXPORTS = re.compile(r"^api$|Api$|^compile$")
_OPEN = ("build-logic", "root", "other")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        yield from _in_file(context, path)
    known = set(context.paths)
    for module, lost in _taken(context):
        for path in sources_in(context, module):
            if path not in known:
                yield from _in_file(context, path, lost)


def _taken(context: Context) -> "Iterator[tuple[Module, frozenset[str]]]":
    """The modules from which the draft took others, with the paths of those."""
    after = {module.path for _, module in rebuilt(context)}
    if not after:
        return
    exporting = any(_EXPORTS.search(edge.configuration) for edge in _gone(context))
    for module in context.project.modules:
        old = context.head_project.module(module.path)
        if old is None or (module.path not in after and not exporting):
            continue
        before = {one.path for one in context.head_project.visible_modules(old)}
        if module.path in after or before & after:
            lost = before - {one.path for one in context.project.visible_modules(module)}
            if lost:
                yield module, frozenset(lost)


def _gone(context: Context) -> "Iterator[Dependency]":
    """The dependencies that scripts of the draft no longer have."""
    for old, module in rebuilt(context):
        kept = {(edge.configuration, edge.target) for edge in module.dependencies}
        for edge in old.dependencies:
            if (edge.configuration, edge.target) not in kept:
                yield edge


def _in_file(context: Context, path: str, lost: frozenset[str] | None = None) -> Iterator[Finding]:
    """What a file imports that it does not see; with `lost` only what is in these modules."""
    facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
    home = context.project.module_of(path) if facts else None
    if facts is None or home is None or home.kind in _OPEN or "/resources/" in path:
        return
    homes = context.project.modules_of(path)
    source_set = context.project.source_set(path)
    seen = _seen(context.project, homes, tests="est" in source_set)
    for one in facts.imports:
        if one.star or one.static:
            continue
        if lost is None:
            context.counted["KT-14"] += 1
        owners = _owners(context, one.name)
        if not owners or owners & seen.keys() or (lost is not None and not owners & lost):
            continue
        if _leads_nowhere(context.project, (*homes, *seen.values())):
            return
        where = sorted(owners)[0]
        module = context.project.module(where)
        sure = not any(each.open_ended for each in (*homes, *seen.values())) and source_set
        severity: Severity = "block" if sure and len(homes) == 1 else "warn"
        fix = _fix(context, path, home, module) if module and len(owners) == 1 else None
        written = _written(context, where)
        message = f"`{home.path}` does not depend on `{where}`, where `{one.name}` is"
        message += f"; `implementation({written})` in `{home.build_file}`"
        yield Finding("KT-14", severity, path, one.line, 1, message, one.name, fix)


def _written(context: Context, where: str) -> str:
    module = context.project.module(where)
    return module.accessor if module and context.project.accessors else f'project("{where}")'


def _fix(context: Context, path: str, home: "Module", where: "Module") -> Fix | None:
    """The dependency back where the draft took it away; else written where others have it."""
    for old, module in rebuilt(context):
        kept = {edge.target for edge in module.dependencies}
        script = module.build_file
        for edge in old.dependencies:
            if edge.target in kept or edge.source:
                continue
            target = context.project.module(context.project.target(edge))
            if target is None or where not in context.project.visible_modules(target, tests=False):
                continue
            if fix := put_back(
                before(context, script), context.facts.text(script), edge.line, script
            ):
                return fix
    configuration = CONFIGURATIONS.get(context.project.source_set(path), "")
    if not configuration or not _may_depend(context, home, where):
        return None
    line = f"{configuration}({_written(context, where.path)})"
    return depending(home.build_file, context.facts.text(home.build_file), line)


def _may_depend(context: Context, home: "Module", where: "Module") -> bool:
    """Whether others depend on a module, no cycle comes of it, and the guides allow it."""
    from tools.checks.policies import policy

    project = context.project
    if where.kind == "application" or home.kind == "multiplatform" or where.build != home.build:
        return False
    if home.path in {one.path for one in _below(project, where)}:
        return False
    if any(rule.forbids(home.path, where.path) for rule in policy(context).layer_rules):
        return False
    return any(
        project.target(edge) == where.path
        for one in project.modules
        if one.kind == home.kind
        for edge in one.dependencies
    )


def _below(project: "Project", module: "Module") -> "list[Module]":
    """A module and all that it is built from."""
    found, waiting = {module.path: module}, [module]
    while waiting:
        for edge in waiting.pop().dependencies:
            other = project.module(project.target(edge))
            if other is not None and other.path not in found:
                found[other.path] = other
                waiting.append(other)
    return list(found.values())


def _seen(project: "Project", homes: "tuple[Module, ...]", *, tests: bool) -> "dict[str, Module]":
    return {one.path: one for home in homes for one in project.visible_modules(home, tests=tests)}


def _leads_nowhere(project: "Project", modules: "tuple[Module, ...]") -> bool:
    """Whether one depends on a module that is not there, as GR-04 tells: what it has is unknown."""
    return any(
        edge.kind == "project" and project.module(edge.target) is None
        for one in modules
        for edge in one.dependencies
    )


def _owners(context: Context, name: str) -> set[str]:
    """The modules that declare a name; none where it may be of elsewhere too."""
    found: set[str] = set()
    for symbol in context.facts.symbol(name):
        modules = context.project.modules_of(symbol.path)
        if not modules or any(one.kind in _OPEN for one in modules):
            return set()
        found |= {one.path for one in modules}
    return found


CHECK = Check(
    "KT-14",
    "block",
    "what is imported is in a module that this one depends on",
    _find,
    example="`import com.example.data.Store` → with `implementation(projects.data)`",
)

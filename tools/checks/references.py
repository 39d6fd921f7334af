"""RES-02: `@type/name` in XML names a resource that is there."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.near import meant
from tools.checks.resources import defaults, meant_now
from tools.checks.restoring import lies, restored

if TYPE_CHECKING:
    from tools.android.project import Project
    from tools.android.resources import ResourceRef

_CERTAIN = frozenset(
    "string plurals array drawable mipmap layout id color dimen menu xml anim animator font raw "
    "navigation bool integer".split()
)
_PREFIX = re.compile(r"[a-z]{3,}(?:_|(?=[A-Z]))")
_FEW, _PART = 2, 4
"""A prefix is a library's where HEAD declares so few and not this part of the used names."""
_LIBRARY = (
    "abc_",
    "mtrl_",
    "m3_",
    "material_",
    "design_",
    "exo_",
    "notification_",
    "glance_",
    "appbar_",
)


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith(".xml") else None
        for ref in facts.resource_refs if facts else ():
            if ref.place != "xml" or ref.holder:
                continue
            context.counted["RES-02"] += 1
            if ref.name.startswith(_LIBRARY):
                continue
            if declared := defaults(context.facts, ref.type, ref.name):
                if _lost(context, ref, declared):
                    yield _out_of_reach(ref)
                continue
            if not _known(context, ref) and (finding := _finding(context, ref)):
                yield finding


def _lost(context: Context, ref: "ResourceRef", declared: list[str]) -> bool:
    """Whether the draft left a resource only in modules that this one does not depend on."""
    before = defaults(context.head, ref.type, ref.name)
    if before == declared:
        return False
    near = _reach(context.project, ref.path)
    return any(_within(context.head_project, path, near) for path in before) and not any(
        _within(context.project, path, near) for path in declared
    )


def _within(project: "Project", path: str, near: set[str]) -> bool:
    module = project.module_of(path)
    return module is not None and module.path in near


def _reach(project: "Project", path: str) -> set[str]:
    """The module of a file and all that it depends on, however far."""
    module = project.module_of(path)
    waiting = [module.path] if module else []
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        found = project.module(name)
        if name not in seen and found is not None:
            seen.add(name)
            waiting += [edge.target for edge in found.dependencies if edge.kind == "project"]
    return seen


def _out_of_reach(ref: "ResourceRef") -> Finding:
    written = f"@{ref.type}/{ref.name}"
    message = f"`{written}` is left in modules that this one does not depend on"
    return Finding("RES-02", "block", ref.path, ref.line, ref.column, message, written)


def _known(context: Context, ref: "ResourceRef") -> bool:
    """Whether HEAD uses the resource without declaring it: a library's."""
    users = {one.path for one in context.head.resource_refs(ref.type, ref.name)}
    if context.strict:
        return bool(users - {ref.path})
    return bool(users) and not defaults(context.head, ref.type, ref.name)


def _finding(context: Context, ref: "ResourceRef") -> Finding | None:
    """What is wrong with a reference; attributes and styles of libraries are not known."""
    there = lies(context, ref.type, ref.name)
    if there == "right":
        return None
    names = {one.name for one in context.facts.resources(ref.type)}
    near = meant_now(context, ref, names)
    sure = (
        ref.type in _CERTAIN and not there and (near or not of_library(context, ref.type, ref.name))
    )
    severity: Severity = "block" if sure else "warn"
    if severity == "warn" and not near:
        return None
    written = f"?{ref.type}/{ref.name}" if ref.type == "attr" else f"@{ref.type}/{ref.name}"
    message = f"`{written}` does not exist{meant(ref.name, names)}"
    if context.facts.resource_paths(ref.type, ref.name):
        message = f"`{written}` is left in translations only, without a default in `values`"
        near = None
    fix = None
    if near and severity == "block":
        new = f"@{ref.type}/{near}"
        fix = Fix(f"wrote `{new}` for `{written}`", line=ref.line, old=written, new=new)
    elif severity == "block":
        fix = restored(context, ref.type, ref.name)
    return Finding("RES-02", severity, ref.path, ref.line, ref.column, message, written, fix)


def of_library(context: Context, kind: str, name: str) -> bool:
    """Whether HEAD uses names that begin like this one without declaring them: a library's."""
    found = _PREFIX.match(name)
    if found is None or defaults(context.head, kind, name):
        return False
    undeclared = used = 0
    for other in sorted(_CERTAIN):
        names = context.head.used_resources(other, found[0]) - {name}
        used += len(names)
        undeclared += sum(not context.head.resource_paths(other, one) for one in names)
    return undeclared >= _FEW and undeclared * _PART >= used


CHECK = Check(
    "RES-02",
    "block",
    "an XML reference names a resource that is there",
    _find,
    example="`@color/accnt` → `@color/accent`",
)

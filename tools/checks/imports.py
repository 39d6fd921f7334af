"""KT-02: an import of the project's own names resolves."""

from collections.abc import Iterator
from dataclasses import replace

from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.bindings import is_of_layout
from tools.checks.near import nearest
from tools.checks.resolution import Packages, resolves, used_at_head

MOSTLY = 0.5
"""A package of which so much comes from elsewhere (a library, a generator) is not judged."""


def _find(context: Context) -> Iterator[Finding]:
    packages = Packages(context.facts)
    before = Packages(context.head)
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        for one in facts.imports if facts else ():
            if not packages.owns(one.name) and not before.owns(one.name):
                continue
            if is_of_layout(context, one.name):
                continue  # RES-17 tells
            context.counted["KT-02"] += 1
            if resolves(context.facts, packages, one.name, star=one.star):
                continue
            if used_at_head(context, before, one.name):
                continue
            openness = before.openness(one.name)
            known = any(map(before.has, _around(one.name)))
            if openness < MOSTLY and (known or before.root_openness(one.name) < MOSTLY):
                severity: Severity = "warn" if openness else "block"
                found = _finding(context, path, one.name, one.line, severity)
                yield found if known or found.fix else replace(found, severity="warn")


def _around(name: str) -> tuple[str, str]:
    """The package of a name, were it a type or a member of one.

    A package that no file declares may be a generator's, so that a name in it only warns.
    """
    package = name.rpartition(".")[0]
    return package, package.rpartition(".")[0] if package.rpartition(".")[2][:1].isupper() else ""


def _finding(context: Context, path: str, name: str, line: int, severity: Severity) -> Finding:
    simple = name.rpartition(".")[2]
    declared = [
        symbol.qualified
        for symbol in context.facts.symbols(simple)
        if symbol.visibility != "private" and symbol.kind != "constructor"
        if not symbol.owner or symbol.name[0].isupper()
    ]
    targets = sorted(set(declared))
    message = f"`{name}` does not exist"
    fix = None
    if len(targets) == 1:
        message += f"; it is `{targets[0]}`"
        told = f"imported `{targets[0]}` instead of `{name}`"
        fix = Fix(told, line=line, old=name, new=targets[0])
    else:
        near = targets[:3] or _near(context, name)
        message += f"; did you mean {', '.join(f'`{one}`' for one in near)}?" if near else ""
    return Finding("KT-02", severity, path, line, 8, message, name, fix)


def _near(context: Context, name: str) -> list[str]:
    package, _, simple = name.rpartition(".")
    there = {one.name: one.qualified for one in context.facts.package_symbols(package)}
    return [there[one] for one in nearest(simple, there, 2)]


CHECK = Check(
    "KT-02",
    "block",
    "an import of the project resolves",
    _find,
    example="`import com.example.Clok` → `import com.example.Clock`",
)

"""KT-14: what a file imports is in a module that its own module depends on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Severity

if TYPE_CHECKING:
    from tools.android.project import Module, Project

_OPEN = ("build-logic", "root", "other")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        home = context.project.module_of(path) if facts else None
        if facts is None or home is None or home.kind in _OPEN or "/resources/" in path:
            continue
        homes = context.project.modules_of(path)
        source_set = context.project.source_set(path)
        seen = _seen(context.project, homes, tests="est" in source_set)
        for one in facts.imports:
            if one.star or one.static:
                continue
            context.counted["KT-14"] += 1
            owners = _owners(context, one.name)
            if not owners or owners & seen.keys():
                continue
            where = sorted(owners)[0]
            module = context.project.module(where)
            sure = not any(each.open_ended for each in (*homes, *seen.values())) and source_set
            severity: Severity = "block" if sure and len(homes) == 1 else "warn"
            written = (
                module.accessor if module and context.project.accessors else f'project("{where}")'
            )
            message = f"`{home.path}` does not depend on `{where}`, where `{one.name}` is"
            message += f"; `implementation({written})` in `{home.build_file}`"
            yield Finding("KT-14", severity, path, one.line, 1, message, one.name)


def _seen(project: "Project", homes: "tuple[Module, ...]", *, tests: bool) -> "dict[str, Module]":
    return {one.path: one for home in homes for one in project.visible_modules(home, tests=tests)}


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

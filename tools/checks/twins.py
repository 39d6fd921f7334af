"""KT-08: a module declares a type once."""

from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding
from tools.references.source import TYPE_KINDS

_SKIPPED = frozenset({"expect", "actual"})


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        for one in facts.symbols if facts else ():
            if one.owner or one.kind not in TYPE_KINDS or one.visibility == "private":
                continue
            if _SKIPPED & set(one.modifiers) or "/src/" not in path:
                continue
            context.counted["KT-08"] += 1
            home = _home(context, path)
            for other in context.facts.symbol(one.qualified):
                if (other.path, other.start) == (path, one.start) or other.kind not in TYPE_KINDS:
                    continue
                if other.visibility == "private" or _SKIPPED & set(other.modifiers):
                    continue
                if _home(context, other.path) == home:
                    message = f"`{one.qualified}` is declared in `{other.path}` too"
                    yield Finding("KT-08", "block", path, one.line, 1, message, one.qualified)
                    break


def _home(context: Context, path: str) -> tuple[str, str]:
    """Folder of the module, and the source set with its language folder left out."""
    module = context.project.module_of(path)
    return module.directory if module else "", path.partition("/src/")[2].partition("/")[0]


CHECK = Check(
    "KT-08",
    "block",
    "a module declares a type once",
    _find,
    example="a second `class Clock` in the package → another name, or the one that is there",
)

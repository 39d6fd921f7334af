"""KT-04: a capitalised name is declared or imported."""

from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, Severity, is_illustration
from tools.edits.candidates import certain_import, import_candidates
from tools.edits.unresolved import Unresolved, count_heads, unresolved


def _find(context: Context) -> Iterator[Finding]:
    gone = _gone(context)
    for path in context.paths:
        file = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        if file is None or file.language == "text":
            continue
        if is_illustration(path):
            continue
        text = context.facts.text(path)
        context.counted["KT-04"] += count_heads(context.facts, path, text)
        told: set[str] = set()
        for one in unresolved(context.facts, path, text, gone):
            if one.name not in told:
                told.add(one.name)
                if _is_private(context, path, one):
                    continue
                yield _finding(context, path, text, one)


def _gone(context: Context) -> set[str]:
    """The full names of the types that the draft took away."""
    if not context.after:
        return set()
    changed = [context.head.file(path) for path in context.draft.changed()]
    names = {one.qualified for file in changed if file for one in file.symbols if not one.owner}
    return {name for name in names if not context.facts.symbol(name)}


def _is_private(context: Context, path: str, one: Unresolved) -> bool:
    """Whether another file of the package has it for itself, which KT-13 tells."""
    file = context.facts.file(path)
    own = f"{file.package}.{one.name}" if file else one.name
    return bool(context.facts.symbol(own))


def _finding(context: Context, path: str, text: str, one: Unresolved) -> Finding:
    found = [
        name
        for name in import_candidates(context.facts, path, one.name)
        if context.facts.symbol(name) or not context.head.symbol(name)
    ]
    sure = certain_import(one, found)
    severity: Severity = "warn" if one.doubtful and not sure else "block"
    fix = None
    if sure:
        message = f"`{one.name}` is not imported: `{sure}`"
        fix = Fix(f"added the import of `{sure}`", imports=(sure,))
    elif found:
        choices = ", ".join(f"`{name}`" for name in found[:4])
        message = f"`{one.name}` is not imported; it may be {choices}"
    else:
        message = f"`{one.name}` is not declared"
    column = one.start - text.rfind("\n", 0, one.start)
    return Finding("KT-04", severity, path, one.line, column, message, one.name, fix)


CHECK = Check(
    "KT-04",
    "block",
    "a capitalised name is declared or imported",
    _find,
    example="`Clock()` without its import → `import com.example.Clock`",
)

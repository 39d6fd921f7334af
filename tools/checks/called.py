"""KT-05: a function or an extension is used with its import.

What a draft newly uses is judged by the other files: nearly all that use the name import it, from
one place. What a draft takes the import from was imported for a reason, where no other file does
without. A member of the same name, which nobody sees here, may be meant: it only warns.
"""

import re
from collections.abc import Iterator

from tools.checks.added import Written, before, written
from tools.checks.base import Check, Context, Finding, Fix, is_illustration
from tools.edits.builtin import COMMON
from tools.edits.candidates import is_imported_by_all, needed_functions
from tools.edits.unresolved import scope_of
from tools.syntax.symbols import Identifier

_WORD = re.compile(r"\b[a-z]\w*")


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt"):
        if is_illustration(file.path):
            continue
        for use, name in sorted(_needed(context, file), key=lambda pair: pair[0].start):
            message = f"`{use.name}` is not imported: `{name}`"
            column = use.start - file.text.rfind("\n", 0, use.start)
            fix = Fix(f"added the import of `{name}`", imports=(name,))
            yield Finding("KT-05", "warn", file.path, use.line, column, message, use.name, fix)


def _needed(context: Context, file: Written) -> Iterator[tuple[Identifier, str]]:
    if context.strict:
        parsed = context.facts.parsed(file.path)
        if parsed is not None:
            context.counted["KT-05"] += len({one.name for one in parsed.identifiers})
            yield from needed_functions(context.facts, parsed, ())
        return
    lost = dict(_taken(context, file.path))
    old = before(context, file.path)
    new = {word for line in _new_lines(file) for word in _WORD.findall(line)}
    known = set(_WORD.findall(old)) if new else set()
    imported = (word in COMMON or context.facts.imports_of(word) for word in new - known)
    if not lost and not any(imported):
        return
    parsed = context.facts.parsed(file.path)
    if parsed is None:
        return
    yield from needed_functions(context.facts, parsed, known | lost.keys())
    if not lost:
        return
    scope = scope_of(context.facts, parsed)
    for one in parsed.identifiers:
        if one.name in lost and one.role in ("call", "name", "qualifier"):
            name = lost.pop(one.name)
            counted = sum(context.head.imports_of(one.name).values())
            if not scope.has(one.name) and is_imported_by_all(
                context.facts, one.name, counted, file.path
            ):
                yield one, name


def _new_lines(file: Written) -> Iterator[str]:
    known = file.known or ()
    for line in file.text.split("\n"):
        if line.strip() not in known and not line.startswith(("import ", "package ")):
            yield line


def _taken(context: Context, path: str) -> Iterator[tuple[str, str]]:
    """The functions whose import the draft took away: the name in the file, and the full one."""
    old, new = context.head.file(path), context.facts.file(path)
    if old is None or new is None:
        return
    left = {one.simple for one in new.imports}
    stars = {one.name for one in new.imports if one.star}
    for one in old.imports:
        if one.star or one.alias or one.simple in left or not one.simple[:1].islower():
            continue
        gone = context.head.symbol(one.name) and not context.facts.symbol(one.name)
        if not gone and one.name.rpartition(".")[0] not in stars:
            yield one.simple, one.name


CHECK = Check(
    "KT-05",
    "warn",
    "a function is used with its import",
    _find,
    compares=True,
    example="`delay(50)` without its import → `import kotlinx.coroutines.delay`",
)

"""KT-24: nothing new uses what its authors, of the project or of a library, want no new uses of.

Looked at are the lines that the draft wrote, and names that are certain: what an import names, or
a member where the type before the dot is declared. Of overloads only those count that a call must
mean. Libraries answer as far as they were read before; none is read for a draft. What cannot be
compiled any more warns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.checks.added import SOURCES, Written, before, written
from tools.checks.base import Check, Context, Finding, Fix, Severity, is_illustration, place
from tools.checks.deprecated_marks import is_suppressed
from tools.checks.deprecated_uses import Meaning, chosen, declared, imported
from tools.checks.renamed import Edit, joined, renaming
from tools.index.entries import is_deprecated
from tools.references.source import Source
from tools.syntax.masking import mask_again
from tools.syntax.symbols import Identifier

_WORD = re.compile(r"[^\W\d]\w*")
_ROLES = ("type", "call", "qualifier", "name")
_LONGEST = 120


@dataclass(frozen=True)
class Use:
    """A use and what it means."""

    identifier: Identifier
    meaning: Meaning


def _find(context: Context) -> Iterator[Finding]:
    names: frozenset[str] | None = None
    for file in written(context, *SOURCES):
        words = _words(file)
        if not words or is_illustration(file.path):
            continue
        names = context.facts.deprecated() if names is None else names
        asked = _asked(context, file, words, names)
        if asked:
            yield from _in_file(context, file, asked)


def _words(file: Written) -> set[str]:
    """The words on the lines that the draft wrote, imports aside."""
    lines = file.code.split("\n")
    new = range(1, len(lines) + 1) if file.new_lines is None else file.new_lines
    shown = (lines[number - 1] for number in new if number <= len(lines))
    return {
        word
        for line in shown
        if not line.startswith(("import ", "package "))
        for word in _WORD.findall(line)
    }


def _asked(
    context: Context, file: Written, words: set[str], names: frozenset[str]
) -> dict[str, str]:
    """The words that may mean something deprecated, each with what an import says, or ""."""
    asked = dict.fromkeys(words & names, "")
    facts = context.facts.file(file.path)
    for one in facts.imports if facts else ():
        if one.star or one.simple not in words:
            continue
        asked.pop(one.simple, None)
        last = one.name.rpartition(".")[2]
        context.counted["KT-24"] += 1
        if last in names or any(each.old for each in context.facts.library(one.name)):
            asked[one.simple] = one.name
    return asked


def _in_file(context: Context, file: Written, asked: dict[str, str]) -> Iterator[Finding]:
    parsed = context.facts.parsed(file.path)
    if parsed is None:
        return
    receivers = context.receivers
    source = receivers.code.source(file.path)
    found: dict[str, list[Use]] = {}
    for use in parsed.identifiers:
        if use.name not in asked or use.role not in _ROLES or not file.is_new(use.start):
            continue
        full = asked[use.name]
        meanings = imported(context, source, use, full) if full else []
        meant = chosen(meanings or declared(receivers, source, use), source, use)
        if meant and _counts(source, use, meant):
            found.setdefault(meant.qualified, []).append(Use(use, meant))
    told = [
        new
        for name, uses in found.items()
        if name.rpartition(".")[0] not in found and (new := uses[_known(context, file, uses[0]) :])
    ]
    edits = [_edit(context, file, uses) for uses in told]
    wanted = [one for one in edits if one is not None]
    fix = joined(file, wanted) if wanted else None
    for uses, edit in zip(told, edits, strict=True):
        yield _told(file, uses[0], fix if edit else None)


def _counts(source: Source, use: Identifier, meant: Meaning) -> bool:
    """Whether the compiler would speak of it, and nobody said that it need not."""
    assert meant.old is not None
    if meant.old.level == "HIDDEN":
        return False
    if source.java and meant.own and meant.own.path == source.path:
        return False
    instead = _WORD.findall(meant.old.expression) if meant.own else []
    around = source.enclosing_symbols(use.start)
    if any(is_deprecated(one) or one.name in instead for one in around):
        return False
    return not is_suppressed(source, use.start, error=meant.old.level == "ERROR")


def _known(context: Context, file: Written, use: Use) -> int:
    """How many of the uses on new lines were there before: on lines that were edited."""
    if context.strict:
        return 0
    old = before(context, file.path)
    word = re.compile(rf"(?<!\w){re.escape(use.identifier.name)}(?!\w)")
    then = mask_again(old, file.path.endswith(".kt")).code if old else ""
    kept = sum(not file.is_new(one.start()) for one in word.finditer(file.code))
    return max(0, len(word.findall(then)) - kept)


def _edit(context: Context, file: Written, uses: list[Use]) -> Edit | None:
    return renaming(context, file, [one.identifier for one in uses], uses[0].meaning)


def _told(file: Written, use: Use, fix: Fix | None) -> Finding:
    meant, old = use.meaning, use.meaning.old
    assert old is not None
    severity: Severity = "warn" if old.level == "ERROR" else "info"
    message = f"`{meant.name}` is deprecated"
    if severity == "warn":
        message += " and does not compile any more"
    if old.expression:
        told = old.imports[0] if old.imports and old.expression == meant.name else old.expression
        message += f"; `{told}` stands in its place"
    elif old.message:
        message += f": {_cut(old.message.rstrip('.'))}"
    line, column = place(file.text, use.identifier.start)
    return Finding("KT-24", severity, file.path, line, column, message, meant.qualified, fix)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"


CHECK = Check(
    "KT-24",
    "info",
    "new code uses nothing that is deprecated",
    _find,
    compares=True,
    example="`Icons.Filled.ArrowBack` → `Icons.AutoMirrored.Filled.ArrowBack`",
)

"""Mends uses of what is deprecated, where another name of the same shape stands in its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tools.checks.added import Written
from tools.checks.base import Context, Fix
from tools.checks.deprecated_uses import Meaning, of_library, of_project
from tools.references.source import Source
from tools.syntax.symbols import Identifier

_EXPRESSION = re.compile(r"(?:this\.)?((?:\w+\.)*)(\w+)\s*(?:\(([^()]*)\))?")
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d]\w*\s*\.\s*)+$")


@dataclass(frozen=True)
class Renaming:
    """`target` is the full name, `written` what is put for the old one.

    With `whole` it stands for the names before the dot as well.
    """

    target: str
    written: str
    whole: bool


@dataclass(frozen=True)
class Edit:
    """What mends the uses of one thing in a file.

    `spans` get `written`; the import on the line `gone` (from 0, -1 for none) is not needed any
    more, and `imports` are.
    """

    sentence: str
    spans: tuple[tuple[int, int], ...]
    written: str
    gone: int
    imports: tuple[str, ...]


def renaming(
    context: Context, file: Written, uses: Sequence[Identifier], meant: Meaning
) -> Edit | None:
    """What mends all uses in a file; None where it is not certain that the result compiles."""
    source = context.receivers.code.source(file.path)
    one = None if source.java else _renaming(context, meant)
    if one is None or not _is_free(context, source, meant, one):
        return None
    if meant.own is None and not _is_there(context, file, meant, one):
        return None
    spans = tuple((_span(source, use, one), use.start + len(use.name)) for use in uses)
    entry = next((each for each in source.imports if each.name == meant.qualified), None)
    left = len(re.findall(rf"\b{meant.name}\b", file.text[source.header_end :])) - len(uses)
    if min(spans)[0] < 0 or (left and entry and one.target.rpartition(".")[2] == meant.name):
        return None
    is_member = meant.own is not None and meant.own.owner and entry is None
    here = one.target.rpartition(".")[0] == source.package or one.target == meant.qualified
    old, new = meant.name, one.written
    if old == new:
        old, new = meant.qualified, one.target
    return Edit(
        f"put `{new}` in the place of `{old}`",
        spans,
        one.written,
        entry.line - 1 if entry and not left else -1,
        () if is_member or here else (one.target,),
    )


def joined(file: Written, edits: Sequence[Edit]) -> Fix:
    """One fix of a file for several edits, which may lie on the same lines."""
    spans = sorted(((*span, one.written) for one in edits for span in one.spans), reverse=True)
    text = file.text
    for start, end, written in spans:
        text = text[:start] + written + text[end:]
    gone = {one.gone for one in edits if one.gone >= 0}
    lines = {file.text.count("\n", 0, start) for start, _, _ in spans} | gone
    first, last = min(lines), max(lines)
    old, new = (each.split("\n")[first : last + 1] for each in (file.text, text))
    kept = [line for number, line in enumerate(new, first) if number not in gone]
    return Fix(
        ", ".join(one.sentence for one in edits),
        first + 1,
        "\n".join(old),
        "\n".join(kept),
        tuple(name for one in edits for name in one.imports),
    )


def _span(source: Source, use: Identifier, one: Renaming) -> int:
    """Where that begins which is replaced; -1 where names before the dot are not plain."""
    if not one.whole:
        return use.start
    found = _DOTTED.search(source.code, source.code.rfind("\n", 0, use.start) + 1, use.start)
    head = one.written.partition(".")[0]
    return found.start() if found and re.match(rf"{head}\b", found[0]) else -1


def _renaming(context: Context, meant: Meaning) -> Renaming | None:
    """What takes the place of the name, where `ReplaceWith` only gives another one."""
    found = _EXPRESSION.fullmatch(meant.old.expression) if meant.old else None
    if found is None or not meant.old or not _same_arguments(found[3], meant):
        return None
    before, last = found[1].rstrip("."), found[2]
    named = [name for name in meant.old.imports if name.rpartition(".")[2] == last]
    others = [name for name in meant.old.imports if name not in named]
    beside = f"{meant.qualified.rpartition('.')[0]}.{last}"
    if len(named) > 1 or others:
        return None
    target = named[0] if named else beside
    if before and before[0].islower():
        target, before = f"{before}.{last}", ""
    if before and not (named and meant.kind == "property" and meant.receiver):
        return None
    wanted = [each for each in _declared(context, target) if each.kind == meant.kind]
    fits = [each for each in wanted if _stands_for(meant, each, whole=bool(before))]
    if not fits or any(each.old for each in wanted):
        return None
    return Renaming(target, f"{before}.{last}" if before else last, bool(before))


def _same_arguments(given: str | None, meant: Meaning) -> bool:
    """Whether the parameters are handed on as they are."""
    if meant.kind in ("class", "property"):
        return given is None
    names = [one.partition(":")[0] for one in meant.parameters]
    passed = [re.sub(r"^(\w+)\s*=\s*\1$", r"\1", one.strip()) for one in (given or "").split(",")]
    return given is not None and [one for one in passed if one] == names


def _declared(context: Context, target: str) -> list[Meaning]:
    receivers = context.receivers
    found = of_project(receivers, receivers.code.symbols(target))
    return found or of_library(context.facts.library(target))


def _stands_for(meant: Meaning, other: Meaning, *, whole: bool) -> bool:
    """Whether what is said of one may be said of the other."""
    if meant.kind == "class":
        alias = meant.own.type if meant.own else meant.shape.partition(" = ")[2]
        return alias.strip() == other.name or alias.strip() == other.qualified
    if not whole and meant.receiver != other.receiver:
        return False
    same = meant.parameters == other.parameters and meant.delegates
    return same or (bool(meant.shape) and meant.shape == other.shape)


def _is_there(context: Context, file: Written, meant: Meaning, one: Renaming) -> bool:
    """Whether the module has the library that declares the new name."""
    if context.facts.same_library(meant.qualified, one.target):
        return True
    module = context.project.module_of(file.path)
    users = (path for path in context.head.importers(one.target) if "/src/main/" in path)
    return module is not None and any(context.project.module_of(each) == module for each in users)


def _is_free(context: Context, source: Source, meant: Meaning, one: Renaming) -> bool:
    """Whether the new name means nothing else in the file, and the old one is no other's there."""
    last = one.target.rpartition(".")[2]
    word = one.written.partition(".")[0]
    mine = {one.target, meant.qualified}
    if any(each.alias and each.name == meant.qualified for each in source.imports):
        return False
    taken = [each for each in source.imports if each.simple == last and each.name not in mine]
    locals_ = context.receivers.locals(source, word)
    own = [each for each in source.parsed.symbols if each.name in (last, word)]
    return not taken and not locals_ and all(each.qualified in mine for each in own)

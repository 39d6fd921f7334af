"""CMP-05 and CMP-07: what composables take: a modifier of the usual form, and no view models."""

import re
from collections.abc import Iterator

from tools.checks.added import Written, written
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.compose_style import emitters
from tools.syntax.symbols import Parameter, Symbol

_BRANCHES = re.compile(r"\b(?:if|when|else)\b")
_GIVEN = r"(?<![\w.]){0}\b(?!\s*(?:=(?!=)|:))"
_PASSED = r"\b([A-Z]\w*)\s*\((?:[^(){{}}]|\([^()]*\))*?(?<![\w.]){0}\s*[,)]"
_MADE = re.compile(r"(?<![\w.:])([A-Z]\w*ViewModel)\s*\(")
_MAKERS = re.compile(r"\b(?:viewModel|initializer|factory|remember|create)\b[^{}]*\{[^{}]*$")


def _modifiers(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt", tests=False):
        if "Modifier" not in file.text or "@Composable" not in file.text:
            continue
        for one in emitters(file):
            given = [each for each in one.parameters if each.type == "Modifier"]
            if len(given) != 1 or one.name[-5:] == "Theme":
                continue
            context.counted["CMP-05"] += 1
            yield from _modifier(file, one, given[0])


def _modifier(file: Written, one: Symbol, given: Parameter) -> Iterator[Finding]:
    if not (file.is_new(given.start) or file.is_new(one.name_start)):
        return
    before = one.parameters[: one.parameters.index(given)]
    optional = [each for each in before if each.has_default]
    uses = len(re.findall(_GIVEN.format(given.name), file.code[one.body : one.end]))
    if not given.has_default:
        end = file.code.find(given.type, given.start) + len(given.type)
        old = file.text[given.start : end]
        line, _ = place(file.text, given.start)
        told = f"gave `{given.name}` of `{one.name}` a default"
        fix = None if "\n" in old else Fix(told, line, old=old, new=f"{old} = Modifier")
        yield _told(
            "CMP-05", file, given.start, f"`{given.name}` has no default: `Modifier`", one, fix
        )
    elif optional:
        message = f"`{given.name}` is not the first parameter of `{one.name}` with a default"
        yield _told("CMP-05", file, given.start, message, one)
    if not uses:
        message = f"`{one.name}` does not use its `{given.name}`"
        yield _told("CMP-05", file, given.start, message, one)
    elif uses > 1 and not _BRANCHES.search(file.code, one.body, one.end):
        message = f"`{one.name}` uses its `{given.name}` {uses} times; it is for the root alone"
        yield _told("CMP-05", file, given.start, message, one)


def _models(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt", tests=False):
        if "ViewModel" not in file.text or "@Composable" not in file.text:
            continue
        facts = context.facts.file(file.path)
        for one in facts.symbols if facts else ():
            if one.kind == "function" and "Composable" in one.annotations and one.body >= 0:
                yield from _model(context, file, one)


def _model(context: Context, file: Written, one: Symbol) -> Iterator[Finding]:
    for each in one.parameters:
        if not each.type.endswith("ViewModel"):
            continue
        context.counted["CMP-07"] += 1
        for found in re.compile(_PASSED.format(each.name)).finditer(file.code, one.body, one.end):
            if file.is_new(found.start()) and not found[1].endswith("Effect"):
                message = f"`{one.name}` hands its view model on to `{found[1]}`; hand on its state"
                yield _told("CMP-07", file, found.start(), message, one)
    for found in _MADE.finditer(file.code, one.body, one.end):
        context.counted["CMP-07"] += 1
        if file.is_new(found.start()) and not _MAKERS.search(file.code[one.body : found.start()]):
            message = f"`{found[1]}` is made by a composable; ask `viewModel()` for it"
            yield _told("CMP-07", file, found.start(), message, one)


def _told(
    check: str, file: Written, offset: int, message: str, one: Symbol, fix: Fix | None = None
) -> Finding:
    line, column = place(file.text, offset)
    return Finding(check, "info", file.path, line, column, message, f"{one.name} {message}", fix)


CHECKS = (
    Check(
        "CMP-05",
        "info",
        "the modifier of a composable has the usual form and is used once",
        _modifiers,
        compares=True,
        example="`modifier: Modifier` → `modifier: Modifier = Modifier`",
    ),
    Check(
        "CMP-07",
        "info",
        "a view model stays in the composable that got it",
        _models,
        compares=True,
        example="`List(viewModel)` → `List(viewModel.items)`",
    ),
)
"""All of this family."""

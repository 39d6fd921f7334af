"""CMP-04, CMP-06 and CMP-10: what a team expects of its composables."""

import re
from collections.abc import Iterator

from tools.checks.added import Rule, Written, written
from tools.checks.base import Check, Context, Finding, place
from tools.syntax.symbols import Symbol

_EMITS = re.compile(r"(?<![\w.])(?:Column|Row|Box|Surface|Card|Scaffold|LazyColumn|LazyRow)\s*[({]")

_OFTEN = 3


def _has_lifecycle(file: Written, _: re.Match[str]) -> bool:
    """Whether the project mostly collects with the lifecycle."""
    facts = file.context.facts
    with_it, without = (
        facts.imports_of(name).total() for name in ("collectAsStateWithLifecycle", "collectAsState")
    )
    return with_it >= max(without, 1) and "commonMain" not in file.path


def _usual(file: Written, of: Symbol) -> bool:
    """Whether the composables of the package mostly take a modifier: at least three, and 80 %."""
    package = of.qualified.rpartition(".")[0]
    others = [
        any("Modifier" in each.type for each in one.parameters)
        for one in file.context.facts.package_symbols(package)
        if "Composable" in one.annotations
        and one.visibility == "public"
        and one != of
        and one.name[:1].isupper()
        and not any("Preview" in a for a in one.annotations)
    ]
    return sum(others) >= _OFTEN and sum(others) >= 0.8 * len(others)


def emitters(file: Written) -> Iterator[Symbol]:
    """Public composables of a file that show something and return nothing."""
    facts = file.context.facts.file(file.path)
    for one in facts.symbols if facts else ():
        if one.kind != "function" or one.owner or one.visibility != "public" or one.receiver:
            continue
        noted = "Composable" in one.annotations and not any("Preview" in a for a in one.annotations)
        if noted and one.name[:1].isupper() and "override" not in one.modifiers and not one.type:
            if one.body >= 0 and _EMITS.search(file.code, one.body, one.end):
                yield one


def _modifiers(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt", tests=False):
        if "@Composable" not in file.text or "androidx.compose" not in file.text:
            continue
        for one in emitters(file):
            context.counted["CMP-04"] += 1
            if one.name.endswith(("Screen", "Route", "Dialog", "Theme", "App")):
                continue
            if any("Modifier" in each.type for each in one.parameters):
                continue
            if file.is_new(one.name_start) and _usual(file, one):
                message = f"`{one.name}` takes no `modifier: Modifier = Modifier`"
                line, column = place(file.text, one.name_start)
                yield Finding("CMP-04", "info", file.path, line, column, message, one.name)


def _previews(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt", tests=False):
        facts = context.facts.file(file.path) if "Preview" in file.text else None
        for one in facts.symbols if facts else ():
            if one.kind != "function" or not any(a.endswith("Preview") for a in one.annotations):
                continue
            context.counted["CMP-10"] += 1
            if one.visibility == "public" and file.is_new(one.name_start):
                message = f"`{one.name}` is only shown in the editor; make it `private`"
                line, column = place(file.text, one.name_start)
                yield Finding("CMP-10", "info", file.path, line, column, message, one.name)


CHECKS = (
    Check(
        "CMP-04",
        "info",
        "a composable that shows something takes a modifier",
        _modifiers,
        compares=True,
        example="`fun Title(text: String)` → with `modifier: Modifier = Modifier`",
    ),
    Rule(
        "CMP-06",
        "info",
        "a flow is collected while it is seen",
        "`flow.collectAsState()` → `flow.collectAsStateWithLifecycle()`",
        re.compile(r"\.collectAsState\s*\("),
        "`collectAsState` goes on in the background; `collectAsStateWithLifecycle` does not",
        "collectAsState",
        _has_lifecycle,
        ends=(".kt",),
    ).check(),
    Check(
        "CMP-10",
        "info",
        "a preview is private",
        _previews,
        compares=True,
        example="`@Preview fun TitlePreview()` → `@Preview private fun TitlePreview()`",
    ),
)
"""All of this family."""

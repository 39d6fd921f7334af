"""TST-01: a new class of logic has a test, where those of the repository normally have one."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding

_KIND = re.compile(r"\w+?(ViewModel|UseCase|Repository|Presenter)(?:Impl)?")
_NOT_MAIN = re.compile(r"[tT]est|[fF]ake|[pP]review|[bB]enchmark")
_FEWEST = 5
_NORMAL = 0.6
"""The share of tested classes of a kind from which on a missing test is told."""


def _find(context: Context) -> Iterator[Finding]:
    for path in context.draft.changed():
        if not path.endswith((".kt", ".java")) or _NOT_MAIN.search(path):
            continue
        new, old = context.facts.file(path), context.head.file(path)
        known = {one.name for one in old.symbols} if old else set()
        for one in new.symbols if new else ():
            kind = _KIND.fullmatch(one.name)
            if not kind or one.kind != "class" or one.owner or one.name in known:
                continue
            if "abstract" in one.modifiers or context.head.symbols(one.name):
                continue
            context.counted["TST-01"] += 1
            tested, of = _rate(context, kind[1])
            if of < _FEWEST or tested < of * _NORMAL or _has_test(context, one.name):
                continue
            message = f"`{one.name}` has no test; {tested} of {of} classes like it have one"
            yield Finding("TST-01", "info", path, one.line, 1, message, one.name)


def _has_test(context: Context, name: str) -> bool:
    base = name.removesuffix("Impl")
    ends = ("Test", "Tests", "Spec")
    return any(context.facts.symbols(f"{one}{end}") for one in {name, base} for end in ends)


def _rate(context: Context, kind: str) -> tuple[int, int]:
    """How many classes of a kind have a test before the draft, and how many there are."""
    names = set(context.head.names())
    tests = {
        re.sub(r"(?:Tests?|Spec)$", "", one) for one in names if one.endswith(("st", "sts", "Spec"))
    }
    found = {
        one
        for one in names
        if one.endswith((kind, f"{kind}Impl"))
        and one not in (kind, f"{kind}Impl")
        and not _NOT_MAIN.search(one)
        and any(each.kind == "class" for each in context.head.symbols(one))
    }
    return sum(one in tests or one.removesuffix("Impl") in tests for one in found), len(found)


CHECK = Check(
    "TST-01",
    "info",
    "a new class of logic has a test, where others have",
    _find,
    compares=True,
    example="`class SaveUseCase` → with `class SaveUseCaseTest`",
)

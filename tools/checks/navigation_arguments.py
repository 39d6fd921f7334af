"""The part of NAV-01 about arguments: what Safe Args makes of `<argument>` is what code uses.

Directions take the arguments of the destination, those of the action in their place; one without a
default must be given. An action that leads to a graph, or out of its own, is not judged.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.checks.base import Context, Finding, Fix, place
from tools.checks.graphs import INNER, Graph, called, class_of, identity, made_of
from tools.checks.near import certain
from tools.checks.noted import Argument as Given
from tools.checks.noted import split_arguments
from tools.syntax.masking import mask_again
from tools.syntax.xml import Element

_PLUGIN = "androidx.navigation.safeargs"
_HELD = re.compile(
    r"(?<!\w)va[lr]\s+(?P<name>\w+)\s*(?:by\s+navArgs\s*<\s*(?P<by>\w+)Args\s*>\s*\(\s*\)"
    r"|:\s*(?P<typed>\w+)Args\s+by\s+navArgs\s*\(\s*\)"
    r"|=\s*(?P<read>\w+)Args\s*\.\s*from(?:Bundle|SavedStateHandle)\s*\([^;\n]*\))[ \t]*$",
    re.MULTILINE,
)
_MADE = re.compile(r"(?<![\w.])(?<!class )(?<!fun )(\w+)Args\s*\(")
_GENERIC = re.compile(r"<[^<>()]*,[^<>()]*>")
_OF_ALL = frozenset(
    "toBundle toSavedStateHandle copy equals hashCode toString let run also apply takeIf takeUnless"
    " to javaClass".split()
)
_SHOWN = 6


class _Argument(NamedTuple):
    """An argument as code names it, and whether it may be left out."""

    name: str
    has_default: bool


class _Call(NamedTuple):
    """A call in the masked code of a file: what is called, and the offset behind its bracket."""

    path: str
    code: str
    name: str
    start: int


def arguments_given(
    context: Context, path: str, code: str, found: re.Match[str], actions: list[Element]
) -> Iterator[Finding]:
    """What is wrong with the arguments of a call of directions, by the actions it may be."""
    opening = re.compile(r"\s*\(").match(code, found.end())
    if opening is None or not path.endswith(".kt") or not _is_made(context):
        return
    choices = [_taken(one) for one in actions]
    known = [one for one in choices if one is not None]
    if len(known) == len(choices):
        yield from _judged(context, _Call(path, code, found[2], opening.end()), known)


def arguments_read(context: Context, path: str, graphs: list[Graph]) -> Iterator[Finding]:
    """Arguments that a Kotlin file reads or makes, and that the graphs do not declare."""
    text = context.facts.text(path)
    if not path.endswith(".kt") or "Args" not in text or not _is_made(context):
        return
    code = mask_again(text, True).code
    held: dict[str, set[str]] = {}
    for found in _HELD.finditer(code):
        simple = found["by"] or found["typed"] or found["read"]
        held.setdefault(found["name"], set()).add(simple)
    for name, simples in held.items():
        if len(simples) == 1 and _is_only(code, name):
            call = _Call(path, code, min(simples), 0)
            yield from _members(context, call, name, _declared(context, graphs, call.name))
    for found in _MADE.finditer(code):
        if choices := _declared(context, graphs, found[1]):
            call = _Call(path, code, f"{found[1]}Args", found.end())
            yield from _judged(context, call, choices)


def _is_made(context: Context) -> bool:
    """Whether Safe Args makes Kotlin here; what it makes in Java is called otherwise."""
    found = {one for module in context.project.modules for one in module.plugins if _PLUGIN in one}
    return found == {f"{_PLUGIN}.kotlin"}


def _is_only(code: str, name: str) -> bool:
    """Whether a file gives a name to nothing but the arguments of a destination."""
    defined = len(re.findall(rf"(?<!\w)va[lr]\s+{name}\b", code))
    held = sum(found["name"] == name for found in _HELD.finditer(code))
    others = (
        rf"(?<![\w.])(?<!val )(?<!var ){name}\s*:(?!:)|\{{[^{{}}\n]*(?<!\w){name}\b[^{{}}\n]*->"
    )
    return defined == held and re.search(others, code) is None


def _taken(action: Element) -> list[_Argument] | None:
    """The arguments of an action's directions; None where its destination is not known."""
    own = _arguments(action)
    to = (action.get("app:destination") or "").rpartition("/")[2]
    if not to:
        return own if action.get("app:destination") is None else None
    at = action.parent
    while at is not None:
        for one in at.children:
            if one.name not in INNER and identity(one) == to:
                if one.name == "navigation":
                    return None
                names = {each.name for each in own}
                return own + [each for each in _arguments(one) if each.name not in names]
        at = at.parent
    return None


def _arguments(one: Element) -> list[_Argument]:
    return [
        _Argument(
            called(each.get("android:name") or ""), each.get("android:defaultValue") is not None
        )
        for each in one.children
        if each.name == "argument"
    ]


def _declared(context: Context, graphs: list[Graph], simple: str) -> list[list[_Argument]]:
    """The arguments of each destination of a class; none where the project has its own `Args`."""
    homes = [one for one in made_of(graphs, simple) if class_of(one) == simple]
    found = [known for one in homes if (known := _arguments(one))]
    return [] if not found or context.facts.symbols(f"{simple}Args") else found


def _members(
    context: Context, home: _Call, name: str, choices: list[list[_Argument]]
) -> Iterator[Finding]:
    """Uses of arguments by the name of what holds them."""
    known = {one.name for choice in choices for one in choice}
    for found in re.finditer(rf"(?<![\w.]){name}\s*\.\s*(\w+)", home.code) if known else ():
        context.counted["NAV-01"] += 1
        member = found[1]
        if member in known | _OF_ALL or re.fullmatch(r"component\d+", member):
            continue
        if any(one.receiver for one in context.facts.symbols(member)):
            continue
        old = home.code[found.start() : found.end()]
        yield _unknown(home, found.start(1), f"{home.name}Args", member, known, old)


def _judged(context: Context, call: _Call, choices: list[list[_Argument]]) -> Iterator[Finding]:
    """What is wrong with a call, unless one of the choices takes its arguments."""
    context.counted["NAV-01"] += 1
    given = split_arguments(call.code, call.start)
    end = given[-1].end if given else call.start
    if "*" in (call.code[one.start] for one in given) or _GENERIC.search(
        call.code, call.start, end
    ):
        return
    wrong = [_wrong(call, given, choice) for choice in choices]
    if all(wrong) and wrong[0] is not None:
        yield wrong[0]


def _wrong(call: _Call, given: list[Given], choice: list[_Argument]) -> Finding | None:
    known = {one.name for one in choice}
    for one in given:
        if one.name and one.name not in known:
            start = call.code.rindex(one.name, 0, one.start)
            old = call.code[start : one.start].rstrip()
            return _unknown(call, start, call.name, one.name, known, old)
    needed = [one.name for one in choice if not one.has_default]
    named = {one.name for one in given}
    lacking = [one for one in needed if one not in named]
    placed = sum(not one.name for one in given)
    shown = ", ".join(f"{one.name}{' = …' * one.has_default}" for one in choice)
    if len(given) > len(choice):
        told = f"is given {len(given)}"
    elif len(lacking) > placed:
        told = f"is not given `{lacking[0]}`" if not placed else f"is given {len(given)}"
    else:
        return None
    line, column = place(call.code, call.start)
    message = f"`{call.name}` takes the arguments ({shown}) and {told}"
    return Finding("NAV-01", "block", call.path, line, column, message, f"{call.name} {told}")


def _unknown(call: _Call, start: int, owner: str, name: str, known: set[str], old: str) -> Finding:
    slip = certain(name, known)
    message = f"`{owner}` has no argument `{name}` in the graphs"
    shown = ", ".join(f"`{one}`" for one in sorted(known)[:_SHOWN])
    message += f"; did you mean `{slip}`?" if slip else f", but {shown}" if shown else ""
    line, column = place(call.code, start)
    fix = None
    if slip and "\n" not in old:
        new = old.replace(name, slip) if old.startswith(name) else f"{old.removesuffix(name)}{slip}"
        fix = Fix(f"wrote `{slip}` for `{name}`", line=line, old=old, new=new)
    return Finding("NAV-01", "block", call.path, line, column, message, f"{owner} {name}", fix)

"""Annotations with their arguments, and the texts of constants that these name."""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Symbol

_STEP = re.compile(r"[()\[\]{},]|(?<![=!<>])=(?!=)")
_PART = re.compile(r'"""(?P<raw>.*?)"""|"(?P<plain>(?:[^"\\]|\\.)*)"|(?P<name>[\w.]+)', re.DOTALL)
_TEMPLATE = re.compile(r"\$(?:\{\s*([\w.]+)\s*\}|(\w+))")
_BETWEEN = re.compile(r"\s*\+\s*|\s+")
_DEEPEST = 5


class Argument(NamedTuple):
    """`name` is "" for one by its place; `start` and `end` span the value."""

    name: str
    start: int
    end: int


def arguments(code: str, one: "Symbol", annotation: str) -> list[Argument] | None:
    """The arguments of an annotation of a declaration, from masked code; None without it."""
    pattern = rf"@(?:\w+:)?(?:[\w.]+\.)?{annotation}\b[ \t\n]*(\()?"
    found = re.compile(pattern).search(code, one.start, one.name_start)
    if found is None:
        return None
    return split_arguments(code, found.end()) if found[1] else []


def split_arguments(code: str, start: int) -> list[Argument]:
    """The arguments between the bracket before `start` and the one that closes it."""
    found: list[Argument] = []
    name, begin, depth = "", start, 0
    for step in _STEP.finditer(code, start):
        sign = step[0]
        if sign in "([{":
            depth += 1
        elif sign in ")]}" and depth:
            depth -= 1
        elif depth:
            continue
        elif sign == "=" and not name:
            name, begin = code[begin : step.start()].strip(), step.end()
        elif sign in ",)]}":
            if code[begin : step.start()].strip():
                found.append(_trimmed(code, name, begin, step.start()))
            name, begin = "", step.end()
            if sign != ",":
                break
    return found


def _trimmed(code: str, name: str, start: int, end: int) -> Argument:
    value = code[start:end]
    left = len(value) - len(value.lstrip())
    return Argument(name, start + left, start + len(value.rstrip()))


def named(given: list[Argument], name: str, place: int = -1) -> Argument | None:
    """The argument of a name, or the one at a place that is not named."""
    for number, one in enumerate(given):
        if one.name == name or (not one.name and number == place):
            return one
    return None


def constant(facts: "Facts", path: str, written: str, depth: int = 0) -> str | None:
    """The text that an expression of literals and constants means, None where it is not certain."""
    parts: list[str] = []
    at, written = 0, written.strip().removesuffix(".trimIndent()").removesuffix(".trimMargin()")
    while at < len(written):
        found = _PART.match(written, at)
        if found is None or depth > _DEEPEST:
            return None
        literal = found["raw"] if found["raw"] is not None else found["plain"]
        name = found["name"] or ""
        value = (
            _filled(facts, path, literal, depth)
            if literal is not None
            else _value(facts, path, name, depth)
        )
        if value is None:
            return None
        parts.append(value)
        at = found.end()
        between = _BETWEEN.match(written, at)
        at = between.end() if between else at
    return "".join(parts)


def _filled(facts: "Facts", path: str, literal: str, depth: int) -> str | None:
    if path.endswith(".java") or "$" not in literal:
        return literal
    pieces: list[str] = []
    at = 0
    for found in _TEMPLATE.finditer(literal):
        value = _value(facts, path, found[1] or found[2], depth)
        if value is None:
            return None
        pieces += [literal[at : found.start()], value]
        at = found.end()
    return "".join((*pieces, literal[at:]))


def _value(facts: "Facts", path: str, name: str, depth: int) -> str | None:
    """The text of a constant of the project by its name, where all of that name agree."""
    owner, _, simple = name.rpartition(".")
    if simple.isdigit():
        return simple
    found = [one for one in facts.symbols(simple) if one.kind in ("property", "field")]
    if owner:
        ends = (owner, f"{owner}.Companion")
        found = [one for one in found if one.owner.endswith(ends)]
    else:
        found = [one for one in found if one.path == path] or _imported(facts, path, found)
    values = {
        constant(facts, one.path, _assigned(facts.text(one.path), one), depth + 1) for one in found
    }
    return values.pop() if len(values) == 1 else None


def _imported(facts: "Facts", path: str, found: "list[Symbol]") -> "list[Symbol]":
    here = facts.file(path)
    names = {one.name for one in here.imports} if here else set()
    return [one for one in found if one.qualified in names] or found


def _assigned(text: str, one: "Symbol") -> str:
    """What a property is set to."""
    return text[one.name_start : one.end].partition("=")[2].strip().rstrip(";")

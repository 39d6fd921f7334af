"""KT-11: what overrides has something above it, and a class does all that its types demand.

Only where all types above a class are of the project, each declared once: a library may have
members that nobody sees here. Members are told apart by name and number of parameters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tools.checks.altered import OBJECT, Altered, altered
from tools.checks.base import Check, Context, Finding, Fix, fresh, place
from tools.checks.near import certain
from tools.references.contracts import (
    OF_ANY,
    Key,
    Overriding,
    forms,
    is_abstract,
    key,
    overriding,
    own_members,
    type_of,
)
from tools.references.project import CODE, Code
from tools.references.source import Source
from tools.syntax.symbols import Symbol

_DELEGATES = re.compile(r"\bby\b")
_MAKES_MEMBERS = re.compile(r"\blombok\.|\bAutoValue\b|\bAutoService\b")
_DEPTH = 24


@dataclass(frozen=True)
class _Body:
    """A class: named, or without a name at a place. `name` is "" for the latter."""

    path: str
    start: int
    name: str
    parents: tuple[str, ...]
    keys: frozenset[Key]
    overriding: tuple[Overriding, ...]
    demands: bool


@dataclass
class _Above:
    """What the types above a class have. `demanded`: abstract members -> those that say so."""

    known: set[Key] = field(default_factory=set)
    done: set[Key] = field(default_factory=set)
    demanded: dict[Key, Symbol] = field(default_factory=dict)
    shown: dict[str, Symbol] = field(default_factory=dict)


def _find(context: Context) -> Iterator[Finding]:
    asked = _asked(context)
    found = list(_judged(context, asked))
    if found and not context.strict:
        found = fresh(found, list(_judged(context.before(), dict.fromkeys(asked))))
    yield from found


def _asked(context: Context) -> dict[str, Altered | None]:
    """The files with classes to judge; None: with all of them.

    They are the changed ones, and those with classes below a type that demands other members now.
    """
    if context.strict:
        return dict.fromkeys(context.paths)
    asked: dict[str, Altered | None] = {}
    below: set[str] = set()
    for path in context.draft.changed():
        if path.endswith(CODE) and context.facts.file(path) is not None:
            asked[path] = one = altered(context, path)
            for name in one.demanding if one else ():
                below |= _below(context.code, name)
    return dict(sorted((asked | dict.fromkeys(below)).items()))


def _below(code: Code, qualified: str) -> set[str]:
    simple = qualified.rpartition(".")[2]
    found = {
        path for path in code.paths_with(simple) if any(True for _ in code.source(path).anonymous)
    }
    for name in code.descendants(qualified):
        found |= {one.path for one in code.symbols(name)}
    return found


def _judged(context: Context, asked: Mapping[str, Altered | None]) -> Iterator[Finding]:
    code = context.code
    for path, changes in asked.items():
        file = context.facts.file(path)
        if file is None or file.errors or not path.endswith(CODE):
            continue
        text = context.facts.text(path)
        if not _MAKES_MEMBERS.search(text):
            for body in _bodies(code, path, file.symbols, changes):
                yield from _of_body(context, code, body)


def _bodies(
    code: Code, path: str, symbols: tuple[Symbol, ...], changes: Altered | None
) -> Iterator[_Body]:
    for one in symbols:
        if one.kind in ("class", "object", "interface") and one.supertypes:
            if changes is None or one.qualified in changes.types:
                yield _named(code, one)
    if path.endswith(".java") or not OBJECT.search(code.text(path)):
        return
    source = code.source(path)
    for start, end, written in source.anonymous:
        at = source.code.rfind("object", 0, start)
        if changes is not None and source.text[at : end + 1] in changes.before:
            continue
        parents = tuple(code.type_named(source, name, start - 1) for name in written)
        keys, over = overriding(source, start)
        demands = not _DELEGATES.search(source.code[at:start])
        yield _Body(path, start, "", parents, frozenset(keys), tuple(over), demands)


def _named(code: Code, one: Symbol) -> _Body:
    members = own_members(code, one.qualified)
    marked = [
        Overriding(key(each), each.name_start)
        for each in members
        if each.path == one.path
        and ("override" in each.modifiers or "Override" in each.annotations)
    ]
    keys = {form for each in members if "abstract" not in each.modifiers for form in forms(each)}
    demands = (
        one.kind != "interface"
        and not {"abstract", "sealed", "expect", "external"} & {*one.modifiers}
        and not _DELEGATES.search(_head(code.source(one.path), one))
    )
    parents = code.parents(one.qualified)
    return _Body(
        one.path, one.name_start, one.qualified, parents, frozenset(keys), tuple(marked), demands
    )


def _head(source: Source, one: Symbol) -> str:
    return source.code[one.name_start : one.body if one.body >= 0 else one.end]


def _of_body(context: Context, code: Code, body: _Body) -> Iterator[Finding]:
    if not body.parents or "" in body.parents or code.is_open(body.name, body.parents):
        return
    above = _above(code, body)
    if above is None:
        return
    context.counted["KT-11"] += 1
    text = context.facts.text(body.path)
    for one in body.overriding:
        if one.key in above.known or one.key in OF_ANY or _was_taken(context, code, body, one):
            continue
        yield _nothing(body, above, one, text)
    missing = [] if not body.demands else sorted(above.demanded.keys() - above.done - body.keys)
    if missing:
        yield _missing(body, [above.demanded[each] for each in missing], text)


def _above(code: Code, body: _Body) -> _Above | None:
    """What the types above have; None where that is not certain."""
    found = _Above()
    for name in code.ancestors(body.name, body.parents):
        of = type_of(code, name)
        if of is None or of.kind not in ("class", "interface"):
            return None
        if _DELEGATES.search(_head(code.source(of.path), of)) or "expect" in of.modifiers:
            return None
        for member in own_members(code, name):
            if member.visibility == "private":
                continue
            found.known.update(forms(member))
            found.shown.setdefault(member.name, member)
            if is_abstract(code, member, of):
                found.demanded.setdefault(key(member), member)
            else:
                found.done.update(forms(member))
    return found


def _was_taken(context: Context, code: Code, body: _Body, one: Overriding) -> bool:
    """Whether the name was taken from a type above, which KT-06 tells."""
    if context.strict:
        return False
    return any(
        context.head.symbol(f"{name}.{one.key[0]}")
        and not context.facts.symbol(f"{name}.{one.key[0]}")
        for name in code.ancestors(body.name, body.parents)
    )


def _nothing(body: _Body, above: _Above, one: Overriding, text: str) -> Finding:
    name, count = one.key
    line, column = place(text, one.start)
    told = f"`{name}` overrides nothing"
    fix = None
    if known := above.shown.get(name):
        told += f"; above it is `{' '.join(known.signature.split())}`"
    else:
        free = {other for other, number in above.known - body.keys if number == count}
        if near := certain(name, free):
            told += f"; did you mean `{near}`?"
            fix = Fix(f"wrote `{near}` for `{name}`", line=line, old=name, new=near)
    subject = f"{body.name} {name} {count}"
    return Finding("KT-11", "block", body.path, line, column, told, subject, fix)


def _missing(body: _Body, members: list[Symbol], text: str) -> Finding:
    shown = ", ".join(f"`{' '.join(one.signature.split())}`" for one in members[:3])
    more = f" and {len(members) - 3} more" if len(members) > 3 else ""
    of = members[0].owner.rpartition(".")[2]
    who = f"`{body.name.rpartition('.')[2]}`" if body.name else "this object"
    line, column = place(text, body.start)
    message = f"{who} has no {shown}{more}, which `{of}` demands"
    subject = f"{body.name} {' '.join(one.name for one in members)}"
    return Finding("KT-11", "block", body.path, line, column, message, subject)


CHECK = Check(
    "KT-11",
    "block",
    "what overrides has something above it, and a class does what its types demand",
    _find,
    compares=True,
    example="`class Disk : Store {}` → with `override fun save(row: Row)`",
)

"""Which types of a file a draft altered, as the types above and below them see it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.checks.base import Context
from tools.references.contracts import Key, key
from tools.references.source import type_head

if TYPE_CHECKING:
    from tools.index.facts import FileFacts
    from tools.syntax.symbols import Import, Symbol

OBJECT = re.compile(r"\bobject\s*:")
"""Where an anonymous class of Kotlin begins."""
_KINDS = frozenset({"class", "object", "interface"})
_INHERITED = frozenset({"abstract", "open", "sealed", "expect"})

_Member = tuple[Key, tuple[str, ...], tuple[str, ...], str]
_Shape = tuple[tuple[str, ...], str, frozenset[_Member]]
"""A type as others see it: its modifiers, its head as written, its members."""


@dataclass(frozen=True)
class Altered:
    """The types whose head or members are other than in `before`, the text of the file.

    `demanding` are those of them that ask more of the types below, or give them less to override.
    """

    types: frozenset[str]
    demanding: tuple[str, ...]
    before: str


def altered(context: Context, path: str) -> Altered | None:
    """What the draft altered in a file; None where its types may be below others than before."""
    old, new = context.head.file(path), context.facts.file(path)
    text = context.facts.text(path)
    if old is None or new is None or _means_others(old, new, text):
        return None
    before = context.head.text(path)
    then = {one.qualified: (one, shape) for one, shape in _shapes(old, before)}
    types, demanding = set(), []
    for one, shape in _shapes(new, text):
        known = then.get(one.qualified)
        if known is None or known[1] != shape:
            types.add(one.qualified)
            if known is not None and _demands(known[0], one, old, new):
                demanding.append(one.qualified)
    return Altered(frozenset(types), tuple(demanding), before)


def _means_others(old: "FileFacts", new: "FileFacts", text: str) -> bool:
    """Whether an import was changed that says what type is above one of the file."""
    changed = {_import(one) for one in old.imports} ^ {_import(one) for one in new.imports}
    if not changed or old.package != new.package:
        return old.package != new.package
    heads = {type_head(written) for one in new.symbols for written in one.supertypes}
    simple = {head.partition(".")[0] for head in heads}
    if OBJECT.search(text) or any(star for *_, star in changed):
        return True
    return any(name in simple for name, *_ in changed)


def _import(one: "Import") -> tuple[str, str, bool]:
    return one.simple, one.name, one.star


def _shapes(file: "FileFacts", text: str) -> "Iterator[tuple[Symbol, _Shape]]":
    members: dict[str, set[_Member]] = {}
    for one in file.symbols:
        if one.owner:
            shown = key(one), one.modifiers, one.annotations, one.visibility
            members.setdefault(one.owner, set()).add(shown)
    for one in file.symbols:
        if one.kind in _KINDS:
            head = text[one.name_start : one.body if one.body >= 0 else one.end]
            yield one, (one.modifiers, head, frozenset(members.get(one.qualified, ())))


def _demands(then: "Symbol", now: "Symbol", old: "FileFacts", new: "FileFacts") -> bool:
    closed = now.path.endswith(".kt") and now.kind == "class" and not _INHERITED & {*now.modifiers}
    if closed or now.kind == "object" or "final" in now.modifiers:
        return False
    had, has = _members(then, old), _members(now, new)
    gone = {one for one, _ in had} - {one for one, _ in has}
    asked = any(bare and (one, bare) not in had for one, bare in has)
    return bool(gone) or asked or then.supertypes != now.supertypes


def _members(of: "Symbol", file: "FileFacts") -> set[tuple[Key, bool]]:
    """The members that a type below sees, and whether they have no body."""
    return {
        (key(one), one.body < 0 or "abstract" in one.modifiers)
        for one in file.symbols
        if one.owner == of.qualified and one.visibility != "private"
    }

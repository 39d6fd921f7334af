"""Getters and setters: the other name of a property on the other side of Kotlin and Java."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tools.references.functions import facade
from tools.references.members import judge_member
from tools.references.places import imported_path, is_call
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import CERTAIN, OTHER, Occurrence, Verdict, doubt


def accessor_occurrences(receivers: Receivers, target: Target) -> Iterator[Occurrence]:
    """The accessors of the target's properties in Java, or what Kotlin calls its getters."""
    first = target.symbols[0]
    if target.kind == "type" or target.private_to:
        return
    if first.kind == "property" and not first.path.endswith(".java"):
        if {"const"} & set(first.modifiers) or {"JvmField", "JvmName"} & set(first.annotations):
            return
        for name in accessor_names(target.name):
            yield from _in_java(receivers, target, name)
    elif first.path.endswith(".java") and (name := property_name(target.name)):
        yield from _in_kotlin(receivers, target, name)


def accessor_names(name: str) -> tuple[str, str]:
    """The getter and the setter of a Kotlin property, as Java calls them."""
    if re.match(r"is[^a-z]", name):
        return name, f"set{name[2:]}"
    capital = name[:1].upper() + name[1:]
    return f"get{capital}", f"set{capital}"


def property_name(accessor: str) -> str:
    """The property as which Kotlin knows a Java getter or setter; "" for another method."""
    found = re.fullmatch(r"(?:get|set)([A-Z]\w*)", accessor)
    return found[1][:1].lower() + found[1][1:] if found else ""


def _in_java(receivers: Receivers, target: Target, name: str) -> Iterator[Occurrence]:
    for path in receivers.code.paths_with(name, (".java",)):
        source = receivers.code.source(path)
        for offset in source.words(name):
            verdict = _accessor(receivers, target, source, offset)
            if verdict.kind != "other":
                yield Occurrence(source, offset, source.word_end(offset), verdict)


def _accessor(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    if imported_path(source, offset) is not None or offset in source.symbols_at:
        return OTHER
    if not is_call(source, offset):
        return OTHER
    before, dot = source.before(offset)
    if before not in {".", "::"}:
        return OTHER
    if target.kind == "top":
        name, at = source.before(dot)
        chain = receivers.chain(source, at, name)
        owners = {facade(receivers, symbol.path) for symbol in target.symbols}
        return CERTAIN if receivers.code.imported(source, chain) in owners else OTHER
    found = receivers.before(source, dot).type
    if found:
        above = {found, *receivers.code.ancestors(found)}
        return CERTAIN if above & target.covers else OTHER
    names = {name.rpartition(".")[2] for name in target.covers}
    near = any(next(source.words(name), None) is not None for name in names)
    return doubt(f"it may be the accessor of `{target.name}`") if near else OTHER


def _in_kotlin(receivers: Receivers, target: Target, name: str) -> Iterator[Occurrence]:
    """Kotlin may write a Java getter as a property."""
    as_property = replace(
        target,
        name=name,
        symbols=tuple(s._replace(kind="property", type="", name=name) for s in target.symbols),
    )
    verdict = Verdict("certain", f"it calls `{target.name}` as a property")
    code: Code = receivers.code
    for path in code.paths_with(name, (".kt",)):
        source = code.source(path)
        for offset in source.words(name):
            if source.before(offset)[0] not in {".", "?."}:
                continue
            if judge_member(receivers, as_property, source, offset).kind == "certain":
                yield Occurrence(source, offset, source.word_end(offset), verdict)

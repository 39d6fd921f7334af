"""Occurrences of the name of a top-level function or property in code."""

from tools.references.places import (
    imported_path,
    is_call,
    is_label,
    is_named_argument,
    is_static_import,
)
from tools.references.receivers import Receivers
from tools.references.scopes import Local, local_at
from tools.references.source import Source, type_head
from tools.references.target import Target
from tools.references.verdict import CERTAIN, OTHER, Verdict, doubt


def judge_top_level(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    """Whether the word at `offset` names the function or property."""
    if source.java:
        return _judge_java(receivers, target, source, offset)
    path = imported_path(source, offset)
    if path is not None:
        return CERTAIN if path in target.qualified else OTHER
    symbol = source.symbols_at.get(offset)
    if symbol is not None:
        return CERTAIN if symbol.qualified in target.qualified else OTHER
    if is_named_argument(source, offset) or not sees(receivers, target, source):
        return _qualified(receivers, target, source, offset)
    if is_label(source, offset):
        return CERTAIN if target.is_function else OTHER
    if not fits(target, source, offset):
        return OTHER
    before, at = source.before(offset)
    if before in {".", "?."} or (before == "::" and _has_receiver(source, at)):
        return _dotted(receivers, target, source, offset)
    return _bare(receivers, target, source, offset)


def sees(receivers: Receivers, target: Target, source: Source) -> bool:
    """Whether the bare name can mean the target in this file."""
    found = receivers.code.top_level(source, target.name)
    return any(symbol.qualified in target.qualified for symbol in found)


def fits(target: Target, source: Source, offset: int) -> bool:
    """Whether the occurrence has the shape of a use: functions are called, properties are not."""
    if target.is_function:
        return is_call(source, offset) or (
            any("infix" in symbol.modifiers for symbol in target.symbols)
            and _is_infix(source, offset)
        )
    if any(symbol.kind == "function" for symbol in target.symbols):
        return True
    called = is_call(source, offset) and source.before(offset)[0] != "::"
    return not called or any("->" in s.type or not s.type for s in target.symbols)


def _is_infix(source: Source, offset: int) -> bool:
    before, at = source.before(offset)
    after, _ = source.after(source.word_end(offset))
    line = source.code[at:offset]
    ends = before in {")", "]", "}", '"'} or before[:1].isalnum()
    return ends and "\n" not in line and (after[:1].isalnum() or after in {"(", '"', "_"})


def _has_receiver(source: Source, colons: int) -> bool:
    token, at = source.before(colons)
    near = source.code[at + len(token) : colons]
    return not near and (token[:1].isalnum() or token in {")", ">", "?"})


def _qualified(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    """`package.name`."""
    if source.before(offset)[0] != ".":
        return OTHER
    return CERTAIN if receivers.chain(source, offset, target.name) in target.qualified else OTHER


def _dotted(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    if receivers.chain(source, offset, target.name) in target.qualified:
        return CERTAIN
    written = {type_head(symbol.receiver) for symbol in target.symbols if symbol.receiver}
    if not written:
        return OTHER
    code = receivers.code
    _, dot = source.before(offset)
    found = receivers.before(source, dot).type
    if found and code.members(found, target.name):
        return OTHER
    wanted = {
        code.type_named(code.source(symbol.path), type_head(symbol.receiver), symbol.start)
        for symbol in target.symbols
        if symbol.receiver
    }
    if found and ({found, *code.ancestors(found)} & wanted or not code.is_type(found)):
        return CERTAIN
    if found and not code.is_open(found):
        return OTHER
    alone = all(symbol.qualified in target.qualified for symbol in code.named(target.name))
    if alone and (code.imported(source, target.name) or source.path in _homes(target)):
        return CERTAIN
    return doubt("the type left of the dot is not certain")


def _homes(target: Target) -> set[str]:
    return {symbol.path for symbol in target.symbols}


def _bare(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    local = local_at(receivers.locals(source, target.name), offset)
    if local is not None:
        return _behind_local(target, source, local, offset)
    meant = receivers.bare(source, offset, target.name)
    if any(symbol.qualified in target.qualified for symbol in meant):
        return CERTAIN
    return OTHER


def _behind_local(target: Target, source: Source, local: Local, offset: int) -> Verdict:
    """A local of the same name: a function stays callable beside a value that is no function."""
    if not target.is_function or "->" in local.type or local.type == "fun":
        return OTHER
    if source.before(offset)[0] == "::":
        return OTHER
    if local.type:
        return CERTAIN
    return doubt(f"a local `{target.name}` is in scope")


def _judge_java(receivers: Receivers, target: Target, source: Source, offset: int) -> Verdict:
    facades = {facade(receivers, symbol.path) for symbol in target.symbols}
    path = imported_path(source, offset)
    if path is not None:
        owner = path.rpartition(".")[0]
        return CERTAIN if owner in facades and is_static_import(source, offset) else OTHER
    if offset in source.symbols_at or not is_call(source, offset):
        return OTHER
    before, dot = source.before(offset)
    if before in {".", "::"}:
        name, at = source.before(dot)
        chain = receivers.chain(source, at, name)
        meant = receivers.code.imported(source, chain) or chain
        beside = f"{source.package}.{chain}"
        return CERTAIN if meant in facades or beside in facades else OTHER
    imported = receivers.code.imported(source, target.name)
    return CERTAIN if imported.rpartition(".")[0] in facades else OTHER


def facade(receivers: Receivers, path: str) -> str:
    """The qualified name of the class in which Java finds a Kotlin file's top levels."""
    import re

    source = receivers.code.source(path)
    named = re.search(r"@file\s*:\s*JvmName\(\s*(?:name\s*=\s*)?\"(\w+)\"", source.text)
    stem = path.rpartition("/")[2].removesuffix(".kt")
    name = named[1] if named else f"{stem[:1].upper()}{stem[1:]}Kt"
    return f"{source.package}.{name}" if source.package else name

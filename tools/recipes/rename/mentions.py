"""Places that name the symbol without using it: comments, texts, documents, generated names."""

import re

from tools.recipes.rename.changes import Changes
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.references.symbol_uses import GENERATED
from tools.references.target import Target

_KEYED = frozenset(
    "Serializable JsonClass Entity Parcelize DatabaseView Keep Embedded ProtoNumber".split()
)
"""Annotations of classes whose property names are read by other code."""

_NAMES_ITSELF = frozenset("SerialName Json ColumnInfo SerializedName PropertyName".split())


def is_distinctive(code: Code, target: Target) -> bool:
    """Whether the bare name can hardly mean anything else in prose."""
    compound = re.search(r"[a-z0-9][A-Z]|_", target.name) is not None
    alone = all(symbol.qualified in target.qualified for symbol in code.named(target.name))
    return compound and alone


def mention_code(receivers: Receivers, target: Target, source: Source, changes: Changes) -> None:
    """List the comments and literals of a file that name the symbol."""
    touched = source.path in changes.edits
    if not touched and not is_distinctive(receivers.code, target):
        return
    word = re.compile(rf"(?<![\w$]){re.escape(target.name)}(?!\w)")
    for start, end in source.masked.comments:
        for match in word.finditer(source.text, start, end):
            changes.mention(source, match.start(), "in a comment")
    for literal in source.masked.literals:
        for match in word.finditer(source.text, literal.start, literal.end):
            if source.code[match.start()] == " ":
                changes.mention(source, match.start(), "in a text")


def mention_declarations(code: Code, target: Target, changes: Changes) -> None:
    """List what is named after the symbol or read by its name elsewhere."""
    if target.kind == "type":
        for path in code.paths_with(f"{target.name}Test"):
            source = code.source(path)
            for symbol in source.parsed.symbols:
                if symbol.name == f"{target.name}Test":
                    changes.mention(source, symbol.name_start, f"named after `{target.name}`")
        _mention_generated(code, target, changes)
        return
    for symbol in target.symbols:
        if symbol.kind not in {"property", "field"} or not symbol.owner:
            continue
        owners = {name for owner in code.symbols(symbol.owner) for name in owner.annotations}
        own = {name.rpartition(".")[2] for name in symbol.annotations}
        keyed = owners & _KEYED
        if keyed and not own & _NAMES_ITSELF:
            reason = f"the class is `@{min(keyed)}`: the old name may be stored or sent"
            changes.mention(code.source(symbol.path), symbol.name_start, reason)


def _mention_generated(code: Code, target: Target, changes: Changes) -> None:
    """List the uses of classes that tools generate from the renamed one."""
    for form in GENERATED:
        name = form.format(target.name)
        if code.named(name):
            continue
        for path in code.paths_with(name):
            source = code.source(path)
            for offset in source.words(name):
                changes.mention(source, offset, f"generated from `{target.name}`", needs=True)


def mention_documents(code: Code, target: Target, changes: Changes) -> None:
    """List documents and resource texts that hold the name."""
    if not is_distinctive(code, target):
        return
    word = re.compile(rf"(?<!\w){re.escape(target.name)}(?!\w)")
    for path in code.paths_with(target.name, (".md", ".txt", ".xml", ".kts", ".gradle", ".pro")):
        source = Source(path, code.text(path))
        changed = {start for start, _ in changes.edits.get(path, ())}
        for match in word.finditer(source.text):
            if match.start() not in changed:
                changes.mention(source, match.start(), "in a text")

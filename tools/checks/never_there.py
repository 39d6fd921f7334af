"""The part of KT-06 about names that were never there: `Kind.FRIST` of an enum of the project.

Only where nothing else can bring the name: the type is declared once, all above it is of the
project, and no extension of that name is known.
"""

import re
from collections.abc import Iterator

from tools.checks.added import Written, written
from tools.checks.base import Context, Finding, Fix, is_illustration
from tools.checks.near import certain
from tools.references.receivers import Receivers
from tools.references.source import TYPE_KINDS, Source
from tools.syntax.symbols import Identifier, Symbol

_TYPE = re.compile(r"(?:[A-Za-z]\w*\.)*[A-Z]\w*")
_NAMED = re.compile(r"\b[A-Z]\w*\s*\.\s*\w")
_OF_ALL = frozenset(
    "class javaClass equals hashCode toString let run apply also takeIf takeUnless to runCatching"
    " use synchronized it".split()
)
"""Members and extensions of whatever there is; `it` may be one, in a lambda."""
_BUILT_IN = frozenset(
    "entries values valueOf Companion INSTANCE CREATOR serializer name ordinal length size".split()
)
"""What a compiler or one of its plugins makes."""
_ROLES = frozenset({"call", "name", "qualifier"})
_CLOSED = frozenset({"enum", "object", "class", "interface"})
_MOST_SHOWN = 8


def never_there(context: Context) -> Iterator[Finding]:
    """Uses, on lines that the draft wrote, of what a type of the project has not."""
    for file in written(context, ".kt"):
        if is_illustration(file.path) or not _may_name(file):
            continue
        told: set[str] = set()
        for owner, use in _uses(context, file):
            context.counted["KT-06"] += 1
            subject = f"{owner.qualified}.{use.name}"
            if _has(context.receivers, owner, use.name) or _is_value(context, file, use):
                continue
            if _was_there(context, owner, use.name):
                continue
            found = _finding(context, file, owner, use)
            if found.fix or subject not in told:
                yield found
            told.add(subject)


def _may_name(file: Written) -> bool:
    """Whether a new line names something of a type; it is cheaper than to read the file."""
    if file.known is None:
        return True
    lines = (line.strip() for line in file.text.split("\n"))
    return any(
        line not in file.known and not line.startswith("import ") and _NAMED.search(line)
        for line in lines
    )


def _uses(context: Context, file: Written) -> Iterator[tuple[Symbol, Identifier]]:
    """What is named of a closed type, with the type."""
    lines = file.new_lines
    parsed = context.facts.parsed(file.path)
    for use in parsed.identifiers if parsed else ():
        if lines is not None and use.line not in lines:
            continue
        if use.reference or use.role not in _ROLES or not _TYPE.fullmatch(use.receiver):
            continue
        if use.name in _OF_ALL or use.name in _BUILT_IN:
            continue
        owner = _owner(context.receivers, context.code.source(file.path), use)
        if owner is not None:
            yield owner, use


def _owner(receivers: Receivers, source: Source, use: Identifier) -> Symbol | None:
    """The type before the dot, where all that it has is known."""
    code = receivers.code
    dot, dot_at = source.before(use.start)
    word, at = source.before(dot_at)
    if dot != "." or not word.isidentifier() or code.imported(source, use.name):
        return None
    if receivers.chain(source, at, word) != use.receiver or _is_label(source, at):
        return None
    head = use.receiver.partition(".")[0]
    if receivers.locals(source, head).at(at) is not None or receivers.bare(source, at, head):
        return None
    imported = code.imported(source, head)
    if imported and code.type_written(source, head, at) != imported:
        return None
    found = code.symbols(code.type_named(source, use.receiver, at))
    one = found[0] if len(found) == 1 else None
    if one is None or one.kind not in _CLOSED or {"expect", "actual"} & {*one.modifiers}:
        return None
    if any(each.receiver for each in code.named(use.name)):
        return None
    return one if _is_closed(receivers, one) else None


def _is_label(source: Source, at: int) -> bool:
    """Whether the names that end with the word at `at` follow `this@` or `super@`."""
    token, before = source.before(at)
    while token == ".":
        _, at = source.before(before)
        token, before = source.before(at)
    return token == "@"


def _is_closed(receivers: Receivers, one: Symbol) -> bool:
    """Whether all is known that may stand behind the name of a type.

    Kotlin looks for it in the type and its companion, and finds no static members of what a class
    inherits from; Java does, and annotations may add to a class of it.
    """
    java = one.path.endswith(".java")
    if java and one.annotations:
        return False
    own = [one.qualified] if java or one.kind == "object" else []
    return not any(receivers.code.is_open(each) for each in (*own, *_companions(receivers, one)))


def _companions(receivers: Receivers, one: Symbol) -> list[str]:
    """The companions of a type, whatever they are called."""
    members = receivers.code.facts.members(one.qualified)
    return [each.qualified for each in members if "companion" in each.modifiers]


def _has(receivers: Receivers, owner: Symbol, name: str) -> bool:
    code = receivers.code
    around = [owner.qualified, *_companions(receivers, owner)]
    around += [above for each in around for above in code.ancestors(each)]
    return any(code.symbols(f"{each}.{name}") for each in around)


def _is_value(context: Context, file: Written, use: Identifier) -> bool:
    """Whether a value has the name: one that holds an extension may be called on a type."""
    receivers, source = context.receivers, context.code.source(file.path)
    local = receivers.locals(source, use.name).at(use.start)
    return local is not None or bool(receivers.bare(source, use.start, use.name))


def _was_there(context: Context, owner: Symbol, name: str) -> bool:
    """Whether another place knows the name all the same, or knew it: that is told as a loss."""
    if context.head.symbol(f"{owner.qualified}.{name}"):
        return True
    if context.strict:
        return False
    used = re.compile(rf"\b{owner.name}\s*\.\s*{re.escape(name)}\b")
    return any(used.search(context.head.text(path)) for path in context.head.holding(name))


def _finding(context: Context, file: Written, owner: Symbol, use: Identifier) -> Finding:
    known = _reachable(context, owner)
    near = certain(use.name, known)
    message, fix = f"`{owner.name}` has no `{use.name}`", None
    old = f"{use.receiver}.{use.name}"
    if near:
        message += f"; did you mean `{near}`?"
        if old in file.line_at(use.start):
            new = f"{use.receiver}.{near}"
            fix = Fix(f"wrote `{new}` for `{old}`", line=use.line, old=old, new=new)
    elif known and len(known) <= _MOST_SHOWN:
        message += f"; it has {', '.join(f'`{name}`' for name in known)}"
    column = use.start - file.text.rfind("\n", 0, use.start)
    subject = f"{owner.qualified}.{use.name}"
    return Finding("KT-06", "block", file.path, use.line, column, message, subject, fix)


def _reachable(context: Context, owner: Symbol) -> list[str]:
    """What may stand behind the name of a type, in its order."""
    code = context.receivers.code
    own = context.facts.members(owner.qualified)
    values = [owner.qualified] if owner.kind == "object" else []
    values += _companions(context.receivers, owner)
    values += [above for each in tuple(values) for above in code.ancestors(each)]
    found = [*own] if owner.kind == "object" else []
    found += [one for one in own if one.kind in {"enum_entry", *TYPE_KINDS}]
    found += [one for one in own if "static" in one.modifiers]
    for value in values:
        found += context.facts.members(value)
    names = [
        one.name
        for one in found
        if one.visibility not in ("private", "protected") and one.kind != "constructor"
        if "companion" not in one.modifiers
    ]
    return list(dict.fromkeys(names))

"""KT-13: what is private or internal is used only where it is seen.

Looked at are the lines that the draft wrote, and the users of what it made less visible. A name
counts as hidden where each declaration that it may mean is; a name behind a dot, only where the
type before the dot is certain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.checks.added import SOURCES, written
from tools.checks.arguments import arguments
from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.lost import callers, variants
from tools.checks.sight import LEVELS, barrier, is_seen
from tools.edits.unresolved import scope_of
from tools.references.project import Code
from tools.references.receivers import SCOPE_WITH_THIS, Receivers
from tools.references.source import TYPE_KINDS, Source
from tools.syntax.symbols import Identifier, Symbol

_ROLES = ("type", "call", "qualifier", "name")
_MARKS = frozenset(("java.io.Serializable", "android.os.Parcelable", "java.lang.Cloneable"))
"""Types of libraries that bring no members of everyday names."""
_SILENCED = "INVISIBLE_"
"""Files that silence the compiler's own error, with a name that begins so."""


@dataclass(frozen=True)
class _Asked:
    """What is judged of a file: the uses of some names, and all on some lines (None: on each)."""

    names: frozenset[str]
    lines: frozenset[int] | None = frozenset()

    def has(self, name: str, line: int) -> bool:
        """Whether a use of a name on a line is judged."""
        return self.lines is None or line in self.lines or name in self.names


def _find(context: Context) -> Iterator[Finding]:
    receivers = context.receivers
    narrowed = [] if context.strict else list(_narrowed(context))
    names = frozenset(one.name for one in narrowed)
    judged: set[str] = set()
    for file in written(context, *SOURCES):
        judged.add(file.path)
        lines = file.new_lines
        if names or lines is None or lines:
            yield from _in_file(context, receivers, file.path, _Asked(names, lines))
    elsewhere = {path for one in narrowed for path in callers(context, one)}
    for path in sorted(elsewhere - judged):
        yield from _in_file(context, receivers, path, _Asked(names))


def _narrowed(context: Context) -> Iterator[Symbol]:
    """What fewer may see than before, as it was before."""
    for path in context.draft.changed():
        old, new = context.head.file(path), context.facts.file(path)
        if old is None or new is None:
            continue
        levels = {one.qualified: LEVELS.get(one.visibility, 0) for one in new.symbols}
        for one in old.symbols:
            if levels.get(one.qualified, 0) > LEVELS.get(one.visibility, 0):
                yield one


def _in_file(context: Context, receivers: Receivers, path: str, asked: _Asked) -> Iterator[Finding]:
    parsed = context.facts.parsed(path)
    if parsed is None or _SILENCED in parsed.text:
        return
    source = receivers.code.source(path)
    told: set[str] = set()
    for entry in parsed.imports:
        if not entry.star and asked.has(entry.simple, entry.line):
            found = [*receivers.code.symbols(entry.name)]
            at = _start(parsed.text, entry.line) if found else 0
            if found and (one := _hidden(context, source, found, at)):
                told.add(entry.simple)
                at = parsed.text.find(entry.name, at)
                yield _finding(context, source, one, at, "block")
    for use in parsed.identifiers:
        if use.role not in _ROLES or use.name in told or not asked.has(use.name, use.line):
            continue
        found, severity = _meant(context, receivers, source, use)
        if found and (one := _hidden(context, source, found, use.start)):
            told.add(use.name)
            if barrier(context, one).name not in told - {one.name}:
                yield _finding(context, source, one, use.start, severity)


def _start(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at


def _finding(context: Context, source: Source, one: Symbol, at: int, severity: Severity) -> Finding:
    narrowest = barrier(context, one)
    home = f"`{narrowest.path.rpartition('/')[2]}`"
    if narrowest.visibility == "internal":
        module = context.project.module_of(one.path)
        home = f"`{module.path}`" if module else home
    elif narrowest.owner:
        home = f"`{narrowest.owner.removesuffix('.Companion').rpartition('.')[2]}`"
    of = "" if narrowest is one else f", as `{narrowest.name}` is"
    message = f"`{one.name}` is {narrowest.visibility} in {home}{of}"
    line, column = source.line(at), at - source.text.rfind("\n", 0, at)
    fix = _shown(context, narrowest)
    return Finding("KT-13", severity, source.path, line, column, message, one.qualified, fix)


def _shown(context: Context, one: Symbol) -> Fix | None:
    """The word gone again by which a draft hid what others use."""
    old = context.head.symbol(one.qualified)
    if not old or any(
        LEVELS.get(each.visibility, 0) >= LEVELS.get(one.visibility, 0) for each in old
    ):
        return None
    text = context.facts.text(one.path)
    line = text.count("\n", 0, one.name_start) + 1
    said = text.split("\n")[line - 1]
    before = re.sub(rf"\b{one.visibility}\s+", "", said, count=1)
    if before == said or before not in context.head.text(one.path).split("\n"):
        return None
    told = f"made `{one.name}` visible again, as others use it"
    return Fix(told, line=line, old=said.strip(), new=before.strip(), path=one.path)


def _hidden(context: Context, source: Source, found: list[Symbol], at: int) -> Symbol | None:
    """One of the declarations, where none can be seen from there."""
    context.counted["KT-13"] += 1
    if any(is_seen(context, source, one, at) for one in found):
        return None
    return found[0]


def _meant(
    context: Context, receivers: Receivers, source: Source, use: Identifier
) -> tuple[list[Symbol], Severity]:
    """What a use means, and how sure that is."""
    before, dot = source.before(use.start)
    if before in {".", "?."} or (before == "::" and source.before(dot)[0] not in set("(,={[")):
        return _dotted(receivers, source, use, dot)
    if before == "@" and source.before(dot)[0] in {"this", "super", "return"}:
        return [], "warn"
    return _bare(context, receivers, source, use)


def _dotted(
    receivers: Receivers, source: Source, use: Identifier, dot: int
) -> tuple[list[Symbol], Severity]:
    code = receivers.code
    owner = receivers.before(source, dot).type
    if not owner or not code.is_type(owner) or code.imported(source, use.name):
        return [], "warn"
    if nested := code.symbols(f"{owner}.{use.name}"):
        if nested[0].kind in TYPE_KINDS:
            return nested, "block"
    found = _members(code, owner, use.name)
    if not found or code.top_level(source, use.name):
        return [], "warn"
    if use.role != "call" and not source.java:
        others = [name for name in variants(use.name) if name != use.name]
        if any(code.members(owner, name) for name in others):
            return [], "warn"  # a field of Java beside its getter
    if _may_inherit(code, owner):
        given = arguments(source, use.start) if use.role == "call" else None
        if given and not any(len(each.parameters) == given[0] for each in found):
            return [], "warn"  # a library has another one of the name
        return found, "warn"
    return found, _severity(receivers, source)


def _may_inherit(code: Code, owner: str) -> bool:
    """Whether a library may give a type members."""
    above = (name for one in (owner, *code.ancestors(owner)) for name in code.parents(one))
    return any(name not in _MARKS and not code.is_type(name) for name in above)


def _members(code: Code, owner: str, name: str) -> list[Symbol]:
    """All members of a name, those of companions and of types above among them."""
    around = (owner, *code.ancestors(owner))
    places = (place for one in around for place in (one, f"{one}.Companion"))
    return [each for place in places for each in code.symbols(f"{place}.{name}")]


def _severity(receivers: Receivers, source: Source) -> Severity:
    """Star imports of other packages may bring an extension of the same name."""
    facts = receivers.code.facts
    outside = (one.name for one in source.imports if one.star)
    unknown = [one for one in outside if not facts.package_symbols(one) and not facts.members(one)]
    return "warn" if unknown else "block"


def _bare(
    context: Context, receivers: Receivers, source: Source, use: Identifier
) -> tuple[list[Symbol], Severity]:
    code = receivers.code
    own = f"{source.package}.{use.name}" if source.package else use.name
    found = [one for one in code.symbols(own) if not one.receiver]
    if not found or all(one.visibility != "private" for one in found):
        return [], "warn"
    if any(one.path == source.path for one in found) or code.imported(source, use.name):
        return [], "warn"
    scope = scope_of(context.facts, source.parsed)
    if scope.has(use.name) or scope.open:
        return [], "warn"
    if found[0].kind in TYPE_KINDS:
        return found, "warn" if scope.doubtful else "block"
    if receivers.locals(source, use.name).at(use.start) is not None:
        return [], "warn"
    if any(
        code.members(each.name, use.name, each.parents)
        for each in code.enclosures(source, use.start)
    ):
        return [], "warn"
    return found, "warn" if _is_open(receivers, source, use.start) else "block"


def _is_open(receivers: Receivers, source: Source, at: int) -> bool:
    """Whether a class or a lambda around may bring names from a library."""
    code = receivers.code
    if any(code.is_open(each.name, each.parents) for each in code.enclosures(source, at)):
        return True
    for name, name_at, _ in receivers.lambdas(source, at):
        scoped = name in SCOPE_WITH_THIS
        if not scoped or not code.is_type(receivers.scope_type(source, name, name_at)):
            return True
    return False


CHECK = Check(
    "KT-13",
    "block",
    "what is private or internal is used where it is seen",
    _find,
    compares=True,
    example="`import com.example.data.Row`, which is `internal` there → the public `Record`",
)

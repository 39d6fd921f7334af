"""What a use of a name means, where something of that name is deprecated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.checks.arguments import arguments
from tools.checks.base import Context
from tools.checks.deprecated_marks import mark
from tools.index.entries import is_deprecated
from tools.references.receivers import Receivers
from tools.references.scopes import local_at
from tools.references.source import TYPE_KINDS, Source
from tools.syntax.symbols import Identifier, Symbol

if TYPE_CHECKING:
    from tools.library.symbol import Deprecation
    from tools.library.symbol import Symbol as LibrarySymbol

_DOTS = (".", "?.")
_CALLED = ("function", "constructor")
_MANY = 1_000


@dataclass(frozen=True)
class Meaning:
    """One declaration that a use may mean.

    `kind`: class, function, constructor or property. `receiver` is what an extension extends.
    `parameters` are as written, `shape` is what callers see of it beside its name, "" where that
    is inferred. `own` is the declaration where it is the project's; it `delegates` where its body
    is what stands in its place.
    """

    qualified: str
    kind: str
    receiver: str = ""
    parameters: tuple[str, ...] = ()
    shape: str = ""
    old: "Deprecation | None" = None
    own: Symbol | None = None
    delegates: bool = False

    @property
    def name(self) -> str:
        """The simple name."""
        return self.qualified.rpartition(".")[2]

    def takes(self, given: tuple[int, set[str]]) -> bool:
        """Whether a call with so many arguments, some of them named, may be of this."""
        count, named = given
        names = {re.sub(r"^vararg ", "", one.partition(":")[0].strip()) for one in self.parameters}
        varying = any(one.startswith("vararg ") or "..." in one for one in self.parameters)
        least = sum(not one.endswith("= …") for one in self.parameters) - varying
        return least <= count <= (_MANY if varying else len(self.parameters)) and named <= names


def of_project(receivers: Receivers, found: Sequence[Symbol]) -> list[Meaning]:
    """Declarations of the project, with what they say of themselves where they are deprecated."""
    return [_of_project(receivers.code.source(one.path), one) for one in found]


def _of_project(source: Source, one: Symbol) -> Meaning:
    varying = re.findall(r"vararg\s+(\w+)", one.signature)
    parameters = tuple(
        f"{'vararg ' if each.name in varying else ''}{each.name}: {each.type}"
        f"{' = …' if each.has_default else ''}"
        for each in one.parameters
    )
    kind = one.kind if one.kind in _CALLED else "class" if one.kind in TYPE_KINDS else "property"
    body = source.code[one.body : one.body + 1] if one.body >= 0 else ""
    known = one.type or (kind == "function" and body in ("", "{"))
    shape = f"({', '.join(parameters)}): {one.type}" if known else ""
    old = mark(source, one) if is_deprecated(one) else None
    value = source.text[one.body + 1 : one.end].strip() if body == "=" else ""
    delegates = bool(old and old.expression and old.expression == value)
    return Meaning(one.qualified, kind, one.receiver or "", parameters, shape, old, one, delegates)


def of_library(found: "Sequence[LibrarySymbol]") -> list[Meaning]:
    """Declarations of libraries."""
    return [_of_library(one) for one in found]


def _of_library(one: "LibrarySymbol") -> Meaning:
    head, sign, rest = one.signature.partition(f"{one.name}(")
    if one.kind not in _CALLED or not sign:
        head, _, rest = one.signature.partition(f"{one.name}:")
        if one.kind == "class":
            head, rest = "", one.signature.partition("typealias ")[2]
        return Meaning(one.qualified, one.kind, _extended(head), (), rest.strip(), one.old)
    parameters = tuple(_split(rest))
    return Meaning(one.qualified, one.kind, _extended(head), parameters, f"({rest}", one.old)


def _extended(head: str) -> str:
    """The receiver in `fun <T> Flow<T>.`; "" where there is none."""
    found = re.search(r"(?:^|[ >)])((?:\([^()]*\)|[\w.]+(?:<.*>)?)\??)\.$", head)
    return found[1] if found else ""


def _split(rest: str) -> list[str]:
    """The parameters before the bracket that closes their list."""
    parts, depth, current = [], 0, ""
    for sign in rest.replace("->", "→"):
        depth += (sign in "(<[{") - (sign in ")>]}")
        if depth < 0:
            break
        if sign == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += sign
    return [one.strip().replace("→", "->") for one in [*parts, current] if one.strip()]


def chosen(meanings: list[Meaning], source: Source, use: Identifier) -> Meaning | None:
    """The deprecated one that a use certainly means, None where it may mean another."""
    if use.reference or use.role != "call":
        kinds = _CALLED if use.reference else ("class", "property")
        fitting = [one for one in meanings if one.kind in kinds]
        return fitting[0] if fitting and all(one.old for one in fitting) else None
    if types := [one for one in meanings if one.kind == "class" and one.old]:
        return types[0]
    called = [one for one in meanings if one.kind in _CALLED]
    given = arguments(source, use.start)
    if given is not None:
        called = [one for one in called if one.takes(given)]
    return called[0] if called and all(one.old for one in called) else None


def imported(context: Context, source: Source, use: Identifier, full: str) -> list[Meaning]:
    """What an imported name means where it is used; [] where it may mean something else."""
    receivers = context.receivers
    code = receivers.code
    own = code.symbols(full)
    found = of_project(receivers, [*own, *_constructors(own, receivers)])
    found = found or of_library(context.facts.library(full))
    if not any(one.old for one in found):
        return []
    before, dot = source.before(use.start)
    if before in _DOTS:
        found = [one for one in found if one.receiver]
        owner = receivers.before(source, dot).type
        if owner and code.is_type(owner) and code.members(owner, use.name):
            return []
        rivals = any(one.owner for one in code.named(use.name))
        return [] if not owner and rivals and _dotted(source, use.name) > 1 else found
    if local_at(receivers.locals(source, use.name), use.start) is not None:
        return []
    if use.role != "type" and any(
        code.members(each.name, use.name, each.parents)
        for each in code.enclosures(source, use.start)
    ):
        return []
    return found


def _dotted(source: Source, name: str) -> int:
    return sum(source.before(at)[0] in _DOTS for at in source.words(name))


def declared(receivers: Receivers, source: Source, use: Identifier) -> list[Meaning]:
    """What a name of the project means that is not imported: a member, or one beside it."""
    code = receivers.code
    before, dot = source.before(use.start)
    if before in _DOTS:
        owner = receivers.before(source, dot).type
        if not owner or not code.is_type(owner):
            return []
        found = code.symbols(f"{owner}.{use.name}")
        if not found or found[0].kind not in TYPE_KINDS:
            found = code.members(owner, use.name)
    elif local_at(receivers.locals(source, use.name), use.start) is not None:
        return []
    else:
        found = [*code.symbols(code.type_written(source, use.name, use.start))]
        found = [one for one in found if one.kind in TYPE_KINDS]
        if not found:
            found = receivers.bare(source, use.start, use.name)
            rivals = [one for one in code.named(use.name) if not is_deprecated(one)]
            if rivals and receivers.lambdas(source, use.start):
                return []
    return of_project(receivers, [*found, *_constructors(found, receivers)])


def _constructors(found: Sequence[Symbol], receivers: Receivers) -> list[Symbol]:
    """The constructors of classes, the primary one as a class without a mark has it."""
    constructors: list[Symbol] = []
    for one in found:
        if one.kind == "class":
            constructors += receivers.code.symbols(f"{one.qualified}.{one.name}")
            constructors.append(one._replace(kind="constructor", annotations=(), body=-1))
    return constructors

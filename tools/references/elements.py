"""The element type of a collection or flow, from its written type arguments."""

import re
from typing import TYPE_CHECKING

from tools.references.scopes import local_at
from tools.references.source import Source, type_head

if TYPE_CHECKING:
    from tools.references.receivers import Receivers
    from tools.syntax.symbols import Symbol

GIVES_EACH = frozenset(
    "forEach map mapNotNull filter filterNot any all none count find firstOrNull first last single"
    " onEach flatMap sumOf sortedBy sortedByDescending maxByOrNull minByOrNull associateBy groupBy"
    " partition takeWhile dropWhile indexOfFirst distinctBy collect collectLatest mapLatest"
    " flatMapLatest removeAll removeIf".split()
)
"""Functions whose lambda takes one element."""

GIVES_ONE = frozenset(
    "first last single firstOrNull lastOrNull singleOrNull random get getOrNull elementAt find"
    " maxByOrNull minByOrNull removeFirst removeLast".split()
)
"""Functions that give one element."""

_SAME = frozenset(
    "filter filterNot sortedBy sortedByDescending sorted take drop takeLast dropLast toList toSet"
    " distinct distinctBy onEach reversed shuffled asSequence takeWhile dropWhile asStateFlow"
    " distinctUntilChanged orEmpty catch onStart flowOn".split()
)
"""Functions whose result has the elements of their receiver."""

_HOLDS_ONE = re.compile(r"(?:\w+\.)*(?:Mutable)?(?:State|StateFlow|LiveData)<(.+)>\??", re.DOTALL)
_HOLDS_MANY = re.compile(
    r"(?:\w+\.)*(?:(?:Mutable|Immutable|Persistent)?(?:List|Set|Collection)|Iterable|Sequence|Array"
    r"|ArrayList|LinkedList|HashSet|Stream|Queue|(?:Mutable)?(?:SharedFlow|StateFlow)|Flow)"
    r"<(?:out |in |\? extends )?([^<>,]+(?:<[^<>]*>)?\??)>\??",
    re.DOTALL,
)

_NEW_STATE = re.compile(
    r"(?:MutableStateFlow|mutableStateOf|MutableLiveData)\s*(?:<(\w[\w.<>?, ]*)>)?\s*\("
)

Written = tuple[str, Source, int]
"""A written type, and the file and place where its names mean what they mean."""


def element_type(receivers: "Receivers", source: Source, end: int, depth: int) -> str:
    """The type of the elements of the expression that ends at `end`; "" where not certain."""
    return _argument(receivers, _written(receivers, source, end, depth), _HOLDS_MANY)


def held_type(receivers: "Receivers", source: Source, end: int, depth: int) -> str:
    """The type of the `value` of the state or flow that ends at `end`."""
    return _argument(receivers, _written(receivers, source, end, depth), _HOLDS_ONE)


def _argument(receivers: "Receivers", written: Written | None, pattern: re.Pattern[str]) -> str:
    found = pattern.fullmatch(written[0].strip()) if written else None
    if found is None or written is None:
        return ""
    return receivers.code.type_named(written[1], type_head(found[1]), written[2])


def _written(receivers: "Receivers", source: Source, end: int, depth: int) -> Written | None:
    if depth <= 0:
        return None
    token, at = source.before(end)
    if token == "!":
        return _written(receivers, source, at, depth)
    called = token in {")", "}"}
    while token in {")", "}"}:
        token, at = source.before(source.brackets.partner.get(at, at))
    if not token[:1].isalpha() and token[:1] != "_":
        return None
    before, dot = source.before(at)
    if before in {".", "?."}:
        if called and token in _SAME:
            return _written(receivers, source, dot, depth - 1)
        owner = receivers.before(source, dot, depth - 1).type
        members = receivers.code.members(owner, token) if owner else []
        return _declared(receivers, members, depth)
    local = None if called else local_at(receivers.locals(source, token), at)
    if local is None:
        return _declared(receivers, receivers.bare(source, at, token), depth)
    if local.type:
        return local.type, source, local.declared
    if local.initialiser >= 0:
        return _of_value(receivers, source, local.initialiser, depth - 1)
    return None


def _declared(receivers: "Receivers", symbols: "list[Symbol]", depth: int) -> Written | None:
    types = {symbol.type for symbol in symbols}
    if len(types) != 1:
        return None
    first = symbols[0]
    source = receivers.code.source(first.path)
    if first.type:
        return first.type, source, first.name_start
    if first.body >= 0 and source.code.startswith("=", first.body):
        return _of_value(receivers, source, source.cursor.blank(first.body + 1), depth - 1)
    return None


def _of_value(receivers: "Receivers", source: Source, start: int, depth: int) -> Written | None:
    """The type of the value that begins at `start`; that of a new state from what it holds."""
    made = _NEW_STATE.match(source.code, start)
    if made is None:
        stop = source.expression_end(start, len(source.code))
        return _written(receivers, source, stop, depth)
    if made[1]:
        return f"StateFlow<{made[1]}>", source, start
    held = receivers.expression(source, source.cursor.blank(made.end()), depth)
    return (f"StateFlow<{held}>", source, start) if held else None

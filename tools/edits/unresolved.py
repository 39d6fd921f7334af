"""Finds names that a Kotlin or Java file uses and nothing in sight declares."""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.edits.builtin import JAVA_LANG, KOTLIN
from tools.edits.pieces import parse_source

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Identifier, ParsedSource

_ROLES = ("type", "call", "qualifier")
_TYPE_PARAMETERS = re.compile(
    r"(?:\b(?:fun|val|var|static|public|private|protected|final|abstract|default|synchronized)|"
    r"\b(?:class|interface|typealias|record)\s+\w+|^|@\w+)"
    r"\s*<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>",
    re.MULTILINE,
)
_DECLARED = re.compile(
    r"\w+(?:<[^;{}()=]*>)?(?:\[\])*(?:\.\.\.)?\s+(?!instanceof\b|throws\b|extends\b|implements\b)"
    r"[a-zA-Z_]\w*(?:\[\])*\s*[,;)=:]"
)
"""In Java: a type and what is declared of it, a parameter or a variable."""
_PARAMETER = re.compile(r"(?:^|,)\s*(?:@\w+\s+)*(?:in\s+|out\s+|reified\s+)*([A-Za-z_]\w*)")
_ANONYMOUS = re.compile(r"\bobject\s*:\s*([\w.]+)|\bnew\s+([\w.]+)\s*\(.*\{")
_GENERATED = frozenset({"R", "BuildConfig", "Manifest", "BR"})
_OF_ACTIVITY = "BindServiceFlags ExtraData NonConfigurationInstances ScreenCaptureCallback"
_NESTED = {
    "androidx.lifecycle.ViewModel": "",
    "androidx.lifecycle.AndroidViewModel": "",
    "androidx.activity.ComponentActivity": _OF_ACTIVITY,
    "androidx.appcompat.app.AppCompatActivity": _OF_ACTIVITY,
    "android.content.BroadcastReceiver": "PendingResult",
}
"""Supertypes of the platform and of AndroidX -> all types that are nested in them and above."""
_DEPTH = 8
SEVERAL = 3
"""So many files tell from where a name comes, where star imports may bring it as well."""


@dataclass(frozen=True)
class Unresolved:
    """A capitalised name without a declaration.

    `doubtful`: a supertype from a library may bring it, so that it may be right all the same.
    """

    name: str
    line: int
    start: int
    role: str
    doubtful: bool


@dataclass
class Scope:
    """What the names of one file may mean; those of its package are asked for one at a time."""

    known: set[str]
    near: Callable[[str], bool]
    open: bool = False
    doubtful: bool = False

    def has(self, name: str) -> bool:
        """Whether a name is known without a dot before it."""
        if name not in self.known and self.near(name):
            self.known.add(name)
        return name in self.known


def heads(source: "ParsedSource") -> Iterator["Identifier"]:
    """The capitalised names that stand for themselves: no dot before them."""
    java = source.path.endswith(".java")
    for one in source.identifiers:
        if one.receiver or not one.name[:1].isupper():
            continue
        if one.role in _ROLES or (
            java and one.role == "name" and _DECLARED.match(source.text, one.start)
        ):
            yield one


def unresolved(facts: "Facts", path: str, text: str, gone: Container[str] = ()) -> list[Unresolved]:
    """The capitalised names of a file that neither it nor the project nor its imports explain.

    `gone` are full names that were declared before, so that no generator makes them.
    """
    source = source_of(facts, path, text)
    scope = scope_of(facts, source)
    found: list[Unresolved] = []
    doubtful: bool | None = None
    accepted: dict[str, bool] = {}
    for one in heads(source):
        if scope.has(one.name):
            continue
        if one.name not in accepted:
            lost = f"{source.package}.{one.name}" in gone
            accepted[one.name] = (not lost and _generated(facts, source, one.name)) or (
                scope.open and not _is_of_one_package(facts, source, one.name)
            )
        if accepted[one.name]:
            continue
        if doubtful is None:
            doubtful = scope.doubtful or _is_open(facts, source.package, gone)
        found.append(Unresolved(one.name, one.line, one.start, one.role, doubtful))
    return found


def _is_of_one_package(facts: "Facts", source: "ParsedSource", name: str) -> bool:
    """Whether several files import a name, all from one place that no star import here opens."""
    counted = facts.imports_of(name)
    if len(counted) != 1 or sum(counted.values()) < SEVERAL:
        return False
    package = next(iter(counted)).rpartition(".")[0]
    return all(one.name != package for one in source.imports if one.star)


def scope_of(facts: "Facts", source: "ParsedSource") -> Scope:
    """The names that a file may use without a dot."""
    java = source.path.endswith(".java")
    known = {one.simple for one in source.imports if not one.star}
    known |= JAVA_LANG if java else KOTLIN | JAVA_LANG
    known |= {symbol.name for symbol in source.symbols}
    known |= {one.name for one in source.locals}
    known |= _type_parameters(source.text)

    def near(name: str) -> bool:
        found = facts.symbol(f"{source.package}.{name}" if source.package else name)
        seen = (one for one in found if one.visibility != "private" or one.path == source.path)
        return any(not one.owner for one in seen)

    scope = Scope(known, near)
    for one in source.imports:
        if one.star:
            _take_star(facts, one.name, scope)
    _take_inherited(facts, source, scope)
    return scope


def _type_parameters(text: str) -> set[str]:
    names: set[str] = set()
    for match in _TYPE_PARAMETERS.finditer(text):
        names.update(_PARAMETER.findall(match[1]))
    return names


def _take_star(facts: "Facts", name: str, scope: Scope) -> None:
    """A star import: of a package or type of the project it is known, else all may come in."""
    inside = facts.package_symbols(name) or facts.members(name)
    if inside:
        scope.known |= {one.name for one in inside}
    else:
        scope.open = True


def _take_inherited(facts: "Facts", source: "ParsedSource", scope: Scope) -> None:
    """The types nested in supertypes; those of a library cannot be seen."""
    waiting = [name for symbol in source.symbols for name in symbol.supertypes]
    waiting += [found[1] or found[2] for found in _ANONYMOUS.finditer(source.text)]
    imported = {one.simple: one.name for one in source.imports}
    seen: set[str] = set()
    while waiting and len(seen) < 200:
        name = waiting.pop().rpartition(".")[2]
        if name in seen:
            continue
        seen.add(name)
        declared = [one for one in facts.symbols(name) if one.kind not in ("function", "property")]
        if not declared and name not in KOTLIN and name not in JAVA_LANG:
            nested = _NESTED.get(imported.get(name, ""))
            scope.doubtful |= nested is None
            scope.known |= set((nested or "").split())
        for one in declared:
            scope.known |= {member.name for member in facts.members(one.qualified)}
            waiting.extend(one.supertypes)


def _generated(facts: "Facts", source: "ParsedSource", name: str) -> bool:
    """Whether a name of the package stands in no source file."""
    own = f"{source.package}.{name}"
    if own in facts.imports_of(name) or facts.generated(own):
        return True
    if _brought_along(facts, source, name) or is_facade(facts, source.package, name):
        return True
    if facts.symbols(name):
        return False
    return _seen_in_package(facts, source, name)


def is_facade(facts: "Facts", package: str, name: str) -> bool:
    """Whether a Kotlin file of the package is the class `name` to Java: `FooKt`, `JvmName`."""
    paths = {one.path for one in facts.package_symbols(package) if one.path.endswith(".kt")}
    stem = name.removesuffix("Kt")
    if stem != name and any(path.endswith(f"/{stem}.kt") for path in paths):
        return True
    paths -= facts.lacking("JvmName")
    return any(f'@file:JvmName("{name}")' in facts.text(path) for path in sorted(paths))


def _brought_along(facts: "Facts", source: "ParsedSource", name: str) -> bool:
    """Whether a receiver may bring it, or the package without a name that both are in."""
    declared = facts.symbols(name)
    if any(symbol.qualified == name and not source.package for symbol in declared):
        return True
    return bool(declared) and all(symbol.owner and symbol.kind == "function" for symbol in declared)


def _is_open(facts: "Facts", package: str, gone: Container[str]) -> bool:
    """Whether other files import names of this package that no source file declares."""
    return any(
        owner == package and simple[:1].isupper() and simple not in _GENERATED
        for owner, _, simple in (name.rpartition(".") for name in facts.imports_below(package))
        if f"{owner}.{simple}" not in gone and not facts.symbol(f"{owner}.{simple}")
    )


def _seen_in_package(facts: "Facts", source: "ParsedSource", name: str) -> bool:
    """Whether another file of the package uses the name without an import: it is generated."""
    for path in sorted({one.path for one in facts.package_symbols(source.package)}):
        other = facts.file(path)
        if path == source.path or other is None or name not in facts.text(path):
            continue
        if any(entry.star or entry.simple == name for entry in other.imports):
            continue
        parsed = facts.parsed(path)
        if parsed and any(one.name == name for one in heads(parsed)):
            return True
    return False


def count_heads(facts: "Facts", path: str, text: str) -> int:
    """How many names `unresolved` looks at in a file."""
    return sum(1 for _ in heads(source_of(facts, path, text)))


def source_of(facts: "Facts", path: str, text: str) -> "ParsedSource":
    """The file parsed, from what the facts have read already where its text is the same."""
    known = facts.parsed(path) if facts.file(path) is not None else None
    return known if known is not None and known.text == text else parse_source(path, text)

"""Whether a fully qualified name of the project exists, generated classes included."""

from typing import TYPE_CHECKING

from tools.checks.base import Context
from tools.edits.unresolved import is_facade

if TYPE_CHECKING:
    from tools.index import Facts

_ROOT_PARTS = 3
_OF_ENUM = frozenset({"entries", "values", "valueOf"})


class Packages:
    """The packages of the project, and which names may belong to it."""

    def __init__(self, facts: "Facts") -> None:
        self._facts = facts
        self._below: dict[str, set[str]] = {}

    def has(self, package: str) -> bool:
        """Whether some file declares this package."""
        return package in self._of_root(_root(package))

    def owns(self, name: str) -> bool:
        """Whether a name lies where the project's own names lie."""
        root = _root(name.rpartition(".")[0])
        return "." in root and bool(self._of_root(root) or self._of_root(_root(name)))

    def _of_root(self, root: str) -> set[str]:
        if root not in self._below:
            self._below[root] = self._facts.packages_from(root)
        return self._below[root]

    def openness(self, name: str) -> float:
        """The share of the other imports of a name's package that do not resolve."""
        package = name.rpartition(".")[0]
        others = [other for other in self._facts.imports_below(package) if other != name]
        lost = [one for one in others if not resolves(self._facts, self, one, star=self.has(one))]
        return len(lost) / len(others) if others else 0.0

    def root_openness(self, name: str) -> float:
        """The same for all that lies below the first parts of the name."""
        return self.openness(f"{_root(name)}.{name.rpartition('.')[2]}")


def _root(package: str) -> str:
    return ".".join(package.split(".")[:_ROOT_PARTS])


def resolves(facts: "Facts", packages: Packages, name: str, *, star: bool = False) -> bool:
    """Whether the project declares this name, or generates it from what it declares."""
    if facts.symbol(name) or (star and packages.has(name)):
        return True
    owner, _, simple = name.rpartition(".")
    if star:
        return _generated(facts, owner, simple)
    return _member(facts, owner, simple) or _generated(facts, owner, simple)


def _member(facts: "Facts", owner: str, simple: str) -> bool:
    """A member of a type, of its companion, or one that a supertype may bring."""
    for symbol in facts.symbol(owner):
        if symbol.kind in ("function", "property"):
            continue
        if symbol.supertypes or (symbol.kind == "enum" and simple in _OF_ENUM):
            return True
        names = {one.name for one in facts.members(owner)}
        names |= {one.name for one in facts.members(f"{owner}.Companion")}
        if simple in names:
            return True
    return False


def _generated(facts: "Facts", owner: str, simple: str) -> bool:
    if is_facade(facts, owner, simple) or _of_facade(facts, owner, simple):
        return True
    return facts.generated(f"{owner}.{simple}") != ""


def _of_facade(facts: "Facts", owner: str, simple: str) -> bool:
    """Whether a static import names a top-level declaration through the class of its file."""
    package, _, name = owner.rpartition(".")
    return bool(facts.symbol(f"{package}.{simple}")) and is_facade(facts, package, name)


def used_at_head(context: Context, before: Packages, name: str) -> bool:
    """Whether HEAD imports a name that it does not declare: generated code, or a library's.

    `before` are the packages at HEAD.
    """
    count = context.head.imports_of(name.rpartition(".")[2])[name]
    if context.strict:
        return count > 1
    return count > 0 and not resolves(context.head, before, name)

"""Whether a fully qualified name of the project exists, generated classes included."""

from typing import TYPE_CHECKING

from tools.checks.base import Context
from tools.edits.unresolved import is_facade

if TYPE_CHECKING:
    from tools.index import Facts

_ROOT_PARTS = 3
_GENERATED = frozenset({"R", "BuildConfig", "BR", "Manifest"})
_OF_ENUM = frozenset({"entries", "values", "valueOf"})
_DERIVED = ("Directions", "Args", "_Impl", "_Factory")


class Packages:
    """The packages of the project, and which names may belong to it."""

    def __init__(self, facts: "Facts", spaces: frozenset[str]) -> None:
        self._facts = facts
        self.spaces = spaces

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


def _root(package: str) -> str:
    return ".".join(package.split(".")[:_ROOT_PARTS])


def resolves(facts: "Facts", packages: Packages, name: str, *, star: bool = False) -> bool:
    """Whether the project declares this name, or generates it from what it declares."""
    if facts.symbol(name) or (star and packages.has(name)):
        return True
    owner, _, simple = name.rpartition(".")
    if star:
        return _generated(facts, packages, owner, simple)
    return _member(facts, owner, simple) or _generated(facts, packages, owner, simple)


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


def _generated(facts: "Facts", packages: Packages, owner: str, simple: str) -> bool:
    spaces = packages.spaces
    if simple in _GENERATED and owner.removesuffix(".test") in spaces:
        return True
    if owner.endswith((".R", ".Manifest")) and owner.rpartition(".")[0] in spaces:
        return True
    if owner.endswith(".databinding") and simple.endswith("Binding"):
        layouts = {_camel(one.name) for one in facts.resources("layout")}
        return simple.removesuffix("Binding").removesuffix("Impl") in layouts
    if _is_compose_resource(facts, owner, simple):
        return True
    if is_facade(facts, owner, simple) or _of_facade(facts, owner, simple):
        return True
    return any(
        simple.endswith(end) and facts.symbol(f"{owner}.{simple.removesuffix(end)}")
        for end in _DERIVED
    )


def _is_compose_resource(facts: "Facts", owner: str, simple: str) -> bool:
    """Whether a name is the `Res` class of Compose resources, or an accessor beside it."""
    if ".generated.resources" in f"{owner}." or (simple == "Res" and "resources" in owner):
        return True
    return any(
        "/composeResources/" in path
        for kind in ("string", "drawable", "plurals", "array", "font")
        for path in facts.resource_paths(kind, simple)
    )


def _of_facade(facts: "Facts", owner: str, simple: str) -> bool:
    """Whether a static import names a top-level declaration through the class of its file."""
    package, _, name = owner.rpartition(".")
    return bool(facts.symbol(f"{package}.{simple}")) and is_facade(facts, package, name)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def used_at_head(context: Context, before: Packages, name: str) -> bool:
    """Whether HEAD imports a name that it does not declare: generated code, or a library's.

    `before` are the packages at HEAD.
    """
    count = context.head.imports_of(name.rpartition(".")[2])[name]
    if context.strict:
        return count > 1
    return count > 0 and not resolves(context.head, before, name)

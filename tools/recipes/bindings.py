"""Finds the one thing in the project that a name means, or nothing."""

import re
from typing import TYPE_CHECKING

from tools.base import ToolFault

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.references.project import Code
    from tools.references.target import Target

_TYPES = {
    "class": {"class", "object", "enum", "annotation", "interface"},
    "interface": {"interface"},
    "object": {"object"},
    "enum": {"enum"},
    "annotation": {"annotation"},
}
_FUNCTIONS = frozenset({"function", "method", "fun", "composable"})
_PROPERTIES = frozenset({"property", "variable", "field", "val", "constant"})


class Bindings:
    """Each answer is None where nothing or more than one thing is meant; `doubts` say which."""

    def __init__(self, facts: "Facts") -> None:
        self.facts = facts
        self.doubts: list[str] = []
        self._code: Code | None = None

    def _read(self) -> "Code":
        from tools.references.project import Code

        if self._code is None:
            self._code = Code(self.facts, self.facts)
        return self._code

    def symbol(self, name: str, kind: str, to: str) -> str | None:
        """The name by which a recipe finds the one symbol of this kind."""
        from tools.recipes.rename.target import check_name
        from tools.references.target import find_targets

        try:
            check_name(to)
            found = find_targets(self._read(), name)
        except ToolFault as fault:
            self.doubts.append(str(fault))
            return None
        fitting = [target for target in found if _is_kind(target, kind)]
        if len(fitting) > 1:
            short = sorted(".".join(min(one.qualified).split(".")[-2:]) for one in fitting)
            names = ", ".join(f"`{one}`" for one in short)
            self.doubts.append(f"`{name}` may be {names}")
        if not fitting:
            self.doubts.append(self._unknown(name, found))
        if len(fitting) != 1:
            return None
        return name if len(found) == 1 else min(fitting[0].qualified)

    def _unknown(self, name: str, found: "list[Target]") -> str:
        """Why a name means no declaration of the kind that was said."""
        from tools.recipes.rename.target import near

        if found:
            return f"`{name}` is no such declaration"
        meant = ", ".join(f"`{one}`" for one in near(self._read(), name)[:3])
        return f"nothing is named `{name}`" + (f"; did you mean {meant}?" if meant else "")

    def file(self, name: str) -> str | None:
        """The path of a file named by its path, a tail of it, or its class."""
        plain = name.strip("/")
        paths = [path for path in self.facts.paths() if f"/{path}".endswith(f"/{plain}")]
        if not paths and re.fullmatch(r"[A-Z]\w+", plain):
            paths = [path for path in self.facts.paths() if path.endswith(f"/{plain}.kt")]
        exact = [path for path in paths if path == plain]
        paths = exact or paths
        if len(paths) == 1 and paths[0].endswith((".kt", ".xml")):
            return paths[0]
        several = f"{len(paths)} files are named" if paths else "no file is named"
        self.doubts.append(f"{several} `{name}`")
        return None

    def has_text(self, text: str, path: str) -> bool:
        """Whether code or a layout outside of tests holds the text as a literal."""
        from tools.recipes.extract.recipe import holders

        found = any(not path or holder == path for holder in holders(self._read(), text))
        if not found:
            self.doubts.append(f"no code or layout holds the text “{text}”")
        return found

    def module(self, name: str) -> str | None:
        """The Gradle path of a module; "" asks for the app."""
        from tools.recipes.modules import choose_module

        try:
            return choose_module(self.facts.project(), name).path
        except ToolFault as fault:
            self.doubts.append(str(fault))
            return None

    def dependency(self, name: str) -> str | None:
        """A module, an alias of the catalog, or a coordinate that has or needs no version."""
        project = self.facts.project()
        if name.startswith((":", "projects.")):
            return self.module(name.removeprefix("projects.").replace(".", ":"))
        if re.fullmatch(r"[\w.-]+:[\w.-]+:[\w.+-]+", name):
            return name
        for catalog in project.catalogs:
            alias = name.removeprefix(f"{catalog.name}.")
            if re.fullmatch(r"[\w.-]+", alias) and project.alias(f"{catalog.name}.{alias}"):
                return name
        if self._is_known_coordinate(name):
            return name
        self.doubts.append(f"`{name}` is no module, and in no version catalog")
        return None

    def _is_known_coordinate(self, name: str) -> bool:
        from tools.recipes.dependency.catalog import read_catalog

        group, _, artifact = name.partition(":")
        for path in self.facts.paths():
            if artifact and re.fullmatch(r"gradle/\w+\.versions\.toml", path):
                return read_catalog(path, self.facts.text(path)).find(group, artifact) is not None
        return False

    def permission(self, name: str) -> str | None:
        """The full name of a permission of the platform."""
        from tools.recipes.permission import full_name

        return full_name(name)


def _is_kind(target: "Target", kind: str) -> bool:
    if kind == "symbol":
        return True
    kinds = {symbol.kind for symbol in target.symbols}
    if kind in _TYPES:
        return kinds <= _TYPES[kind]
    if kind in _FUNCTIONS:
        return kinds == {"function"}
    return kind in _PROPERTIES and kinds <= {"property", "field", "enum_entry"}

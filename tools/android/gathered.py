"""What a module's script and all that it uses say together, the module's own word first."""

from dataclasses import replace

from tools.android.paths import inside
from tools.android.project import Dependency, Module
from tools.android.scripts import Said
from tools.android.values import Values


class Gathered:
    """Properties of one module; values that are not constants are worked out."""

    def __init__(self, values: Values, said: list[Said], module: Module) -> None:
        self._values = values
        self._said = said
        self._module = module
        name = module.path.rpartition(":")[2]
        self._own = {"project.name": f"'{name}'", "project.path": f"'{module.inner}'"}

    def _names(self, said: Said) -> dict[str, str]:
        return self._own | said.names

    def text(self, name: str) -> str:
        """The first value that is known."""
        found = (self._values.one(getattr(one, name), self._names(one)) for one in self._said)
        return next((one for one in found if one), "")

    def minimum_sdks(self) -> tuple[int, ...]:
        """All that flavours and conditions give; none where one of them is unknown."""
        base = next((said for said in self._said if said.minimum_sdks), None)
        if base is None:
            return ()
        written = [(one, base) for one in base.minimum_sdks]
        written += [(one, said) for said in self._said for one in said.flavour_sdks]
        found = [self._values.of(one, self._names(said)) for one, said in written]
        numbers = {one for values in found for one in values}
        if not all(found) or not all(one.isdigit() for one in numbers):
            return ()
        return tuple(sorted(map(int, numbers)))

    def names(self, name: str, enums: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Flavours or build types, each once; `Flavor.*` stands for the entries of an enum."""
        found: dict[str, None] = {}
        for said in self._said:
            for one in getattr(said, name):
                found.update(dict.fromkeys(enums.get(one[:-2], ()) if "*" in one else (one,)))
        return tuple(found)

    def features(self) -> list[str]:
        """The switches that are on, sorted."""
        switches: dict[str, bool] = {}
        for said in self._said:
            for name, text in said.features:
                is_on = text == "true" or self._values.one(text, self._names(said)) == "true"
                switches.setdefault(name, is_on)
        for name in ("buildConfig", "viewBinding", "dataBinding"):
            default = self._values.one(f"android.defaults.buildfeatures.{name.lower()}")
            switches.setdefault(name, default == "true")
        return sorted(name for name, is_on in switches.items() if is_on)

    def folders(self, root: str) -> list[tuple[str, str]]:
        """Further folders of source sets, relative to the repository."""
        found: dict[tuple[str, str], None] = {}
        for said in self._said:
            for name, written in said.folders:
                if (folder := inside(self._module.directory, written, root)) is not None:
                    found[name, folder] = None
        return list(found)

    def dependencies(self) -> dict[Dependency, None]:
        """All edges; constants of the build's code are read."""
        found: dict[Dependency, None] = {}
        for said in self._said:
            for edge in said.dependencies:
                read = self._read(edge, said) if edge.kind == "alias" else edge
                if read is not None:
                    found[read] = None
        return found

    def _read(self, edge: Dependency, said: Said) -> Dependency | None:
        """An edge to a catalog's alias or to a constant's coordinate; None where it is neither."""
        name, _, rest = edge.target.partition(".")
        catalogs = self._values.catalogs
        if any(one.name == name for one in catalogs):
            return None if rest.startswith("javaClass") else edge
        value = self._values.one(edge.target, said.names)
        if ":" in value:
            return replace(edge, target=value, kind="coordinate")
        for catalog in catalogs if edge.source else ():  # a plugin calls it as it likes
            if (alias := catalog.resolve(rest)) and alias.kind in ("library", "bundle"):
                return replace(edge, target=f"{catalog.name}.{rest}")
        return None

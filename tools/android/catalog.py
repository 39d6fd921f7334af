"""Version catalogs: `gradle/libs.versions.toml` and its like."""

import re
from dataclasses import dataclass, field

from tools.syntax.symbols import Lines
from tools.syntax.toml import Entry, entries


@dataclass(frozen=True, slots=True)
class Alias:
    """One alias. `kind`: library, plugin, bundle or version; `target`: coordinate, plugin id,
    comma list of aliases, or version. `version` is resolved, "" where there is none.
    """

    kind: str
    name: str
    target: str
    version: str
    path: str
    line: int

    @property
    def accessor(self) -> str:
        """What a script writes behind the catalog's name: `androidx.core.ktx`, `plugins.x`."""
        dotted = dotted_name(self.name)
        prefix = {"library": "", "plugin": "plugins.", "bundle": "bundles.", "version": "versions."}
        return prefix[self.kind] + dotted


@dataclass(frozen=True)
class Catalog:
    """One catalog: `name` is what the scripts of `builds` (their folders) call it (`libs`).

    A `published` one is an artifact: nobody here knows what it holds.
    """

    name: str
    path: str
    aliases: tuple[Alias, ...]
    builds: tuple[str, ...] = ("",)
    published: bool = False
    _by_accessor: dict[str, Alias] = field(default_factory=dict, repr=False, compare=False)

    def resolve(self, accessor: str) -> Alias | None:
        """The alias behind `libs.`: `androidx.core.ktx`, a trailing `.get` is left out."""
        if not self._by_accessor:
            self._by_accessor.update((one.accessor, one) for one in self.aliases)
        parts = accessor.split(".")
        while parts and (parts[-1] in _PROVIDER or _GETTER.fullmatch(parts[-1])):
            parts.pop()
        return self._by_accessor.get(".".join(parts))

    def libraries(self) -> dict[str, Alias]:
        """Library aliases by name."""
        return {one.name: one for one in self.aliases if one.kind == "library"}

    def plugins(self) -> dict[str, Alias]:
        """Plugin aliases by name."""
        return {one.name: one for one in self.aliases if one.kind == "plugin"}

    def bundles(self) -> dict[str, Alias]:
        """Bundle aliases by name."""
        return {one.name: one for one in self.aliases if one.kind == "bundle"}

    def versions(self) -> dict[str, str]:
        """Versions by name."""
        return {one.name: one.target for one in self.aliases if one.kind == "version"}


_GETTER = re.compile(r"get[A-Z]\w*")
_RICH = ("strictly", "require", "prefer")
_PROVIDER = frozenset(
    "get asProvider toInt toString pluginId version map orNull requiredVersion toDouble name"
    " module group let also".split()
)


def dotted_name(alias: str) -> str:
    """An alias as its accessor: `-` and `_` become dots."""
    return alias.replace("-", ".").replace("_", ".")


def read_catalog(name: str, path: str, text: str) -> Catalog:
    """Read a catalog file."""
    lines = Lines(text)
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries(text):
        if len(entry.key) >= 2:
            grouped.setdefault((entry.key[0], entry.key[1]), []).append(entry)
    versions = {
        alias: _value(found, *_RICH)
        for (table, alias), found in grouped.items()
        if table == "versions"
    }
    aliases: list[Alias] = []
    for (table, alias), found in grouped.items():
        kind = {
            "versions": "version",
            "libraries": "library",
            "plugins": "plugin",
            "bundles": "bundle",
        }
        if table in kind:
            target, version = _target(kind[table], found, versions)
            aliases.append(
                Alias(kind[table], alias, target, version, path, lines.line(found[0].key_start))
            )
    return Catalog(name, path, tuple(aliases))


def _target(kind: str, found: list[Entry], versions: dict[str, str]) -> tuple[str, str]:
    if kind == "version":
        return _value(found, *_RICH), ""
    if kind == "bundle":
        return ",".join(one.value for one in found if one.value), ""
    short = next((one.value for one in found if len(one.key) == 2), "")
    if short:
        parts = short.split(":")
        width = 1 if kind == "plugin" else 2
        return ":".join(parts[:width]), ":".join(parts[width:])
    keyed = {one.key[2:]: one.value for one in found}
    version = keyed.get(("version",), "") or versions.get(keyed.get(("version", "ref"), ""), "")
    for rich in _RICH if not version else ():
        version = version or keyed.get(("version", rich), "")
    target = keyed.get(("id",)) or keyed.get(("module",))
    if not target:
        target = f"{keyed.get(('group',), '')}:{keyed.get(('name',), '')}"
    return target, version


def _value(found: list[Entry], *names: str) -> str:
    for name in names:
        for one in found:
            if one.key[-1] == name and len(one.key) > 2:
                return one.value
    return found[0].value if found else ""

"""A version catalog as text: what it holds, and new entries in the place and form of the others."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tools.base import Refused
from tools.recipes.dependency.alias import alias_for

_SECTION = re.compile(r"^[ \t]*\[(\w+)\][ \t]*(?:#.*)?$", re.MULTILINE)
_ENTRY = re.compile(r"^[ \t]*[\"']?([\w.-]+)[\"']?[ \t]*=", re.MULTILINE)


_Place = tuple[str, int]
"""The key of an entry and the offset of its line."""


@dataclass(frozen=True)
class Library:
    """A library of the catalog. `reference` is a key of `[versions]`, `version` a literal."""

    alias: str
    group: str
    artifact: str
    reference: str = ""
    version: str = ""


@dataclass(frozen=True)
class Catalog:
    """A catalog file; `accessor` is what build scripts call it."""

    path: str
    text: str
    libraries: tuple[Library, ...]
    versions: dict[str, str]
    bundles: tuple[str, ...]

    @property
    def accessor(self) -> str:
        """`libs` of `libs.versions.toml`."""
        return self.path.rpartition("/")[2].removesuffix(".versions.toml")

    def find(self, group: str, artifact: str) -> Library | None:
        """The library of a coordinate."""
        wanted = (group, artifact)
        return next((e for e in self.libraries if (e.group, e.artifact) == wanted), None)

    def named(self, alias: str) -> Library | None:
        """The library of an alias, in whatever form it is written."""
        return next((e for e in self.libraries if accessor(e.alias) == accessor(alias)), None)

    def version_of(self, library: Library) -> str:
        """The version as text; "" where a platform gives it."""
        return library.version or self.versions.get(library.reference, "")


def accessor(alias: str) -> str:
    """The dotted form by which build scripts name an alias."""
    return re.sub(r"[-_]", ".", alias)


def read_catalog(path: str, text: str) -> Catalog:
    """Raises `Refused` where the file is no TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("syntax", f"`{path}` cannot be read: {error}", path=path) from error
    libraries = []
    for alias, entry in data.get("libraries", {}).items():
        library = _library(alias, entry)
        if library is not None:
            libraries.append(library)
    versions = {
        key: value if isinstance(value, str) else str(next(iter(value.values()), ""))
        for key, value in data.get("versions", {}).items()
    }
    return Catalog(path, text, tuple(libraries), versions, tuple(data.get("bundles", {})))


def _library(alias: str, entry: object) -> Library | None:
    if isinstance(entry, str):
        group, artifact, version = (*entry.split(":"), "", "")[:3]
        return Library(alias, group, artifact, "", version)
    if not isinstance(entry, dict):
        return None
    module = entry.get("module", "")
    group, _, artifact = str(module).partition(":") if module else ("", "", "")
    group, artifact = entry.get("group", group), entry.get("name", artifact)
    version = entry.get("version", "")
    if isinstance(version, dict):
        return Library(alias, group, artifact, str(version.get("ref", "")), "")
    return Library(alias, group, artifact, "", str(version))


def add_library(catalog: Catalog, group: str, artifact: str, version: str) -> tuple[str, str]:
    """The alias and the new text; `version` "" leaves it to a platform or the group's own key."""
    alias = alias_for(group, artifact, [(e.alias, e.group, e.artifact) for e in catalog.libraries])
    text = catalog.text
    reference = _reference(catalog, group, version)
    if version and not reference:
        reference = _version_key(catalog, alias)
        text = insert_entry(text, "versions", reference, f'{reference} = "{version}"', "")
    by_group = len(re.findall(r"\bgroup\s*=", text)) > len(re.findall(r"\bmodule\s*=", text))
    name = (
        f'group = "{group}", name = "{artifact}"' if by_group else f'module = "{group}:{artifact}"'
    )
    suffix = f', version.ref = "{reference}"' if reference else ""
    siblings = [entry.alias for entry in catalog.libraries if entry.group == group]
    line = f"{alias} = {{ {name}{suffix} }}"
    return alias, insert_entry(text, "libraries", alias, line, siblings[-1] if siblings else "")


def _reference(catalog: Catalog, group: str, version: str) -> str:
    """The version key that libraries of the same group already use for this version."""
    same = [entry for entry in catalog.libraries if entry.group == group and entry.reference]
    keys = dict.fromkeys(entry.reference for entry in same if not entry.artifact.endswith("-bom"))
    if version:
        return next((key for key in keys if catalog.versions.get(key) == version), "")
    return next(iter(keys)) if len(keys) == 1 and not is_managed(catalog, group) else ""


def is_managed(catalog: Catalog, group: str) -> bool:
    """Whether a platform of the catalog gives the versions of a group."""
    platforms = [
        entry for entry in catalog.libraries if re.search(r"-bom(?:-\w+)?$", entry.artifact)
    ]
    return any(group == entry.group or group.startswith(f"{entry.group}.") for entry in platforms)


def _version_key(catalog: Catalog, alias: str) -> str:
    """A new version key in the style of the others."""
    keys = list(catalog.versions)
    camel = sum(bool(re.search(r"[a-z][A-Z]", key)) for key in keys)
    kebab = sum("-" in key for key in keys)
    words = re.split(r"[-_.]", alias)
    if kebab > camel:
        key = "-".join(words)
    else:
        key = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    return key if key not in catalog.versions else f"{key}Version"


def insert_entry(text: str, section: str, key: str, line: str, sibling: str) -> str:
    """The catalog with one more line: where the keys are sorted in its place, else by its kin."""
    header = next((m for m in _SECTION.finditer(text) if m[1] == section), None)
    if header is None:
        return _with_section(text, section, line)
    following = next((m for m in _SECTION.finditer(text, header.end())), None)
    end = following.start() if following else len(text)
    found = [(m[1], m.start()) for m in _ENTRY.finditer(text, header.end(), end)]
    if not found:
        return f"{text[: header.end()]}\n{line}{text[header.end() :]}"
    entries = _block(_blocks(text, found, end), key, sibling)
    names = [name for name, _ in entries]
    place = _index(names, key)
    if not _mostly_sorted(names) and sibling in names:
        place = names.index(sibling) + 1
    if 0 < place:
        at = _line_end(text, entries[place - 1][1], end)
        return f"{text[:at]}\n{line}{text[at:]}"
    at = entries[0][1]
    return f"{text[:at]}{line}\n{text[at:]}"


def _blocks(text: str, entries: Sequence[_Place], end: int) -> list[list[_Place]]:
    """The entries between blank lines and comments."""
    blocks = [[entries[0]]]
    for (_, before), entry in pairwise(entries):
        gap = text[_line_end(text, before, end) : entry[1]]
        if "#" in gap or gap.count("\n") > 1:
            blocks.append([])
        blocks[-1].append(entry)
    return blocks


def _block(blocks: Sequence[list[_Place]], key: str, sibling: str) -> list[_Place]:
    """The block of the sibling, else the one with most of the key's first word, else the first."""
    head = re.split(r"[-_.]|(?<=[a-z0-9])(?=[A-Z])", key)[0]
    same = re.compile(rf"{re.escape(head)}(?![a-z0-9])")
    kin = [sum(same.match(name) is not None for name, _ in block) for block in blocks]
    for block in blocks:
        if any(name == sibling for name, _ in block):
            return block
    if max(kin) == 0 and all(len(block) == 1 for block in blocks):
        return [entry for block in blocks for entry in block]
    return blocks[kin.index(max(kin))]


def _with_section(text: str, section: str, line: str) -> str:
    if section == "versions":
        return f"[versions]\n{line}\n\n{text}"
    return f"{text.rstrip()}\n\n[{section}]\n{line}\n".lstrip()


def _index(names: Sequence[str], key: str) -> int:
    """The index at which the fewest names are out of order."""
    low = [name.lower() > key.lower() for name in names]
    costs = [
        sum(low[:index]) + sum(not later for later in low[index:]) for index in range(len(low) + 1)
    ]
    return costs.index(min(costs))


def _mostly_sorted(names: Sequence[str]) -> bool:
    pairs = list(pairwise(names))
    return sum(a.lower() <= b.lower() for a, b in pairs) >= 0.85 * len(pairs)


def _line_end(text: str, start: int, limit: int) -> int:
    """The end of an entry's last line; an array may span several."""
    depth = 0
    for at in range(start, limit):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(text[at], 0)
        if text[at] == "\n" and depth <= 0:
            return at
    return len(text[:limit].rstrip())

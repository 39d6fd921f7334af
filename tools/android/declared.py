"""Version catalogs as a settings script declares them: from files, from artifacts, in code."""

import re
from dataclasses import dataclass, field

from tools.android.catalog import Alias
from tools.android.paths import inside
from tools.syntax.gradle import Call, Script

_FILES = re.compile(r"\b(?:files?|from)\s*\(\s*(?:files?\s*\(\s*)?[\"']([^\"'\n]+\.toml)[\"']")
_PUBLISHED = re.compile(r"\bfrom\s*\(?\s*[\"']([\w.-]+:[\w.-]+:[^\"'\n]+)[\"']")
_MADE = re.compile(r"\b(?:create|register|maybeCreate|named|getByName)\(\s*\"(\w+)\"\s*\)\.$")
_BY = re.compile(r"(\w+)\s+by\s+$")
_BEHIND = re.compile(r"\s*\)?\s*\.\s*(version|versionRef|to)\s*\(?\s*[\"']([^\"'\n]+)[\"']")
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")
_DEFAULT = re.compile(r"defaultLibrariesExtensionName\s*(?:\.set\s*\(|=)\s*[\"'](\w+)[\"']")
_NAMING = frozenset("create register maybeCreate named getByName".split())


@dataclass
class Declared:
    """By name of the catalog: its file, its own aliases; `published` ones are artifacts."""

    files: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, tuple[Alias, ...]] = field(default_factory=dict)
    published: tuple[str, ...] = ()
    default: str = "libs"


def read_declared(script: Script, path: str, directory: str) -> Declared:
    """What stands in `versionCatalogs { }` of a settings script."""
    found = Declared()
    if default := _DEFAULT.search(script.text):
        found.default = default[1]
    if "versionCatalogs" not in script.code:
        return found
    for name, start, end in _blocks(script):
        body = script.text[start:end]
        if file := _FILES.search(body):
            inner = inside(directory, file[1], directory)
            if inner is not None:
                found.files[name] = inner
        elif _PUBLISHED.search(body):
            found.published += (name,)
        if aliases := tuple(_aliases(script, path, start, end)):
            found.aliases[name] = found.aliases.get(name, ()) + aliases
    return found


def _blocks(script: Script) -> list[tuple[str, int, int]]:
    """Name and span of the block of each catalog."""
    found: list[tuple[str, int, int]] = []
    for call in script.calls:
        outer, _, last = call.name.rpartition(".")
        around = call.within[-1] if call.within else ""
        if call.block is None or not (outer + around).endswith("versionCatalogs"):
            continue
        if last in _NAMING and call.values:
            found.append((call.values[0], *call.block))
        elif last == "apply":  # `maybeCreate("libs").apply { }`, or all of them
            made = _MADE.search(script.text, max(0, call.start - 100), call.start)
            found += [(made[1], *call.block)] if made else []
        elif last in ("creating", "registering"):
            name = _BY.search(script.code, max(0, call.start - 200), call.start)
            found.append((name[1] if name else "", *call.block))
        elif not outer and not call.arguments:
            found.append((call.name, *call.block))
    return found


def _aliases(script: Script, path: str, start: int, end: int) -> list[Alias]:
    calls = [call for call in script.calls if start < call.start < end and call.values]
    versions = {
        c.values[0]: c.values[1] for c in calls if c.name == "version" and len(c.values) > 1
    }
    found = [
        Alias("version", name, value, "", path, _line(calls, "version", name))
        for name, value in versions.items()
    ]
    for call in calls:
        if (one := _alias(script, call, versions, path)) is not None:
            found.append(one)
    return found


def _line(calls: list[Call], name: str, first: str) -> int:
    return next(call.line for call in calls if call.name == name and call.values[0] == first)


def _alias(script: Script, call: Call, versions: dict[str, str], path: str) -> Alias | None:
    values = call.values
    behind = _BEHIND.match(script.text, call.end)
    version = ""
    if behind and behind[1] != "to":
        version = behind[2] if behind[1] == "version" else versions.get(behind[2], "")
    if call.name == "bundle":
        members = [text for one in call.arguments[1:] for text in _QUOTED.findall(one.text)]
        return Alias("bundle", values[0], ",".join(members), "", path, call.line)
    if call.name == "plugin" and len(values) > 1:
        return Alias("plugin", values[0], values[1], version, path, call.line)
    if call.name == "library" and len(values) > 1:
        parts = values[1].split(":") if len(values) == 2 else [values[1], values[2]]
        return Alias(
            "library",
            values[0],
            ":".join(parts[:2]),
            ":".join(parts[2:]) or version,
            path,
            call.line,
        )
    if call.name == "alias" and behind and behind[1] == "to":
        parts = behind[2].split(":")
        return Alias(
            "library", values[0], ":".join(parts[:2]), ":".join(parts[2:]), path, call.line
        )
    return None

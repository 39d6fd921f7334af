"""Flavours, build types and folders of source sets, as a build script declares them."""

import re
from collections.abc import Iterator

from tools.syntax.gradle import Call, Script

_NAMING = frozenset("create register maybeCreate getByName named".split())
_NO_NAMES = frozenset("all configureEach forEach each whenObjectAdded matching apply".split())
_KINDS = ("java", "kotlin", "res", "resources", "assets", "aidl", "manifest", "jniLibs")
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")


def declared(script: Script, *blocks: str) -> list[str]:
    """Names that stand in `productFlavors { }` and its like, in order."""
    found: dict[str, None] = {}
    for call in script.calls:
        outer, _, last = call.name.rpartition(".")
        around = outer.rpartition(".")[2] or (
            call.within[-1].rpartition(".")[2] if call.within else ""
        )
        if around not in blocks:
            continue
        if last in _NAMING and call.values:
            found[call.values[0]] = None
        elif call.block is not None and not outer and last not in (*_NAMING, *_NO_NAMES):
            found[last] = None
    return list(found)


def folders(script: Script) -> Iterator[tuple[str, str]]:
    """Source set and folder (as written) of every `srcDir` that a script adds."""
    for call in script.calls:
        last = call.name.rpartition(".")[2]
        if last in ("srcDir", "srcDirs", "setSrcDirs", "srcFile") and (name := _set(call)):
            for argument in call.arguments:
                yield from ((name, text) for text in _QUOTED.findall(argument.text))
    for one in script.assignments:
        if one.name.endswith(("srcDirs", "srcFile")) and (name := _set_of(one.name, one.within)):
            yield from ((name, text) for text in _QUOTED.findall(one.text))


def _set(call: Call) -> str:
    return _set_of(call.name, call.within)


def _set_of(name: str, within: tuple[str, ...]) -> str:
    """The source set whose block something stands in: `main` of `sourceSets.main.java.srcDir`."""
    parts = [part for label in (*within, name) for part in label.split(".")]
    if "sourceSets" not in parts:
        return ""
    for part in parts[parts.index("sourceSets") + 1 :]:
        if part not in (*_NAMING, *_KINDS, "srcDir", "srcDirs", "srcFile", "setSrcDirs"):
            return part
    return ""

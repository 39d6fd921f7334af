"""Flavours, build types and folders of source sets, as a build script declares them."""

import re
from collections.abc import Iterator

from tools.syntax.gradle import Call, Script

_NAMING = frozenset("create register maybeCreate getByName named".split())
_NO_NAMES = frozenset(
    "all configure configureEach forEach each whenObjectAdded matching apply".split()
)
_KINDS = ("java", "kotlin", "res", "resources", "assets", "aidl", "manifest", "jniLibs")
_ADDING = ("srcDir", "srcDirs", "setSrcDirs", "srcFile")
_FOLDERS = re.compile(r"[sS]rc(?:Dir|File)|\bdirectories\b")
_ENTRIES = re.compile(r"\b([A-Z]\w*)\.(?:values\(\)|entries)")
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")


def declared(script: Script, *blocks: str) -> list[str]:
    """Names that stand in `productFlavors { }` and its like; `Flavor.*` for all of an enum."""
    found: dict[str, None] = {}
    if not any(block in script.code for block in blocks):
        return []
    for call in script.calls:
        outer, _, last = call.name.rpartition(".")
        labels = (label.rpartition(".")[2] for label in (*call.within, outer))
        around = [label for label in labels if label and label not in _NO_NAMES][-1:]
        if not around or around[0] not in blocks:
            continue
        if last in _NAMING and call.values:
            found[call.values[0]] = None
        elif last in _NAMING and (enum := _looped(script, call)):
            found[f"{enum}.*"] = None
        elif call.block is not None and not outer and last not in (*_NAMING, *_NO_NAMES):
            found[last] = None
    return list(found)


def _looped(script: Script, call: Call) -> str:
    """The enum whose entries a loop around a call goes through: `Flavor.entries.forEach { }`."""
    before = [one for one in _ENTRIES.finditer(script.code, 0, call.start)]
    return before[-1][1] if before else ""


def folders(script: Script) -> Iterator[tuple[str, str]]:
    """Source set and folder (as written) of every `srcDir` that a script adds."""
    if not _FOLDERS.search(script.code):
        return
    named = [
        (call.start, call.end, call.values[0])
        for call in script.calls
        if call.values and call.name.rpartition(".")[2] in _NAMING
    ]
    for call in script.calls:
        if call.name.rpartition(".")[2] in _ADDING or call.name.endswith("directories.add"):
            name = _source_set(call.name, call.within, call.start, named)
            texts = [text for one in call.arguments for text in _QUOTED.findall(one.text)]
            yield from ((name, text) for text in texts if name)
    for one in script.assignments:
        if one.name.endswith(("srcDirs", "srcFile", "directories")):
            name = _source_set(one.name, one.within, one.start, named)
            yield from ((name, text) for text in _QUOTED.findall(one.text) if name)


def _source_set(
    name: str, within: tuple[str, ...], at: int, named: list[tuple[int, int, str]]
) -> str:
    """The source set whose block something stands in: `main` of `sourceSets.main.java.srcDir`."""
    parts = [part for label in (*within, name) for part in label.split(".")]
    if "sourceSets" not in parts:
        return ""
    for part in parts[parts.index("sourceSets") + 1 :]:
        if part in _NAMING:
            around = [(start, value) for start, end, value in named if start <= at < end]
            return max(around)[1] if around else ""
        if part not in (*_KINDS, *_ADDING, "directories", "add"):
            return part
    return ""

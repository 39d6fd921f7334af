"""The package that a file's folder asks for, and where a new source file may stand."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.index.view import FolderPackage

_SOURCE_ROOT = re.compile(
    r"^(?P<root>(?:.*/)?src/[\w-]+/(?:java|kotlin))/(?:(?P<folder>.*)/)?[^/]+$"
)
_UNLIKE = "?"


def source_root(path: str) -> tuple[str, str] | None:
    """The source root of a path and the folder below it: `app/src/main/kotlin`, `a/b`."""
    match = _SOURCE_ROOT.match(path)
    return (match["root"], match["folder"] or "") if match else None


def folders_of(facts: "Facts", package: str) -> list[str]:
    """The folders whose files declare a package."""
    return [one.folder for one in facts.packages_below("") if one.package == package]


def expected_package(facts: "Facts", path: str) -> str | None:
    """The package of a new file at `path`, which the facts do not hold yet; None: any will do."""
    place = source_root(path)
    folder = path.rpartition("/")[0]
    return package_of(facts.packages_below(place[0] if place else folder), path)


def package_of(known: Iterable["FolderPackage"], path: str, *, siblings: bool = True) -> str | None:
    """The package of a file by what the folders of its source root declare.

    Files beside it decide (unless not `siblings`), then the root package that Kotlin allows to be
    left out of the folders, then the folder.
    """
    place = source_root(path)
    folder = path.rpartition("/")[0]
    prefixes: set[str] = set()
    for other in known:
        if other.folder == folder:
            if siblings:
                return other.package
        elif place and other.folder.startswith(place[0]):
            prefixes.add(_omitted(other.folder.removeprefix(place[0]).strip("/"), other.package))
    if place is None:
        return None
    dotted = place[1].replace("/", ".")
    prefixes.discard(_UNLIKE)
    prefix = prefixes.pop() if len(prefixes) == 1 else ""
    return f"{prefix}.{dotted}".strip(".")


def _omitted(folder: str, package: str) -> str:
    """What a package has before the dotted folder: empty for the full layout, `?` for neither."""
    dotted = folder.replace("/", ".")
    if not dotted:
        return package
    if package == dotted:
        return ""
    return package.removesuffix(f".{dotted}") if package.endswith(f".{dotted}") else _UNLIKE

"""KT-07: the package of a source file is that of its folder."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix
from tools.edits.imports import header
from tools.edits.packages import package_of, source_root

if TYPE_CHECKING:
    from tools.index.view import FolderPackage

_OF_LIBRARIES = ("androidx.", "android.", "com.google.android.material.")
"""Packages that code is put into to reach what only they may see."""


def _find(context: Context) -> Iterator[Finding]:
    folders: dict[str, list[FolderPackage]] = {}
    for path in context.paths:
        place = source_root(path)
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        if facts is None or place is None:
            continue
        if not context.strict and _stays(context, path, facts.package):
            continue
        if place[0] not in folders:
            folders[place[0]] = list(context.head.packages_below(place[0]))
        wanted = package_of(folders[place[0]], path, siblings=not context.strict)
        context.counted["KT-07"] += 1
        if not wanted or facts.package == wanted or facts.package.startswith(_OF_LIBRARIES):
            continue
        text = context.facts.text(path)
        line = text.count("\n", 0, max(0, header(text).package_end)) + 1
        message = f"package `{facts.package}` does not fit the folder; it must be `{wanted}`"
        fix = Fix(f"set the package of `{path}` to `{wanted}`", package=wanted)
        yield Finding("KT-07", "block", path, line, 1, message, facts.package, fix)


def _stays(context: Context, path: str, package: str) -> bool:
    """Whether the file stood there with this package before: no edit moved it."""
    old = context.head.file(path)
    return old is not None and old.package == package


CHECK = Check(
    "KT-07",
    "block",
    "the package is that of the folder",
    _find,
    example="`package com.example` in `com/example/app/` → `package com.example.app`",
)

"""GR-01: accessors and look-ups of a version catalog name something that it holds."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix
from tools.checks.near import certain, meant

if TYPE_CHECKING:
    from tools.android.catalog import Catalog

_LOOKUP = re.compile(r"\bfind(Library|Version|Plugin|Bundle)\(\s*\"([^\"$]+)\"\s*\)")
_OF_CATALOG = ("find", "javaClass", "versionAliases", "libraryAliases", "pluginAliases")
_OF_PROVIDER = frozenset(
    "get asProvider toString orNull orElse map flatMap isPresent getOrElse getOrNull pluginId "
    "version requiredVersion strictVersion preferredVersion module group name versionConstraint "
    "displayName toInt toDouble zip let also".split()
)


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths if context.project.catalogs else ():
        if path.endswith((".gradle.kts", ".gradle")):
            catalogs: dict[str, set[str]] = {}
            for catalog in context.project.catalogs_of(path):
                names = {alias.accessor for alias in catalog.aliases}
                catalogs.setdefault(catalog.name, set()).update(names)
            if catalogs:
                yield from _accessors(context, path, catalogs)
        if path.endswith((".gradle.kts", ".kt")):
            yield from _lookups(context, path)


def _accessors(context: Context, path: str, catalogs: dict[str, set[str]]) -> Iterator[Finding]:
    from tools.syntax.gradle import read

    names = "|".join(re.escape(name) for name in catalogs)
    pattern = re.compile(rf"(?<![\w.$])({names})\s*\.\s*(\w+(?:\s*\.\s*\w+)*)")
    text = context.facts.text(path)
    for match in pattern.finditer(read(text).code):
        accessor = re.sub(r"\s+", "", match[2])
        if accessor.startswith(_OF_CATALOG):
            continue
        context.counted["GR-01"] += 1
        known = catalogs[match[1]]
        if _resolves(accessor, known):
            continue
        wanted = _plain(accessor)
        subject = f"{match[1]}.{wanted}"
        fix = None
        if near := certain(wanted, known):
            new = f"{match[1]}.{near}"
            line = text.count("\n", 0, match.start()) + 1
            fix = Fix(f"wrote `{new}` for `{subject}`", line=line, old=subject, new=new)
        message = f"unknown `{subject}`{meant(wanted, known, f'{match[1]}.')}"
        yield _finding(path, text, match.start(), message, subject, fix)


def _resolves(accessor: str, known: set[str]) -> bool:
    parts = accessor.split(".")
    for count in range(len(parts), 0, -1):
        if ".".join(parts[:count]) in known:
            return all(part in _OF_PROVIDER for part in parts[count:])
    return False


def _plain(accessor: str) -> str:
    """An accessor without what is called on it."""
    parts = accessor.split(".")
    while len(parts) > 1 and parts[-1] in _OF_PROVIDER:
        parts.pop()
    return ".".join(parts)


def _lookups(context: Context, path: str) -> Iterator[Finding]:
    text = context.facts.text(path)
    for match in _LOOKUP.finditer(text) if "find" in text else ():
        context.counted["GR-01"] += 1
        kind = match[1].lower()
        names = set().union(*(_names(catalog, kind) for catalog in context.project.catalogs))
        if _dotted(match[2]) in {_dotted(name) for name in names}:
            continue
        message = f"the catalog has no {kind} `{match[2]}`{meant(match[2], names)}"
        yield _finding(path, text, match.start(2), message, match[2], None)


def _names(catalog: "Catalog", kind: str) -> set[str]:
    return {alias.name for alias in catalog.aliases if alias.kind == kind}


def _dotted(name: str) -> str:
    return re.sub(r"[-_]", ".", name)


def _finding(
    path: str, text: str, offset: int, message: str, subject: str, fix: Fix | None
) -> Finding:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return Finding("GR-01", "block", path, line, column, message, subject, fix)


CHECK = Check(
    "GR-01",
    "block",
    "what is used of a version catalog is in it",
    _find,
    example="`libs.androidx.cor.ktx` → `libs.androidx.core.ktx`",
)

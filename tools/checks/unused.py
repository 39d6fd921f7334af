"""RES-16: a resource that the draft adds is used.

No fix: who asked for a string may have asked for it alone. What code may find by its name, through
a binding class, or what a library looks up, counts as used.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android.resources import folder
from tools.checks.added import in_tests
from tools.checks.aliased import users
from tools.checks.base import Check, Context, Finding
from tools.checks.references import of_library
from tools.index.ranked import is_locale

if TYPE_CHECKING:
    from tools.android.resources import Resource
    from tools.index import Facts

_KINDS = frozenset(
    "string plurals array color dimen bool integer drawable layout menu anim animator raw xml"
    " mipmap navigation font interpolator".split()
)
_OF_LIBRARY = re.compile(
    r"(?:abc|mtrl|m[23]|material|design|exo|config|google|gcm|firebase|crashlytics|com|facebook|fb"
    r"|default_web_client|library|leak_canary|android_wear|aboutLibraries|preference|appbar"
    r"|glance|media3|media_route|cast|gms|androidx|biometric|fingerprint|project_id)(?:_|$)"
)
"""How the names begin that libraries look up themselves, or that override theirs."""
_LEGAL = re.compile(r"[a-zA-Z_][\w.]*")
_IGNORED = re.compile(r"tools:(?:ignore=\"[^\"]*UnusedResources|override=\"true)")
_KEPT = re.compile(r"tools:keep=\"([^\"]*)\"")
_MOST = 40
"""Where a draft adds more, it is an import of resources, and none is told."""


def _find(context: Context) -> Iterator[Finding]:
    new = {(one.type, one.name): one for path in _paths(context) for one in _added(context, path)}
    context.counted["RES-16"] += len(new)
    for one in new.values() if len(new) <= _MOST or context.strict else ():
        if not _is_used(context, one) and not of_library(context, one.type, one.name):
            written = f"@{one.type}/{one.name}"
            message = f"nothing uses `{written}`, which is new; use it, or leave it out"
            yield Finding("RES-16", "warn", one.path, one.line, 1, message, written)


def _paths(context: Context) -> Iterator[str]:
    for path in context.paths if context.strict else context.draft.changed():
        found = folder(path)
        if found and not is_locale(found.qualifier) and not in_tests(path):
            yield path


def _added(context: Context, path: str) -> "list[Resource]":
    """The resources of a file that the project did not have before; those it may be asked for."""
    facts = context.facts.file(path)
    old = None if context.strict else context.head.file(path)
    if facts is None:
        return []
    known = {(one.type, one.name) for one in old.resources} if old else set()
    found = [
        one
        for one in facts.resources
        if one.type in _KINDS
        and (one.type, one.name) not in known
        and _LEGAL.fullmatch(one.name)
        and not _OF_LIBRARY.match(one.name)
        and (context.strict or not context.head.resource_paths(one.type, one.name))
    ]
    text = context.written(path) if found and path.endswith(".xml") else ""
    if _IGNORED.search(text):
        found = [one for one in found if not _is_ignored(text, one)]
    return found


def _is_ignored(text: str, one: "Resource") -> bool:
    head = text[one.start : text.find(">", one.start)] if one.start >= 0 else ""
    root = _IGNORED.search(text[: text.find(">", text.find("<resources"))])
    return bool(root or _IGNORED.search(head) or one.start < 0)


def _is_used(context: Context, one: "Resource") -> bool:
    facts = context.facts
    for ref in facts.resource_refs(one.type, one.name):
        if ref.path != one.path or not one.start <= ref.start < one.end:
            return True
    plain = one.name.replace(".", "_").replace("-", "_")
    return (
        _is_imported(facts, plain)
        or _is_named(facts, plain)
        or (one.type == "layout" and _is_bound(facts, plain))
        or bool(users(facts, one.type, one.name))
        or _is_kept(context, one)
        or _is_in_expression(context, one)
    )


def _is_imported(facts: "Facts", name: str) -> bool:
    """Whether a file imports the resource by its own name."""
    return any(
        ".R." in full or ".MR." in full or "resources." in full for full in facts.imports_of(name)
    )


def _is_named(facts: "Facts", name: str) -> bool:
    """Whether code holds the name in quotes, as for `getIdentifier`."""
    word = re.compile(rf"[\"'/]{re.escape(name)}[\"'.]")
    return any(word.search(facts.text(path)) for path in facts.saying(name))


def _is_bound(facts: "Facts", name: str) -> bool:
    """Whether code names the class that a build makes of a layout."""
    binding = "".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Binding"
    return bool(facts.saying(binding))


def _is_kept(context: Context, one: "Resource") -> bool:
    """Whether `tools:keep` of a `raw/keep.xml` names it, for uses that nobody can see."""
    from fnmatch import fnmatchcase

    patterns = [
        pattern.strip()
        for path in context.facts.resource_paths("raw", "keep")
        for match in _KEPT.finditer(context.written(path))
        for pattern in match[1].split(",")
    ]
    return any(fnmatchcase(f"@{one.type}/{one.name}", pattern) for pattern in patterns)


def _is_in_expression(context: Context, one: "Resource") -> bool:
    """Whether a layout with data binding names it inside of an expression."""
    if not any("dataBinding" in module.features for module in context.project.modules):
        return False
    lacking, written = context.facts.lacking(one.name), f"@{one.type}/{one.name}"
    return any(
        "/layout" in path and path.endswith(".xml") and written in context.facts.text(path)
        for path in context.facts.paths()
        if path not in lacking
    )


CHECK = Check(
    "RES-16",
    "warn",
    "a resource that is added is used",
    _find,
    compares=True,
    example='a new `<string name="save">` that nothing names → with `R.string.save`, or left out',
)

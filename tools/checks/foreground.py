"""MAN-09: a service that runs in the foreground says what for, and asks for the permission.

From level 34 of the platform on `startForeground` throws without them. A type that the code sets
may stand in a manifest of a library, so it warns.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.added import SOURCES, written
from tools.checks.base import Check, Context, Finding, place

if TYPE_CHECKING:
    from tools.android.manifest import Manifest

_CALL = re.compile(r"(?<![\w.])(?:ServiceCompat\s*\.\s*)?startForeground\s*\(")
_TYPES = re.compile(r"<service\b[^>]*?>", re.DOTALL)
_TYPE = re.compile(r"android:foregroundServiceType=\"([\w|]+)\"")
_SINCE = 34
_PERMISSION = "android.permission.FOREGROUND_SERVICE"


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, *SOURCES, tests=False):
        if "startForeground" not in file.text:
            continue
        for match in _CALL.finditer(file.code):
            context.counted["MAN-09"] += 1
            around = [one for one in file.around(match.start()) if one.kind == "class"]
            if (
                not around
                or not file.is_new(match.start())
                or not _is_service(around[0].supertypes)
            ):
                continue
            if _level(context, file.path) < _SINCE:
                continue
            if lacking := _lacking(context, around[0].qualified):
                line, column = place(file.text, match.start())
                subject = f"{around[0].name} {lacking}"
                yield Finding("MAN-09", "warn", file.path, line, column, lacking, subject)


def _is_service(supertypes: tuple[str, ...]) -> bool:
    return any(re.match(r"(?:\w+\.)*\w*Service\b", one) for one in supertypes)


def _level(context: Context, path: str) -> int:
    """The level that a module is compiled for; the newest of the project where it is not told."""
    module = context.project.module_of(path)
    if module is not None and module.compile_sdk is not None:
        return module.compile_sdk
    return max((one.compile_sdk or 0 for one in context.project.modules), default=0)


def _lacking(context: Context, service: str) -> str:
    """What the manifests lack for a service, "" where all is there or none names it."""
    manifests = context.facts.manifests()
    naming = [one for one in manifests if any(c.qualified == service for c in one.components)]
    if not naming:
        return ""
    types = {
        each
        for one in naming
        for tag in _TYPES.findall(context.facts.text(one.path))
        if service.rpartition(".")[2] in tag and (found := _TYPE.search(tag))
        for each in found[1].split("|")
    }
    name = service.rpartition(".")[2]
    if not types:
        return f"`{name}` runs in the foreground and has no `android:foregroundServiceType`"
    for each in sorted(types):
        wanted = _permission(each)
        if not _asks(manifests, wanted):
            return f"`{name}` runs as `{each}`, and no manifest asks for `{wanted}`"
    return ""


def _permission(kind: str) -> str:
    if kind == "shortService":
        return _PERMISSION
    return f"{_PERMISSION}_{re.sub(r'(?=[A-Z])', '_', kind).upper()}"


def _asks(manifests: "list[Manifest]", name: str) -> bool:
    return any(one.name == name for manifest in manifests for one in manifest.permissions)


CHECK = Check(
    "MAN-09",
    "warn",
    "a service in the foreground says what for",
    _find,
    compares=True,
    example='`<service ... />` → `<service android:foregroundServiceType="mediaPlayback" ... />`',
)

"""MAN-06: a permission of the platform is written as the platform writes it.

It warns, as a permission may be newer than the shipped list.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tools.android.manifest import is_manifest
from tools.checks.added import written
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.near import certain

_ASKED = re.compile(r"<uses-permission(?:-sdk-\d+)?\b[^>]*?\bandroid:name=\"([^\"$]+)\"", re.DOTALL)
_IN_CODE = re.compile(r"\"(android\.permission\.\w+)\"")
_OWN = re.compile(r"^android\.(?:permission|Manifest)|^[A-Z_0-9]+$|^android\.\w{8,12}\.[A-Z_0-9]+$")


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, ".xml", ".kt", ".java"):
        if is_manifest(file.path):
            found = _ASKED.finditer(file.text)
        elif '"android.permission.' in file.text and not file.path.endswith(".xml"):
            found = _IN_CODE.finditer(file.text)
        else:
            continue
        for match in found:
            context.counted["MAN-06"] += 1
            if not file.is_new(match.start(1)) or not (meant := _meant(match[1])):
                continue
            if _is_defined(context, match[1]):
                continue
            line, column = place(file.text, match.start(1))
            message = f"there is no permission `{match[1]}`; did you mean `{meant}`?"
            fix = Fix(f"asked for `{meant}`", line=line, old=f'"{match[1]}"', new=f'"{meant}"')
            yield Finding("MAN-06", "warn", file.path, line, column, message, match[1], fix)


@lru_cache(maxsize=256)
def _meant(name: str) -> str | None:
    """The permission of the platform that a wrong name means; None for one that may be right."""
    from tools.library.permissions import permissions

    known = permissions()
    if name in known:
        return None
    last = name.rpartition(".")[2].upper()
    if _OWN.match(name) and (full := f"android.permission.{last}") in known:
        return full
    if not name.startswith("android.permission."):
        return certain(name, known)
    shorts = {one.rpartition(".")[2] for one in known if one.startswith("android.permission.")}
    near = certain(last, shorts)
    return f"android.permission.{near}" if near else None


def _is_defined(context: Context, name: str) -> bool:
    return any(
        one.name == name and one.kind == "permission"
        for manifest in context.facts.manifests()
        for one in manifest.permissions
    )


CHECK = Check(
    "MAN-06",
    "warn",
    "a permission of the platform is written as it is called",
    _find,
    compares=True,
    example="`android.permission.CAMRA` → `android.permission.CAMERA`",
)

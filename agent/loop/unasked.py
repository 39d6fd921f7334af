"""What a draft opens in a manifest keeps it from being applied unless the request speaks of it.

To a person who reviews their own work the same finding is advice.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.checks import Finding

_CHECK = "MAN-05"
_ASKED = {
    "allowBackup": r"back(?:ed|ing)?[ -]?up",
    "debuggable": r"debug",
    "exported": r"export",
    "usesCleartextTraffic": r"clear[ -]?text|\bhttp\b",
    "uses-permission": r"permission",
}
"""What is opened, and how a request speaks of it."""
_NAME = re.compile(r"android:name=\"[\w.]*?(\w+)\"")
_COMMON = frozenset(("ACCESS", "BIND", "MANAGE", "POST", "READ", "REQUEST", "USE", "WRITE"))


def with_unasked(
    found: "Iterable[Finding]", request: str, text: Callable[[str], str]
) -> "list[Finding]":
    """The findings, those of what the request does not speak of as grave as what cannot compile.

    `text` gives a file of the draft.
    """
    return [
        replace(one, severity="block")
        if one.check == _CHECK and not _is_asked(one, request, text)
        else one
        for one in found
    ]


def _is_asked(one: "Finding", request: str, text: Callable[[str], str]) -> bool:
    if re.search(_ASKED[one.subject], request, re.IGNORECASE):
        return True
    if one.subject != "uses-permission":
        return False
    lines = text(one.path).split("\n")[one.line - 1 :]
    name = _NAME.search("\n".join(lines))
    words = set(name[1].upper().split("_")) - _COMMON if name else set()
    return any(re.search(rf"\b{word.rstrip('S')}", request, re.IGNORECASE) for word in words)

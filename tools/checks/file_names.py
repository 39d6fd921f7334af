"""RES-05: a resource file has a legal name and lies where its kind may lie."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.android.resources import folder
from tools.checks.base import Check, Context, Finding

_LEGAL = re.compile(r"[a-z_][a-z0-9_]*")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        found = folder(path)
        if found is None or found.kind != "android" or "/src/" not in path:
            continue
        name = PurePosixPath(path).name
        simple = name.partition(".")[0]
        if found.type == "values" or not simple:
            continue
        context.counted["RES-05"] += 1
        if not _LEGAL.fullmatch(simple):
            message = f"`{name}` is no name of a resource: only `a-z`, `0-9` and `_` may be in it"
            yield Finding("RES-05", "block", path, 1, 1, message, name)


CHECK = Check(
    "RES-05",
    "block",
    "a resource file has a legal name",
    _find,
    example="`drawable/ic-Save.xml` → `drawable/ic_save.xml`",
)

"""KT-23: a class of the platform is there on the oldest device that the module runs on.

Only classes that the draft newly imports are looked up, and only where they are called: unpacking
the table of the platform takes longer than all other checks. What the table lacks is not judged.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.checks.added import SOURCES, Written, written
from tools.checks.base import Check, Context, Finding

if TYPE_CHECKING:
    from tools.library.table import Table

_GUARD = re.compile(
    r"SDK_INT|@(?:RequiresApi|TargetApi|ChecksSdkIntAtLeast|DoNotInline)|isAtLeast\w"
)


@lru_cache(maxsize=256)
def level(qualified: str) -> int:
    """The level of the platform that brought a class, 0 where that is unknown."""
    levels = {one.since for one in _table().qualified(qualified) if one.kind == "class"}
    return levels.pop() if len(levels) == 1 else 0


@lru_cache(maxsize=1)
def _table() -> "Table":
    from tools.library.table import Table

    return Table()


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, *SOURCES, tests=False):
        facts = context.facts.file(file.path)
        modules = context.project.modules_of(file.path)
        oldest = min((one.minimum_sdk or 0 for one in modules), default=0)
        if (
            not facts
            or not oldest
            or "import android." not in file.text
            or _GUARD.search(file.code)
        ):
            continue
        for one in facts.imports:
            if not one.name.startswith("android.") or one.star or one.static:
                continue
            context.counted["KT-23"] += 1
            if not file.is_new(_start(file, one.line)) or (since := level(one.name)) <= oldest:
                continue
            use = re.search(
                rf"(?<![\w.@]){re.escape(one.simple)}\s*(?:\(|\.\s*[a-z]\w*\s*\()", file.code
            )
            if use:
                line = file.text.count("\n", 0, use.start()) + 1
                column = use.start() - file.text.rfind("\n", 0, use.start())
                message = (
                    f"`{one.simple}` is there since API {since}, and this runs on API {oldest}"
                )
                yield Finding("KT-23", "warn", file.path, line, column, message, one.name)


def _start(file: Written, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = file.text.find("\n", at) + 1
    return at


CHECK = Check(
    "KT-23",
    "warn",
    "the oldest device of a module has the classes of the platform that are called",
    _find,
    compares=True,
    example="`NotificationChannel(...)` on API 24 → inside `if (SDK_INT >= 26)`",
)

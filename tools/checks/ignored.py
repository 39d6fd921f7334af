"""Comments that silence a check at a place: `// offdroid:ignore KT-04 reason`.

The comment stands on the line of the finding or alone on the line above, in the comment form of
the file (`//`, `#`, `<!-- -->`). It names checks or families, with commas; the reason is free.
"""

import re
from collections.abc import Callable, Iterable

from tools.checks.base import Finding

_COMMENT = re.compile(
    r"(?://|#|/\*|<!--)\s*offdroid:ignore\s+([A-Z]+(?:-\d+)?(?:\s*,\s*[A-Z]+(?:-\d+)?)*)(?=\s|$)"
)
_ALONE = re.compile(r"\s*(?://|#|/\*|<!--)")


def without_ignored(
    findings: Iterable[Finding], read: Callable[[str], str | None]
) -> list[Finding]:
    """The findings that no comment silences; `read` gives the text of a file, None for none."""
    lines: dict[str, list[str]] = {}
    kept: list[Finding] = []
    for one in findings:
        if one.path not in lines:
            text = read(one.path) or ""
            lines[one.path] = text.split("\n") if "offdroid:ignore" in text else []
        if not _silenced(one, lines[one.path]):
            kept.append(one)
    return kept


def _silenced(one: Finding, lines: list[str]) -> bool:
    here = lines[one.line - 1 : one.line]
    above = lines[one.line - 2 : one.line - 1] if one.line > 1 else []
    for line in (*here, *(line for line in above if _ALONE.match(line))):
        if found := _COMMENT.search(line):
            names = [name.strip() for name in found[1].split(",")]
            if any(one.check == name or one.check.startswith(f"{name}-") for name in names):
                return True
    return False

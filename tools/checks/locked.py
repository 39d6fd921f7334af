"""GR-13: where libraries are locked or verified, a change of them changes these files too."""

import re
from collections.abc import Iterator

from tools.checks.added import before
from tools.checks.base import Check, Context, Finding

_VERIFIED = "gradle/verification-metadata.xml"
_LOCK = ".lockfile"
_LIBRARY = re.compile(
    r"^[^#\n/]*(?:\bmodule\s*=|\bgroup\s*=|\bversion\s*=|^\s*[\w.-]+\s*=\s*\"[\d][^\"\n]*\"|\bid\s*=)[^\n]*$"
    r"|[\"'][\w.-]+:[\w.-]+:[\w.+-]+[\"']",
    re.MULTILINE,
)
_COORDINATE = re.compile(r"[\"'][\w.-]+:[\w.-]+:[\w.+-]+[\"']")


def _find(context: Context) -> Iterator[Finding]:
    changed = context.draft.changed()
    sources = [
        path for path in changed if path.endswith((".versions.toml", ".gradle", ".gradle.kts"))
    ]
    if not sources or any(path == _VERIFIED or path.endswith(_LOCK) for path in changed):
        return
    kept = _kept(context)
    for path in sources if kept else ():
        context.counted["GR-13"] += 1
        if not context.draft.exists(path) or not _libraries(context, path):
            continue
        message = f"the libraries of the project change, and `{kept}` does not"
        yield Finding("GR-13", "info", path, 1, 1, message, kept)
        return


def _kept(context: Context) -> str:
    """The file that holds the libraries, "" where there is none."""
    if context.draft.exists(_VERIFIED):
        return _VERIFIED
    return next((path for path in context.draft.paths() if path.endswith(_LOCK)), "")


def _libraries(context: Context, path: str) -> bool:
    """Whether a script or catalog names other libraries or versions than before."""
    pattern = _LIBRARY if path.endswith(".toml") else _COORDINATE
    old, new = before(context, path), context.written(path)
    return {one.strip() for one in pattern.findall(old)} != {
        one.strip() for one in pattern.findall(new)
    }


CHECK = Check(
    "GR-13",
    "info",
    "files that lock or verify libraries change with these",
    _find,
    compares=True,
    example='`coil = "3.3.0"` → with `./gradlew --write-verification-metadata sha256`',
)

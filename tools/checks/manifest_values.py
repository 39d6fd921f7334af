"""MAN-08: a placeholder of a manifest is given a value by the build.

It warns, as a plugin may give it one.
"""

import re
from collections.abc import Iterator

from tools.android.build_files import is_build_file
from tools.android.manifest import is_manifest
from tools.checks.added import written
from tools.checks.base import Check, Context, Finding, place
from tools.checks.near import meant

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][\w.-]*)\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BUILT_IN = frozenset({"applicationId", "packageName", "manifestApplicationId"})
_GIVEN = re.compile(r"[\"'](\w[\w.-]*)[\"']|\b(\w+)\s*:|\bmanifestPlaceholders\.(\w+)")


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, ".xml", tests=False):
        if not is_manifest(file.path) or "${" not in file.text:
            continue
        shown = _COMMENT.sub(lambda match: " " * len(match[0]), file.text)
        for match in _PLACEHOLDER.finditer(shown):
            context.counted["MAN-08"] += 1
            if not file.is_new(match.start()) or match[1] in _BUILT_IN or _is_known(context, match):
                continue
            given = _given(context)
            if match[1] not in given:
                line, column = place(file.text, match.start())
                message = f"no build script gives `{match[1]}` in `manifestPlaceholders`"
                message += meant(match[1], given)
                yield Finding("MAN-08", "warn", file.path, line, column, message, match[1])


def _is_known(context: Context, match: re.Match[str]) -> bool:
    """Whether a manifest of HEAD has the placeholder: a plugin gives it its value."""
    if context.strict:
        return False
    manifests = (path for path in context.head.paths() if is_manifest(path))
    return any(match[0] in context.head.text(path) for path in manifests)


def _given(context: Context) -> set[str]:
    """The names of the placeholders in all scripts and convention plugins; rather too many."""
    found: set[str] = set()
    for path in context.facts.paths():
        if not path.endswith((".kt", ".java", ".groovy")) and not is_build_file(path):
            continue
        if path.endswith((".kt", ".java")) and "/src/main/" in path and not _builds(path):
            continue
        text = context.facts.text(path)
        if "manifestPlaceholders" in text:
            found |= {one[1] or one[2] or one[3] for one in _GIVEN.finditer(text)}
    return found


def _builds(path: str) -> bool:
    return re.search(r"(?:^|/)(?:build[\w-]*|buildSrc|plugins?|convention)/", path) is not None


CHECK = Check(
    "MAN-08",
    "warn",
    "the build gives the placeholders of a manifest a value",
    _find,
    compares=True,
    example='`${mapsKey}` → with `manifestPlaceholders["mapsKey"] = ...`',
)

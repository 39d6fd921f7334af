"""SEC-02 and SEC-03: what is made on a machine, or is secret, is no file of the project."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding

_LARGEST = 1_000_000
_PRIVATE = re.compile(r"(?:^|/)(?:google-services\.json|[^/]+\.(?:jks|keystore|p12|pfx))$")
_MADE = re.compile(
    r"(?:^|/)(?:local\.properties|\.DS_Store|[^/]+\.(?:apk|aab|dex|class|hprof))$"
    r"|(?:^|/)(?:\.gradle|\.kotlin|\.cxx)/|(?:^|/)build/(?:intermediates|generated|outputs|tmp)/"
)


def _new(context: Context) -> Iterator[str]:
    draft = context.draft
    for path in draft.changed():
        if draft.exists(path) and not context.head.file(path) and not _was(context, path):
            yield path


def _was(context: Context, path: str) -> bool:
    from tools.base import ToolFault

    try:
        return context.draft.base_text(path) is not None
    except ToolFault:  # it was there, and no text
        return True


def _kept_out(context: Context) -> Iterator[Finding]:
    for path in _new(context):
        context.counted["SEC-02"] += 1
        if _PRIVATE.search(path):
            message = "this file holds keys; keep it out of the repository"
        elif _MADE.search(path):
            message = "this file is made on each machine; let `.gitignore` name it"
        else:
            continue
        yield Finding("SEC-02", "warn", path, 1, 1, message, path)


def _large(context: Context) -> Iterator[Finding]:
    for path in _new(context):
        context.counted["SEC-03"] += 1
        size = len(context.draft.read(path))
        if size > _LARGEST:
            message = f"this file has {size / _LARGEST:.1f} MB, which every clone will carry"
            yield Finding("SEC-03", "warn", path, 1, 1, message, path)


CHECKS = (
    Check(
        "SEC-02",
        "warn",
        "keys and what a build makes are not committed",
        _kept_out,
        compares=True,
        example="`release.jks` → a path outside, named in `local.properties`",
    ),
    Check(
        "SEC-03",
        "warn",
        "no new file is larger than 1 MB",
        _large,
        compares=True,
        example="`src/main/res/raw/intro.mp4` of 12 MB → a download, or a smaller one",
    ),
)

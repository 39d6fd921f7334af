"""KT-17: a draft does not make its tests weaker."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, place
from tools.syntax.masking import mask_again

_TEST = re.compile(r"@(?:Test|ParameterizedTest)\b[^{}]*?\b(?:fun|void)\s+(`[^`\n]+`|\w+)")
_IGNORED = re.compile(r"@(?:Ignore|Disabled)\b")
_ASSERTION = re.compile(
    r"\b(?:assert\w*|verify|coVerify|should\w*|expect\w*|fail)\s*[({]|\bisEqualTo\b"
)


def _find(context: Context) -> Iterator[Finding]:
    draft = context.draft
    for path in draft.changed():
        if not path.endswith((".kt", ".java")) or "est" not in path or not draft.exists(path):
            continue
        before, after = draft.base_text(path) or "", context.written(path)
        if "@" not in before or not _TEST.search(before):
            continue
        context.counted["KT-17"] += 1
        old, new = _code(path, before), _code(path, after)
        names = set(_TEST.findall(new))
        lost = [name for name in _TEST.findall(old) if name not in names]
        gone = len(_TEST.findall(old)) - len(_TEST.findall(new))
        if gone > 0 and lost:
            told = ", ".join(lost[:3])
            yield _told(path, after, 0, f"{gone} fewer tests than before: {told}", f"lost {told}")
        if len(_IGNORED.findall(new)) > len(_IGNORED.findall(old)):
            at = [found.start() for found in _IGNORED.finditer(new)][-1]
            yield _told(path, after, at, "a test is switched off", "ignored")
        fewer = len(_ASSERTION.findall(old)) - len(_ASSERTION.findall(new))
        if fewer > 0 and gone <= 0:
            yield _told(path, after, 0, f"{fewer} fewer assertions in as many tests", "assertions")


def _code(path: str, text: str) -> str:
    return mask_again(text, path.endswith(".kt")).code


def _told(path: str, text: str, at: int, message: str, subject: str) -> Finding:
    return Finding("KT-17", "warn", path, *place(text, at), message, subject)


CHECK = Check(
    "KT-17",
    "warn",
    "tests, and what they assert, stay",
    _find,
    compares=True,
    example="`@Ignore @Test fun saves()` → `@Test fun saves()`",
)

"""KT-16: no code was left out behind a comment, a placeholder, or silently.

People do rewrite files: that declarations vanished only warns, as what still uses them blocks.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from tools.base import ToolFault
from tools.checks.base import Check, Context, Finding
from tools.edits.elision import elisions
from tools.edits.imports import header
from tools.repo.lines import altered_span

_TEXTS = frozenset({".kt", ".kts", ".java", ".gradle", ".xml", ".toml", ".pro"})
VANISHED = 0.3
"""The share of a file's declarations that may vanish while other lines are written."""
FEW = 3
_VANISHED_SUBJECT = "vanished"


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        if PurePosixPath(path).suffix not in _TEXTS or not context.draft.exists(path):
            continue
        try:
            text = context.draft.text(path)
            before = None if context.strict else context.draft.base_text(path)
        except ToolFault:
            continue
        context.counted["KT-16"] += text.count("\n") + 1
        for elision in elisions(text, before or ""):
            message = f"this line stands for code left out, write the code: `{elision.text}`"
            yield Finding(
                "KT-16", "block", path, elision.line, 1, message, f"elided {elision.text}"
            )
        if before:
            yield from _vanished(context, path, before, text)


def _vanished(context: Context, path: str, before: str, text: str) -> Iterator[Finding]:
    old, new = context.head.file(path), context.facts.file(path)
    if old is None or new is None:
        return
    left = {(symbol.kind, symbol.name) for symbol in new.symbols}
    names = [one.name for one in old.symbols if (one.kind, one.name) not in left]
    moved = {
        symbol.name
        for other in context.draft.changed()
        if other != path and (facts := context.facts.file(other))
        for symbol in facts.symbols
    }
    lost = [name for name in names if name not in moved]
    many = len(lost) >= FEW and len(lost) > VANISHED * len(old.symbols)
    if many and _rewritten(before, text):
        shown = ", ".join(f"`{name}`" for name in lost[:6])
        message = f"{len(lost)} of {len(old.symbols)} declarations vanished: {shown}"
        yield Finding("KT-16", "warn", path, 1, 1, message, _VANISHED_SUBJECT)


def _rewritten(before: str, text: str) -> bool:
    """Whether lines were written, and not only taken away."""
    code, then = text[header(text).code_start :], before[header(before).code_start :]
    new = code[slice(*altered_span(code, then))].splitlines()
    old = then[slice(*altered_span(then, code))].splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return any(
        tag in ("insert", "replace") and any(line.strip() for line in new[first:last])
        for tag, _, _, first, last in matcher.get_opcodes()
    )


def as_persons_mean(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in what a person wrote, who means what is deleted, and each `TODO()`."""
    for one in findings:
        if one.check == "KT-16" and one.subject == _VANISHED_SUBJECT:
            continue
        stub = one.check == "KT-16" and "TODO(" in one.subject
        yield replace(one, severity="warn") if stub else one


CHECK = Check(
    "KT-16",
    "block",
    "no code was left out",
    _find,
    compares=True,
    example="`// ... rest of the code` → the rest of the code",
)

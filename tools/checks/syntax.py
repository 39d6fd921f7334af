"""KT-01: the text reads in its language, at least as well as before."""

import re
from collections.abc import Iterator

from tools.base import ToolFault
from tools.checks.base import Check, Context, Finding, Fix, is_illustration
from tools.edits.closing import lost_bracket, with_lines
from tools.edits.soundness import new_faults, readable
from tools.syntax.language import is_template

_CODE = (".kt", ".java", ".kts", ".gradle")
_TEMPLATE = re.compile(r"(?:^|/)(?:spotless|fixtures|templates?)/(?:.*/)?[^/]+\.(?:xml|json)$")
"""Headers that a tool puts before files, and data that tests want to be broken."""


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        if not readable(path) or not context.draft.exists(path) or _TEMPLATE.search(path):
            continue
        if is_illustration(path) or is_template(path):
            continue
        try:
            text = context.draft.text(path)
            before = None if context.strict else context.draft.base_text(path)
        except ToolFault:
            continue
        context.counted["KT-01"] += 1
        found = new_faults(path, before, text)
        fix = _fix(path, before, text) if found and before else None
        for fault in found[:3]:
            yield Finding(
                check="KT-01",
                severity="block",
                path=path,
                line=fault.line,
                column=fault.column,
                message=f"{fault.message}: `{fault.text}`" if fault.text else fault.message,
                subject=f"{fault.message} {fault.text}",
                fix=fix,
            )


def _fix(path: str, before: str, text: str) -> Fix | None:
    lost = lost_bracket(before, text) if path.endswith(_CODE) else None
    if lost is None:
        return None
    if new_faults(path, before, with_lines(text, lost.line, lost.old, lost.new)):
        return None
    told = f"put back the lost `{lost.bracket}` in line {lost.line}"
    return Fix(told, line=lost.line, old=lost.old, new=lost.new)


CHECK = Check(
    "KT-01",
    "block",
    "the syntax is no worse than before",
    _find,
    compares=True,
    example="`fun a() { if (b) { c() }` → with the second `}`",
)

"""SEC-04: no merge marker, no sign that hides code, and the form of files stays as it was."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, place
from tools.checks.line_forms import changed_forms

_MARKER = re.compile(r"^(?:<{7} .*|>{7} .*|\|{7} .*)$", re.MULTILINE)
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CODE = (".kt", ".kts", ".java", ".gradle", ".toml", ".pro")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        text = context.written(path)
        context.counted["SEC-04"] += 1
        for match in _MARKER.finditer(text) if "<<<<<<< " in text and ">>>>>>> " in text else ():
            message = f"a merge marker was left: `{match[0][:40]}`"
            yield Finding("SEC-04", "block", path, *place(text, match.start()), message, match[0])
        for match in _HIDDEN.finditer(text) if path.endswith(_CODE) else ():
            sign = f"U+{ord(match[0]):04X}"
            message = f"the invisible sign {sign} makes code read otherwise than it is compiled"
            yield Finding("SEC-04", "block", path, *place(text, match.start()), message, sign)
    if context.after and not context.strict:
        yield from changed_forms(context)


CHECK = Check(
    "SEC-04",
    "block",
    "no merge marker, no sign that hides code, and the form of files stays",
    _find,
    example="`<<<<<<< HEAD` → the lines that were meant",
)

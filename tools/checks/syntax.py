"""KT-01: the text reads in its language, at least as well as before."""

import re
from collections.abc import Iterator

from tools.base import ToolFault
from tools.checks.base import Check, Context, Finding
from tools.edits.soundness import new_faults, readable

_TEMPLATE = re.compile(r"(?:^|/)(?:spotless|fixtures|templates?)/(?:.*/)?[^/]+\.(?:xml|json)$")
"""Headers that a tool puts before files, and data that tests want to be broken."""


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        if not readable(path) or not context.draft.exists(path) or _TEMPLATE.search(path):
            continue
        try:
            text = context.draft.text(path)
            before = None if context.strict else context.draft.base_text(path)
        except ToolFault:
            continue
        context.counted["KT-01"] += 1
        for fault in new_faults(path, before, text)[:3]:
            yield Finding(
                check="KT-01",
                severity="block",
                path=path,
                line=fault.line,
                column=fault.column,
                message=f"{fault.message}: `{fault.text}`" if fault.text else fault.message,
                subject=f"{fault.message} {fault.text}",
            )


CHECK = Check("KT-01", "block", "the syntax is no worse than before", _find, compares=True)

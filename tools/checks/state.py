"""CMP-03: state that a composable makes is remembered."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.composition import CONTENT, Around, around
from tools.references.source import Source

_STATE = re.compile(
    r"(?<![\w.])(mutable(?:Int|Long|Float|Double)?StateOf|mutableState(?:List|Map)Of)\s*[(<]"
)
_COMPOSE = ("androidx.compose.", "androidx.activity.compose.")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        if not path.endswith(".kt"):
            continue
        text = context.facts.text(path)
        if "mutable" not in text or "androidx.compose" not in text:
            continue
        source = context.code.source(path)
        for match in _STATE.finditer(source.code, source.header_end):
            context.counted["CMP-03"] += 1
            block = around(source, match.start(), CONTENT)
            if block.nested or not _composes(source, block):
                continue
            line, column = place(text, match.start())
            fix = _remembered(source, match, line)
            message = f"`{match[1]}` is made anew by each composition: `remember {{ ... }}`"
            subject = f"{match[1]} in {block.name}"
            yield Finding("CMP-03", "block", path, line, column, message, subject, fix)


def _composes(source: Source, block: Around) -> bool:
    """Whether a block is certainly composed: a composable function, or the content of one."""
    if block.kind == "content":
        found = [one.name for one in source.imports if one.simple == block.name]
        return len(found) == 1 and found[0].startswith(_COMPOSE)
    symbol = source.symbols_at.get(block.start) if block.kind == "function" else None
    return symbol is not None and "Composable" in symbol.annotations


def _remembered(source: Source, match: re.Match[str], line: int) -> Fix | None:
    opening = source.code.find("(", match.start())
    end = source.close(opening) + 1
    written = source.text[match.start() : end]
    if "\n" in written:
        return None
    return Fix(
        f"wrapped `{match[1]}` in `remember`",
        line=line,
        old=written,
        new=f"remember {{ {written} }}",
        imports=("androidx.compose.runtime.remember",),
    )


CHECK = Check(
    "CMP-03",
    "block",
    "state that a composable makes is remembered",
    _find,
    example="`val open = mutableStateOf(false)` → `val open = remember { mutableStateOf(false) }`",
)

"""RES-07 and RES-08: apostrophes are escaped, and several placeholders are numbered."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.values import texts, value_files

_MARKUP = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^>]*>", re.DOTALL)
_BARE = re.compile(r"(?<!\\)'")
_PLAIN = re.compile(r"(?<!%)%(?:%%)*([-#+0,(]*\d*(?:\.\d+)?[sdfoxXeEgGc])(?![A-Za-z])")
_NUMBERED = re.compile(r"%\d+\$")


def _apostrophes(context: Context) -> Iterator[Finding]:
    for path, text, _ in value_files(context):
        for name, element, raw in texts(text):
            context.counted["RES-07"] += 1
            if "'" not in raw:
                continue
            shown = _MARKUP.sub(lambda match: " " * len(match[0]), raw)
            if '"' in shown or not (found := _BARE.search(shown)):
                continue
            line, column = place(text, element.inner_start + found.start())
            fix = None
            if "<" not in raw and "\n" not in raw:
                told = f"escaped the apostrophe of `{name}`"
                fix = Fix(told, line=line, old=raw, new=_BARE.sub(r"\\'", raw))
            message = f"the apostrophe in `{name}` must be written `\\'`"
            yield Finding("RES-07", "block", path, line, column, message, name, fix)


def _placeholders(context: Context) -> Iterator[Finding]:
    for path, text, _ in value_files(context):
        for name, element, raw in texts(text):
            context.counted["RES-08"] += 1
            if raw.count("%") < 2 or _NUMBERED.search(raw) or element.get("formatted") == "false":
                continue
            found = list(_PLAIN.finditer(raw))
            if len(found) < 2 or "array" in (element.parent.name if element.parent else ""):
                continue
            line, column = place(text, element.inner_start + found[1].start())
            new = _numbered(raw)
            fix = None
            if "\n" not in raw:
                fix = Fix(f"numbered the placeholders of `{name}`", line=line, old=raw, new=new)
            message = f"the placeholders of `{name}` must be numbered: `{new.strip()}`"
            yield Finding("RES-08", "block", path, line, column, message, name, fix)


def _numbered(raw: str) -> str:
    parts, at = [], 0
    for number, match in enumerate(_PLAIN.finditer(raw), 1):
        parts += [raw[at : match.start()], f"%{number}${match[1]}"]
        at = match.end()
    return "".join((*parts, raw[at:]))


APOSTROPHES = Check(
    "RES-07",
    "block",
    "apostrophes in strings are escaped",
    _apostrophes,
    example="`Don't` → `Don\\'t`",
)
PLACEHOLDERS = Check(
    "RES-08",
    "block",
    "several placeholders of a string are numbered",
    _placeholders,
    example="`%s of %s` → `%1$s of %2$s`",
)

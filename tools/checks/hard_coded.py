"""RES-15: what a person reads is a resource, not a literal."""

import re
from collections.abc import Iterator

from tools.checks.added import Written, in_tests, written
from tools.checks.base import Check, Context, Finding, place

_CALL = re.compile(
    r"(?<![\w.])(?:Text\s*\(\s*(?:text\s*=\s*)?|Toast\.makeText\s*\([\w.()]+,\s*)(?=\")"
    r"|\.setText\s*\(\s*(?=\")|\bcontentDescription\s*=\s*(?=\")"
)
_XML = re.compile(
    r"(?<!tools:)\bandroid:(?:text|hint|title|contentDescription|summary)=\"([^@?\"]+)\""
)
_SKIPPED = re.compile(
    r"(?:^|/)src/(?:debug|internal)\w*/|[\w-]*(?:demo|catalog|sample|showcase)[\w-]*/src/", re.I
)
_TEMPLATE = re.compile(r"\$\w+|\$\{[^}]*\}|\\.|%\d?\$?[sd]")
_WORD = re.compile(r"[^\W\d_]{2}")
_SENTENCE = re.compile(r"\s*[^\W\d_a-z]|.*\w\s+\w", re.DOTALL)
"""What begins with a capital or has several words; the rest may be a key, or a sign."""


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt", ".java", ".xml", tests=False):
        if _SKIPPED.search(file.path) or in_tests(file.path):
            continue
        if file.path.endswith(".xml"):
            found = (
                _XML.finditer(file.text)
                if "/res/layout" in file.path or "/res/menu" in file.path
                else ()
            )
            literals = [(match.start(), match[1]) for match in found]
        else:
            literals = list(_in_code(file))
        for at, literal in literals:
            context.counted["RES-15"] += 1
            plain = _TEMPLATE.sub("", literal)
            if file.is_new(at) and _WORD.search(plain) and _SENTENCE.match(plain):
                line, column = place(file.text, at)
                message = f'"{literal[:40]}" is shown to a person; make it a string resource'
                yield Finding("RES-15", "warn", file.path, line, column, message, literal)


def _in_code(file: Written) -> Iterator[tuple[int, str]]:
    if "android" not in file.text:
        return
    for match in _CALL.finditer(file.code):
        end = file.code.find('"', match.end() + 1)
        previews = any(
            any("Preview" in one for one in each.annotations) or "Preview" in each.name
            for each in file.around(match.start())
        )
        if end > 0 and not previews:
            yield match.start(), file.text[match.end() + 1 : end]


CHECK = Check(
    "RES-15",
    "warn",
    "what a person reads is a resource",
    _find,
    compares=True,
    example='`Text("Save")` → `Text(stringResource(R.string.save))`',
)

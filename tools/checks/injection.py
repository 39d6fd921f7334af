"""DI-01: a `@HiltViewModel` can be made by Hilt."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.syntax.masking import mask

_HEADER = re.compile(r"@HiltViewModel\b(?:\([^)]*\))?(?P<between>[^{}]*?)\bclass\s+(?P<name>\w+)")
_INJECT = re.compile(r"@(?:Assisted)?Inject\b")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        text = context.facts.text(path) if path.endswith(".kt") else ""
        if "@HiltViewModel" not in text:
            continue
        code = mask(text).code
        for match in _HEADER.finditer(code):
            context.counted["DI-01"] += 1
            end = code.find("\nclass ", match.end())
            if _INJECT.search(code, match.end(), end if end > 0 else len(code)):
                continue
            line, column = place(text, match.start("name"))
            fix = None
            if code[match.end() : match.end() + 1] == "(":
                name = match["name"]
                fix = Fix(
                    f"marked the constructor of `{name}` with `@Inject`",
                    line=line,
                    old=f"class {name}(",
                    new=f"class {name} @Inject constructor(",
                    imports=("javax.inject.Inject",),
                )
            message = f"Hilt cannot make `{match['name']}`: no constructor has `@Inject`"
            yield Finding("DI-01", "block", path, line, column, message, match["name"], fix)


CHECK = Check(
    "DI-01",
    "block",
    "a view model of Hilt has a constructor that it can call",
    _find,
    example="`@HiltViewModel class A(b: B)` → `@HiltViewModel class A @Inject constructor(b: B)`",
)

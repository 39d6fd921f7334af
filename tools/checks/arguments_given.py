"""RES-10: a text is formatted with as many arguments as it takes.

Too few throw where the text is shown, and block; too many are never seen, and warn.
"""

import re
from collections.abc import Iterator

from tools.checks.added import SOURCES, Written, written
from tools.checks.base import Check, Context, Finding, Severity, place
from tools.checks.dangers import arguments
from tools.checks.placeholders import FORMAT
from tools.checks.placeholders import arguments as taken
from tools.index.ranked import is_locale

_CALL = re.compile(
    r"(?<!\w)(?:getString|stringResource)\s*\(\s*(?:id\s*=\s*)?R\.string\.(\w+)\s*(?=,)"
)


def _find(context: Context) -> Iterator[Finding]:
    for file in written(context, *SOURCES):
        for match in _CALL.finditer(file.code) if "R.string." in file.code else ():
            context.counted["RES-10"] += 1
            if file.is_new(match.start()) and (found := _judged(context, file, match)):
                yield found


def _judged(context: Context, file: Written, match: re.Match[str]) -> Finding | None:
    given = arguments(file.code, file.code.index("(", match.start()))[1:]
    if not given or any(re.match(r"\*|formatArgs\s*=", one) for one in given):
        return None
    texts = [
        one for one in context.facts.resources("string", match[1]) if not is_locale(one.qualifier)
    ]
    if not texts or any(_unclear(one.value) for one in texts):
        return None
    wanted = {max((index for index, _ in taken(one.value)), default=0) for one in texts}
    if len(wanted) != 1 or (most := wanted.pop()) == len(given):
        return None
    line, column = place(file.text, match.start())
    message = f"`{match[1]}` takes {_number(most)}, and {_number(len(given))} is given"
    subject = f"{match[1]} {len(given)}"
    severity: Severity = "block" if len(given) < most else "warn"
    return Finding("RES-10", severity, file.path, line, column, message, subject)


def _unclear(value: str) -> bool:
    """Whether a text has signs of percent that may be words, or the places of another format."""
    return "%" in FORMAT.sub("", value.replace("%%", "")) or re.search(r"\{\d", value) is not None


def _number(count: int) -> str:
    return f"{count or 'no'} argument{'s' * (count > 1)}"


CHECK = Check(
    "RES-10",
    "block",
    "a string is given as many arguments as it takes",
    _find,
    compares=True,
    example='`getString(R.string.of, 1)` for `"%1$d of %2$d"` → `getString(R.string.of, 1, 9)`',
)

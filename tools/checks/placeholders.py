"""RES-09: a translation takes the arguments that its default takes."""

import re
from collections import Counter
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, Severity, place
from tools.checks.resources import defaults
from tools.checks.values import texts, value_files

FORMAT = re.compile(r"%(?:(?P<index>\d+)\$)?(?P<flags>[-#+0,(]*\d*(?:\.\d+)?)(?P<type>[sSdfxXc])")
_WHOLE = {"S": "s", "X": "x"}


def arguments(raw: str) -> Counter[tuple[int, str]]:
    """Index and conversion of each argument that a text takes, each once."""
    found: Counter[tuple[int, str]] = Counter()
    plain = 0
    for match in FORMAT.finditer(raw.replace("%%", "")):
        if match["index"] is None:
            plain += 1
        index = int(match["index"] or plain)
        found[index, _WHOLE.get(match["type"], match["type"])] = 1
    return found


def _find(context: Context) -> Iterator[Finding]:
    from tools.index.ranked import is_locale

    known = _Defaults(context)
    for path, text, where in value_files(context):
        if not is_locale(where.qualifier):
            continue
        for name, element, raw in texts(text):
            context.counted["RES-09"] += 1
            if element.name != "string" or not context.draft.exists(path):
                continue
            default = known.text(path, name)
            if default is None or ("%" not in raw and "%" not in default):
                continue
            wanted, given = arguments(default), arguments(raw)
            if wanted == given or not (wanted or re.search(r"%\d+\$", raw)):
                continue
            added = {index for index, _ in given} - {index for index, _ in wanted}
            types = {i: t for i, t in wanted}
            other = any(types.get(index, kind) != kind for index, kind in given)
            severity: Severity = "block" if added or other else "warn"
            message = f"`{name}` takes {_shown(given)} here and {_shown(wanted)} by default"
            line, column = place(text, element.start)
            subject = f"{name} {sorted(given)} {sorted(wanted)}"
            fix = None if added else _as_default(name, raw, line, types)
            yield Finding("RES-09", severity, path, line, column, message, subject, fix)


class _Defaults:
    """The default texts of strings, each file of them read once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._files: dict[str, dict[str, str]] = {}

    def text(self, path: str, name: str) -> str | None:
        """The default of a string in the resource folder of a translation, None for none."""
        home, simple = path.rpartition("/values")[0], path.rpartition("/")[2]
        beside = self._file(f"{home}/values/{simple}")
        if name in beside:
            return beside[name]
        for other in defaults(self._context.facts, "string", name):
            if other.startswith(f"{home}/values/"):
                return self._file(other).get(name)
        return None

    def _file(self, path: str) -> dict[str, str]:
        if path not in self._files:
            facts = self._context.facts.file(path)
            found = facts.resources if facts else ()
            self._files[path] = {one.name: one.value for one in found if one.type == "string"}
        return self._files[path]


def _as_default(name: str, raw: str, line: int, types: dict[int, str]) -> Fix | None:
    """The same text with the kinds of arguments that the default has."""
    if "\n" in raw or "%%" in raw:
        return None
    parts, at, plain = [], 0, 0
    for match in FORMAT.finditer(raw):
        plain += match["index"] is None
        kind = types.get(int(match["index"] or plain), match["type"])
        parts += [raw[at : match.start("type")], kind]
        at = match.end()
    new = "".join((*parts, raw[at:]))
    if new == raw:
        return None
    return Fix(f"gave `{name}` the arguments of its default", line=line, old=raw, new=new)


def _shown(found: Counter[tuple[int, str]]) -> str:
    return ", ".join(f"`%{index}${kind}`" for index, kind in sorted(found)) or "no argument"


CHECK = Check(
    "RES-09",
    "block",
    "a translation takes the arguments of its default",
    _find,
    example="`%1$d Dateien` for `%1$s files` → `%1$s Dateien`",
)

"""RES-12: what translations lack.

A string is told as missing where the strings around it are in all languages, or nearly so. Where a
service translates, or languages are far apart, that is no fault of who adds a string.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tools.android.resources import folder
from tools.checks.added import before, written
from tools.checks.base import Check, Context, Finding, Severity, place
from tools.checks.policies import policy
from tools.index.ranked import is_locale
from tools.syntax.xml import Element, elements

_TRANSLATED = ("string", "plurals")
_SERVICES = (
    *("crowdin.yml", "crowdin.yaml", "localazy.json", "l10n.toml", ".tx/config", ".weblate"),
    *("lokalise.yml", ".phrase.yml", "weblate.yml"),
)
_UNTRANSLATED = re.compile(r"(?:do_?no?t_?|un|non_?)translat|translatable=\"false\"", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_FORMAT = re.compile(r"%(?:\d+\$)?[a-z]|<[^>]*>|\\.|^\s*@\w+/\w+\s*$")
_SAMPLE = 12
_NEARLY = 0.9


def _incomplete(context: Context) -> Iterator[Finding]:
    for file in written(context, ".xml"):
        where = folder(file.path)
        if where is None or where.type != "values" or where.qualifier or where.kind != "android":
            continue
        added = [one for one in file.new_among(elements(file.text)) if _is_added(context, one)]
        new = _translatable(file.path, file.text, added)
        if not new or is_served(context) or policy(context).translations:
            continue
        all_of_them, share = _languages(context, file.path)
        for element in new if share >= _NEARLY else ():
            context.counted["RES-12"] += 1
            name = element.get("name") or ""
            root = _root(file.path)
            lacking = sorted(all_of_them - _having(context, root, element.name, name, after=True))
            if lacking:
                severity: Severity = "warn" if share == 1 else "info"
                line, column = place(file.text, element.start)
                message = f"`{name}` is not in {_shown(lacking)}"
                yield Finding("RES-12", severity, file.path, line, column, message, name)


def _is_added(context: Context, element: Element) -> bool:
    name = element.get("name") or ""
    return context.strict or not context.head.resource_paths(element.name, name)


def _translatable(path: str, text: str, among: list[Element]) -> list[Element]:
    """The strings of a file of defaults that have words and may be translated."""
    head = text[: text.find(">", text.find("<resources"))]
    if _UNTRANSLATED.search(path) or _UNTRANSLATED.search(head) or "MissingTranslation" in head:
        return []
    return [
        one
        for one in among
        if one.depth == 1
        and one.name in _TRANSLATED
        and one.get("translatable") != "false"
        and "MissingTranslation" not in (one.get("tools:ignore") or "")
        and _WORD.search(_FORMAT.sub("", text[one.inner_start : one.inner_end]))
    ]


def _languages(context: Context, path: str) -> tuple[frozenset[str], float]:
    """The qualifiers of the translations of a folder, and how much of some strings they have."""
    root = _root(path)
    names: tuple[tuple[str, str], ...] = ()
    for other in dict.fromkeys((path, f"{root}/values/strings.xml")):
        names = names or _sampled(other, before(context, other))
    found = [_having(context, root, kind, name) for kind, name in names]
    every = frozenset[str]().union(*found)
    if not every:
        return every, 0.0
    return every, sum(len(one) for one in found) / (len(every) * len(found))


@lru_cache(maxsize=8)
def _sampled(path: str, text: str) -> tuple[tuple[str, str], ...]:
    known = [(one.name, one.get("name") or "") for one in _translatable(path, text, elements(text))]
    return tuple(known[:: max(1, len(known) // _SAMPLE)][:_SAMPLE])


def _having(
    context: Context, root: str, kind: str, name: str, *, after: bool = False
) -> frozenset[str]:
    """The qualifiers of the translations of a string in a resource folder."""
    facts = context.facts if after else context.head
    places = [folder(path) for path in facts.resource_paths(kind, name) if path.startswith(root)]
    found = (where.qualifier for where in places if where is not None)
    return frozenset(one for one in found if is_locale(one) and one[:2] != "en")


def _root(path: str) -> str:
    return path.rsplit("/", 2)[0]


def is_served(context: Context) -> bool:
    """Whether a file at the root sets up a service that translates."""
    return any(context.draft.exists(path) for path in _SERVICES)


def _shown(qualifiers: list[str]) -> str:
    told = ", ".join(f"`values-{one}`" for one in qualifiers[:3])
    return f"{told} and {len(qualifiers) - 3} more" if len(qualifiers) > 3 else told


CHECK = Check(
    "RES-12",
    "info",
    "a string is in all languages that the others are in",
    _incomplete,
    compares=True,
    example="a new string in `values` alone → in `values-de` too, which has all others",
)

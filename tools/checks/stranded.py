"""RES-11: what is only in translations, added there or left there when its default went.

It only warns, as aapt2 takes it: 0.6 % of the entries of repositories that build are such.
"""

from collections.abc import Iterator

from tools.android.resources import folder
from tools.checks.added import written
from tools.checks.aliased import users
from tools.checks.base import Check, Context, Finding, place
from tools.checks.locales import is_served
from tools.checks.policies import policy
from tools.checks.resources import defaults
from tools.checks.values import removal, value_files
from tools.index.ranked import is_locale
from tools.syntax.xml import elements

_TRANSLATED = ("string", "plurals")
_MOST = 40
"""Where more strings are gone, they were moved, or are no work of one draft."""


def _without_default(context: Context) -> Iterator[Finding]:
    yield from _added(context)
    yield from _left(context)


def _added(context: Context) -> Iterator[Finding]:
    places = {path: found for path, _, found in value_files(context) if is_locale(found.qualifier)}
    for file in written(context, ".xml") if places else ():
        for element in elements(file.text) if file.path in places else ():
            name = element.get("name")
            if element.name not in _TRANSLATED or not name or element.depth != 1:
                continue
            context.counted["RES-11"] += 1
            if file.is_new(element.start) and not defaults(context.facts, element.name, name):
                if not context.head.resource_paths(element.name, name) or context.strict:
                    where = file.path.split("/")[-2]
                    message = f"`{name}` is only in `{where}`; write a default in `values`"
                    line, column = place(file.text, element.start)
                    yield Finding("RES-11", "warn", file.path, line, column, message, message)


def _left(context: Context) -> Iterator[Finding]:
    """The translations of strings whose default the draft took away."""
    lost = [] if context.strict else _lost(context)
    if not lost or len(lost) > _MOST or policy(context).translations or is_served(context):
        return
    for kind, name in lost:
        if context.facts.resource_refs(kind, name) or users(context.facts, kind, name):
            continue  # RES-01 and RES-02 tell
        for path in context.facts.resource_paths(kind, name):
            text = context.facts.text(path)
            for element in elements(text):
                if element.get("name") == name and element.depth == 1:
                    line, column = place(text, element.start)
                    message = f"the default of `{name}` is gone; remove its translation"
                    fix = (
                        None
                        if policy(context).protects(path)
                        else removal(text, element, f"the translation of `{name}`")
                    )
                    yield Finding("RES-11", "warn", path, line, column, message, name, fix)


def _lost(context: Context) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for path in context.draft.changed():
        where = folder(path)
        if where is None or where.type != "values" or is_locale(where.qualifier):
            continue
        old, new = context.head.file(path), context.facts.file(path)
        left = {(one.type, one.name) for one in new.resources} if new else set()
        for one in old.resources if old else ():
            key = one.type, one.name
            if one.type in _TRANSLATED and key not in left and not defaults(context.facts, *key):
                found[key] = None
    return list(found)


CHECK = Check(
    "RES-11",
    "warn",
    "a translation has a default",
    _without_default,
    compares=True,
    example="a string in `values-de` alone → with one in `values`",
)

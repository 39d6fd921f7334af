"""RES-06, RES-14, RES-21: files of values say what a person can read in each language."""

import re
from collections.abc import Iterator

from tools.android.resources import Folder
from tools.checks.added import Written, altered_part, written
from tools.checks.base import Check, Context, Finding, place
from tools.checks.values import value_files
from tools.index.ranked import is_locale
from tools.syntax.xml import Element, elements

_NO_TEXT = ("resources", "plurals", "string-array", "integer-array", "array", "declare-styleable")
_MARKUP = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi"}
_RARE = {("es", "many"), ("fr", "many"), ("it", "many"), ("pt", "many"), ("ca", "many")}


def _files(context: Context) -> Iterator[tuple[Written, Folder, list[Element]]]:
    folders = {path: found for path, _, found in value_files(context)}
    for file in written(context, ".xml") if folders else ():
        if file.path in folders:
            yield file, folders[file.path], elements(file.text)


def _told(check: Check, file: Written, at: int, message: str) -> Finding:
    line, column = place(file.text, at)
    return Finding(check.id, check.severity, file.path, line, column, message, message)


def _stray(context: Context) -> Iterator[Finding]:
    for file, _, found in _files(context):
        first, last = altered_part(context, file.path)
        for element in found:
            if element.name not in _NO_TEXT:
                continue
            context.counted["RES-06"] += 1
            edges = [element.inner_start]
            for child in element.children:
                edges += [child.start, child.end]
            edges.append(element.inner_end)
            for start, end in zip(edges[::2], edges[1::2], strict=True):
                if end < first or start > last:
                    continue
                between = _MARKUP.sub(lambda match: " " * len(match[0]), file.text[start:end])
                if (stray := between.strip()) and file.is_new(
                    at := start + between.index(stray[0])
                ):
                    yield _told(STRAY, file, at, f"`{stray[:30]}` stands between two elements")


def _quantities(context: Context) -> Iterator[Finding]:
    for file, where, found in _files(context):
        plurals = [one for one in found if one.name == "plurals"]
        language = re.match(r"(?:b\+)?([a-z]{2,3})(?:$|[-+])", where.qualifier)
        needed = _needed(language[1]) if plurals and language and is_locale(where.qualifier) else ()
        for element in plurals if needed else ():
            context.counted["RES-14"] += 1
            given = {one.get("quantity") for one in element.children if one.name == "item"}
            missing = [one for one in needed if one not in given]
            new = any(file.is_new(one.start) for one in (element, *element.children))
            if missing and new and given:
                told = ", ".join(f"`{one}`" for one in missing)
                message = f"`{element.get('name')}` lacks {told}, which this language counts with"
                yield _told(QUANTITIES, file, element.start, message)


def _needed(language: str) -> list[str]:
    """The quantities of a language by CLDR; none where that is not known."""
    from babel.core import Locale, UnknownLocaleError

    code = _OLD_CODES.get(language, language)
    try:
        tags = Locale(code).plural_form.tags
    except UnknownLocaleError:
        return []
    if "few" in tags or "many" in tags:  # whole numbers never take `other` there
        return sorted(one for one in tags if (code, one) not in _RARE)
    return sorted({*tags, "other"})


def _tags(context: Context) -> Iterator[Finding]:
    for file, where, found in _files(context):
        if not is_locale(where.qualifier):
            continue
        new = [one for one in file.new_among(found) if one.name == "string"]
        known = _default_tags(context, file) if new else {}
        for element in new:
            context.counted["RES-21"] += 1
            name, given = element.get("name") or "", _children(element)
            if known.get(name, given) != given:
                message = f"`{name}` has {_shown(given)} here and {_shown(known[name])} by default"
                yield _told(TAGS, file, element.start, message)


def _default_tags(context: Context, file: Written) -> dict[str, list[str]]:
    """The markup of each string of the file that this one translates."""
    root, simple = file.path.rsplit("/", 2)[0], file.path.rpartition("/")[2]
    lines = elements(context.facts.text(f"{root}/values/{simple}"))
    return {name: _children(one) for one in lines if (name := one.get("name"))}


def _children(element: Element) -> list[str]:
    return sorted(one.name for one in element.children)


def _shown(tags: list[str]) -> str:
    return ", ".join(f"`<{one}>`" for one in tags) or "no markup"


STRAY = Check(
    "RES-06",
    "warn",
    "no text stands between the elements of a file of values",
    _stray,
    compares=True,
    example='`<string name="a">A</string>>` → `<string name="a">A</string>`',
)
QUANTITIES = Check(
    "RES-14",
    "warn",
    "plurals have the quantities of their language",
    _quantities,
    compares=True,
    example="`one`, `other` in `values-ru` → `one`, `few`, `many`, `other`",
)
TAGS = Check(
    "RES-21",
    "warn",
    "a translation has the markup of its default",
    _tags,
    compares=True,
    example="`<b>Speichern</b>` for `Save` → `Speichern`",
)
CHECKS = (STRAY, QUANTITIES, TAGS)
"""All of this family."""

"""KT-09 and RES-19: what one file alone tells."""

import re
from collections.abc import Iterator

from tools.checks.added import Written, written
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.near import certain, meant
from tools.syntax.xml import elements

_LAYOUT = re.compile(r"(?:^|/)res/layout(?:-[\w-]+)?/[^/]+\.xml$")
_BESIDE = re.compile(
    r"^app:layout_constraint\w+_to\w+Of$|^android:layout_(?:above|below|to\w+Of|align[A-Z]\w+)$"
)
_TYPES = ("class", "interface", "enum", "annotation")


def _named(context: Context) -> Iterator[Finding]:
    for file in written(context, ".java"):
        facts = context.facts.file(file.path)
        name = file.path.rpartition("/")[2].removesuffix(".java")
        for one in facts.symbols if facts and not facts.errors else ():
            if one.owner or one.kind not in _TYPES or one.visibility != "public":
                continue
            context.counted["KT-09"] += 1
            if one.name != name:
                message = f"`{one.name}` is public and must be in `{one.name}.java`"
                line, column = place(file.text, one.name_start)
                yield Finding("KT-09", "warn", file.path, line, column, message, one.name)


def _ids(context: Context) -> Iterator[Finding]:
    for file in written(context, ".xml"):
        if not _LAYOUT.search(file.path):
            continue
        seen: set[str] = set()
        for element in elements(file.text):
            attribute = element.attribute("android:id")
            if attribute is None or not attribute.value.startswith("@+id/"):
                continue
            context.counted["RES-19"] += 1
            if attribute.value in seen and _is_new(file, attribute.value, attribute.start):
                message = f"two views of this layout have the id `{attribute.value[5:]}`"
                line, column = place(file.text, attribute.start)
                yield Finding("RES-19", "block", file.path, line, column, message, attribute.value)
            seen.add(attribute.value)
        yield from _apart(context, file)


def _apart(context: Context, file: Written) -> Iterator[Finding]:
    """Places beside a view that is not in the layout; it only warns, as code may add the view."""
    found = elements(file.text)
    if not found or found[0].name == "merge" or any(one.name == "include" for one in found):
        return
    values = (one.get("android:id") or "" for one in found)
    ids = {value.rpartition("/")[2] for value in values}
    for attribute in (each for one in found for each in one.attributes):
        if not _BESIDE.search(attribute.name) or "id/" not in attribute.value:
            continue
        context.counted["RES-19"] += 1
        name = attribute.value.rpartition("/")[2]
        known = context.facts.resource_paths("id", name)  # where none is, RES-02 tells
        if name not in ids and known and file.is_new(attribute.start):
            message = f"no view of this layout has the id `{name}`{meant(name, ids)}"
            fix, near = None, certain(name, ids)
            line, column = place(file.text, attribute.start)
            if near:
                old, new = attribute.value, attribute.value.removesuffix(name) + near
                fix = Fix(f"wrote `{new}` for `{old}`", line=line, old=old, new=new)
            yield Finding("RES-19", "warn", file.path, line, column, message, name, fix)


def _is_new(file: Written, value: str, start: int) -> bool:
    """Whether the draft wrote one of the two."""
    return any(
        file.is_new(at.start())
        for at in re.finditer(f'{re.escape(value)}"', file.text[: start + len(value) + 1])
    )


CHECKS = (
    Check(
        "KT-09",
        "warn",
        "a public class of Java is in the file of its name",
        _named,
        compares=True,
        example="`public class Store` in `Disk.java` → in `Store.java`",
    ),
    Check(
        "RES-19",
        "block",
        "an id is of one view of a layout",
        _ids,
        compares=True,
        example='`android:id="@+id/save"` of two buttons → `@+id/save` and `@+id/close`',
    ),
)
"""All of this family."""

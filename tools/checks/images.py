"""RES-20: what everybody can use: images and buttons have labels, sides follow the script."""

import re
from collections.abc import Iterator
from itertools import chain

from tools.android.manifest import is_manifest
from tools.checks.added import Written, written
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.unlabelled import is_unlabelled, unlabelled
from tools.syntax.xml import Attribute, Element, elements

_LAYOUT = re.compile(r"/res[\w-]*/layout(?:-[\w+-]+)?/[^/]+\.xml$")
_IMAGE = re.compile(r"(?:^|\.)\w*(?:ImageView|ImageButton|FloatingActionButton)$")
_DESCRIBED = (
    *("android:contentDescription", "android:labelFor", "android:text", "tools:contentDescription"),
    "app:contentDescription",
)
_SIDE = re.compile(
    r"android:(?:layout_(?:margin|alignParent|align|to)|padding|drawable)(Left|Right)(?:Of)?$"
)
_GRAVITY = re.compile(r"(?<![\w])(left|right)(?!\w)")
_SIDES = {"Left": "Start", "Right": "End", "left": "start", "right": "end"}
_OTHER = {"Left": "Right", "Right": "Left"}


def _find(context: Context) -> Iterator[Finding]:
    mirrored: bool | None = None
    for file in written(context, ".xml", ".kt", tests=False):
        if file.path.endswith(".kt"):
            yield from unlabelled(context, file)
        if not _LAYOUT.search(file.path):
            continue
        found = elements(file.text)
        yield from _undescribed(context, file, found)
        for one in chain.from_iterable(_sided(file, element) for element in found):
            context.counted["RES-20"] += 1
            if mirrored is None:
                mirrored = _mirrors(context)
            if mirrored:
                yield one


def _undescribed(context: Context, file: Written, found: list[Element]) -> Iterator[Finding]:
    for element in found:
        if not (_IMAGE.search(element.name) or is_unlabelled(element)):
            continue
        context.counted["RES-20"] += 1
        if any(element.get(name) is not None for name in _DESCRIBED) or _is_silent(element):
            continue
        if file.is_new(element.start) or any(file.is_new(one.start) for one in element.attributes):
            name = element.name.rpartition(".")[2]
            message = f"`{name}` has no `android:contentDescription`"
            message += (
                "; `@null` where it only adorns" if _IMAGE.search(name) else ", and is clicked"
            )
            subject = f"{element.name} {element.get('android:id') or ''}"
            line, column = place(file.text, element.start)
            yield Finding("RES-20", "info", file.path, line, column, message, subject)


def _is_silent(element: Element) -> bool:
    """Whether it is kept from those who listen, by itself or by what it lies in."""
    at: Element | None = element
    while at is not None:
        hidden = at.get("android:importantForAccessibility")
        if hidden == "noHideDescendants" or (hidden == "no" and at is element):
            return True
        if "ContentDescription" in (at.get("tools:ignore") or ""):
            return True
        at = at.parent
    return False


def _sided(file: Written, element: Element) -> Iterator[Finding]:
    for one in element.attributes:
        new = _name(element, one) or _value(one)
        if not new or not file.is_new(one.start):
            continue
        if "Rtl" in (element.get("tools:ignore") or ""):
            continue
        old = f'{one.name}="{one.value}"'
        line, column = place(file.text, one.name_start)
        message = f"`{old}` stays where it is in scripts from right to left; `{new}` does not"
        fix = Fix(f"wrote `{new}` for `{old}`", line=line, old=old, new=new)
        yield Finding("RES-20", "info", file.path, line, column, message, old, fix)


def _name(element: Element, one: Attribute) -> str:
    """The attribute by the side that follows the script; "" where it makes no difference."""
    found = _SIDE.match(one.name)
    if found is None:
        return ""
    side = found[1]
    new, other = (one.name.replace(side, to) for to in (_SIDES[side], _OTHER[side]))
    if element.get(new) is not None or element.get(other) == one.value:
        return ""
    return f'{new}="{one.value}"'


def _value(one: Attribute) -> str:
    if one.name not in ("android:gravity", "android:layout_gravity"):
        return ""
    new = _GRAVITY.sub(lambda match: _SIDES[match[1]], one.value)
    sides = set(_GRAVITY.findall(one.value))
    return f'{one.name}="{new}"' if len(sides) == 1 else ""


def _mirrors(context: Context) -> bool:
    """Whether an app of the project says that it supports scripts from right to left."""
    manifests = (path for path in context.facts.paths() if is_manifest(path))
    return any('android:supportsRtl="true"' in context.facts.text(path) for path in manifests)


CHECK = Check(
    "RES-20",
    "info",
    "images and buttons have labels, and sides follow the script",
    _find,
    compares=True,
    example='`<ImageView ... />` → with `android:contentDescription="@string/cover"`',
)

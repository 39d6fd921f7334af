"""The part of RES-20 about labels: what one clicks says what it does to those who listen.

Only where nothing else may say it: the one thing inside is an image without a description.
"""

import re
from collections.abc import Iterator

from tools.checks.added import Written
from tools.checks.base import Context, Finding, place
from tools.checks.noted import Argument, named, split_arguments
from tools.syntax.xml import Element

_BUTTON = re.compile(r"(?:IconButton|IconToggleButton|FloatingActionButton)\s*\(")
_CLICKED = re.compile(r"\.\s*(?:clickable|combinedClickable)\b")
_IMAGE = re.compile(r"\s*(Icon|Image|AsyncImage)\s*\(")
_BRACKET = re.compile(r"[()\[\]{}]")
_CALLED = re.compile(r"(\w+)\s*$")
_LABELS = re.compile(r"\b(?:semantics|onClickLabel|clearAndSetSemantics|enabled\s*=\s*false)\b")
_SILENT_VIEW = re.compile(r"(?:^|\.)(?:View|Space|ImageView|\w*Layout|CardView|MaterialCardView)$")
_LABELLED = ("android:text", "android:contentDescription", "android:hint", "android:tooltipText")
_NOTHING = (None, "", "@null")
_DEEPEST = 4


def unlabelled(context: Context, file: Written) -> Iterator[Finding]:
    """Buttons of Compose, and what a modifier makes clickable, around a silent image alone."""
    if "null" not in file.text or not ("IconButton" in file.text or "lickable" in file.text):
        return
    calls = {found.end() - 1: found.start() for found in _BUTTON.finditer(file.code)}
    for found in _CLICKED.finditer(file.code):
        opening = _call_around(file.code, found.start())
        if opening >= 0:
            calls.setdefault(opening, opening)
    for opening in sorted(calls):
        context.counted["RES-20"] += 1
        image = _only_image(file.code, opening)
        if image is None or not any(file.is_new(at) for at in (opening, image.start)):
            continue
        if any("Preview" in mark for one in file.around(opening) for mark in one.annotations):
            continue
        line, column = place(file.text, image.start)
        message = "what is clicked here has no label: give its image a `contentDescription`"
        subject = file.line_at(opening).strip()
        yield Finding("RES-20", "info", file.path, line, column, message, subject)


def _close(code: str, opening: int) -> int:
    """The bracket that closes one, -1 where none does."""
    depth = 0
    for found in _BRACKET.finditer(code, opening):
        depth += 1 if found[0] in "([{" else -1
        if not depth:
            return found.start()
    return -1


def _call_around(code: str, at: int) -> int:
    """The bracket of the composable that an expression is an argument of, -1 of none."""
    depth = found = 0
    start = max(0, at - 2000)
    for one in reversed(list(_BRACKET.finditer(code, start, at))):
        depth += 1 if one[0] in ")]}" else -1
        if depth >= 0:
            continue
        called = _CALLED.search(code, max(0, one.start() - 60), one.start())
        if one[0] != "(" or called is None:
            return -1
        if called[1][0].isupper():
            return one.start()
        depth, found = 0, found + 1
        if found == _DEEPEST:
            break
    return -1


def _only_image(code: str, opening: int) -> Argument | None:
    """The `null` that describes the only image of a call, which nothing else labels."""
    end = _close(code, opening)
    if end < 0 or _LABELS.search(code, opening, end):
        return None
    called = _CALLED.search(code, max(0, opening - 60), opening)
    if called and _IMAGE.fullmatch(f"{called[1]}("):
        return _silence(code, opening + 1)
    block = re.compile(r"[ \t]*\{").match(code, end + 1)
    if block is None:
        return None
    image, last = _IMAGE.match(code, block.end()), _close(code, block.end() - 1)
    inner = _close(code, image.end() - 1) if image else -1
    if image is None or code[inner + 1 : last].strip() or _LABELS.search(code, image.end(), inner):
        return None
    return _silence(code, image.end())


def _silence(code: str, start: int) -> Argument | None:
    value = named(split_arguments(code, start), "contentDescription", 1)
    return value if value is not None and code[value.start : value.end] == "null" else None


def is_unlabelled(element: Element) -> bool:
    """Whether a view of a layout is clicked, and neither it nor what lies in it can have a text."""
    clicked = element.get("android:onClick") is not None
    clicked = clicked or (
        element.get("android:clickable") == "true" and element.get("android:id") is not None
    )
    return clicked and all(
        _SILENT_VIEW.search(one.name) and all(one.get(name) in _NOTHING for name in _LABELLED)
        for one in element.walk()
    )

"""What becomes of the uses of a resource that the draft took away: renamed, or put back."""

from typing import TYPE_CHECKING

from tools.base import ToolFault
from tools.checks.base import Context, Fix

if TYPE_CHECKING:
    from tools.android.resources import Resource


def renamed(context: Context, kind: str, name: str) -> str | None:
    """The one new name that the draft gave the value of a resource that is gone."""
    old = _gone(context, kind, name)
    file = context.facts.file(old.path) if old else None
    if old is None or file is None or not old.value.strip():
        return None
    new = [
        one.name
        for one in file.resources
        if one.type == kind
        and one.value == old.value
        and not context.head.resources(kind, one.name)
    ]
    return new[0] if len(new) == 1 else None


def restored(context: Context, kind: str, name: str) -> Fix | None:
    """A fix that puts the definition back where it stood."""
    old = _gone(context, kind, name)
    if old is None:
        return None
    try:
        before = context.draft.base_text(old.path) or ""
        text = context.draft.text(old.path) if context.draft.exists(old.path) else ""
    except ToolFault:
        return None
    span = _lines_of(before, old) if text else None
    if span is None:
        return None
    at = _place(before, text, span[0])
    if at is None:
        return None
    lines = before.split("\n")[span[0] : span[1] + 1]
    told = f"put back `{kind}/{name}`, which is still used"
    return Fix(told, line=at + 1, new="\n".join(lines), path=old.path)


def _gone(context: Context, kind: str, name: str) -> "Resource | None":
    """The one default that was defined before in a file of values; None where it is there."""
    from tools.android.resources import folder
    from tools.checks.resources import defaults

    homes = defaults(context.head, kind, name)
    if len(homes) != 1 or homes[0] not in context.draft.changed():
        return None
    place = folder(homes[0])
    file = context.head.file(homes[0])
    if place is None or place.type != "values" or file is None:
        return None
    found = [one for one in file.resources if one.type == kind and one.name == name]
    return found[0] if len(found) == 1 else None


def _lines_of(before: str, old: "Resource") -> tuple[int, int] | None:
    """First and last line (from 0) of a definition that has its lines to itself."""
    from tools.syntax.xml import elements

    for one in elements(before):
        if one.get("name") != old.name or not one.start <= old.start <= one.end:
            continue
        first, last = before.rfind("\n", 0, one.start) + 1, before.find("\n", one.end)
        last = len(before) if last < 0 else last
        if before[first : one.start].strip() or before[one.end : last].strip():
            return None
        return before.count("\n", 0, first), before.count("\n", 0, one.end)
    return None


def _place(before: str, text: str, line: int) -> int | None:
    """The line (from 0) of the draft before which a line of the base belongs."""
    from tools.repo.lines import equal_blocks

    there = {
        block.old + at: block.new + at
        for block in equal_blocks(before.split("\n"), text.split("\n"))
        for at in range(block.size)
    }
    above = next((there[at] for at in range(line - 1, -1, -1) if at in there), None)
    return None if above is None else above + 1


def lies(context: Context, kind: str, name: str) -> str:
    """Where a file of this name is that may be the resource: right, elsewhere, or "" for none.

    The index reads no large files, and plugins make resources of files beside the source sets.
    """
    from tools.android.resources import FILE_TYPES

    found = ""
    for path in context.draft.paths() if kind in FILE_TYPES else ():
        folder, _, simple = path.rpartition("/")
        if simple.partition(".")[0] == name:
            if folder.rpartition("/")[2].partition("-")[0] == kind and "/res" in folder:
                return "right"
            found = "elsewhere"
    return found

"""The resources that files of values define, as checks read them and take them away."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.android.resources import folder
from tools.checks.base import Context, Fix
from tools.syntax.xml import Element, elements

if TYPE_CHECKING:
    from tools.android.resources import Folder


def value_files(context: Context) -> "Iterator[tuple[str, str, Folder]]":
    """Path, text and folder of each XML file of Android values."""
    for path in context.paths:
        if path.endswith(".xml") and (found := folder(path)) is not None:
            if found.type == "values" and found.kind == "android":
                yield path, context.facts.text(path), found


@lru_cache(maxsize=4)
def texts(text: str) -> list[tuple[str, Element, str]]:
    """Name, element and raw value of each string, of the items of plurals and arrays too."""
    return list(_texts(text))


def _texts(text: str) -> Iterator[tuple[str, Element, str]]:
    for element in elements(text):
        owner = element.parent if element.name == "item" else element
        if owner is None or owner.name not in ("string", "plurals", "string-array"):
            continue
        if element.name == owner.name != "string":
            continue
        name = owner.get("name") or ""
        if element is not owner:
            name += f"[{element.get('quantity') or owner.children.index(element)}]"
        yield name, element, text[element.inner_start : element.inner_end]


def removal(text: str, element: Element, what: str) -> Fix | None:
    """Takes the lines of an element away, where they hold nothing else and are not the first."""
    first, last = text.rfind("\n", 0, element.start) + 1, text.find("\n", element.end)
    last = len(text) if last < 0 else last
    if first == 0 or text[first : element.start].strip() or text[element.end : last].strip():
        return None
    above = text.rfind("\n", 0, first - 1) + 1
    line = text.count("\n", 0, above) + 1
    return Fix(f"removed {what}", line=line, old=text[above:last], new=text[above : first - 1])

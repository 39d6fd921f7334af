"""The classes that Safe Args makes of navigation graphs."""

import re
from collections.abc import Iterator

from tools.android.manifest import qualified_name
from tools.android.project import Module
from tools.syntax.xml import Element, elements


def arguments(module: Module, graph_file: str, text: str) -> Iterator[str]:
    """The classes that Safe Args makes of one graph."""
    if not any("navigation.safeargs" in one for one in module.plugins):
        return
    space = module.namespace or ""
    for element in elements(text):
        name = element.get("android:name")
        inner = {child.name for child in element.children}
        if element.name == "navigation" and "action" in inner:
            graph = (element.get("android:id") or f"@+id/{graph_file}").rpartition("/")[2]
            yield f"{space}.{_camel(graph)}Directions"
        elif name and element.name not in ("argument", "action"):
            full = qualified_name(name, space)
            yield from (f"{full}Args" for _ in range("argument" in inner))
            yield from (
                f"{full}Directions" for _ in range("action" in inner or _has_global(element))
            )


def _has_global(element: Element) -> bool:
    """Whether a graph around a destination has actions, which each of its directions has too."""
    while (parent := element.parent) is not None:
        if any(child.name == "action" for child in parent.children):
            return True
        element = parent
    return False


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_.-]", name))

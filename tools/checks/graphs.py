"""Navigation graphs as the project has them, for those who judge them and the code they make."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tools.android.resources import folder
from tools.checks.base import Context
from tools.syntax.xml import Element, elements

INNER = frozenset(("action", "argument", "deepLink", "include"))
"""What a destination holds and is none itself."""


@dataclass(frozen=True)
class Graph:
    """One file: its elements, and the ids of what one can go to there."""

    path: str
    text: str
    found: tuple[Element, ...]

    def destinations(self) -> set[str]:
        """The ids of what one can go to."""
        return {identity(one) for one in self.found if one.name not in INNER} - {""}

    @cached_property
    def homes(self) -> dict[str, list[Element]]:
        """The destinations by their classes' simple names, and graphs by what their ids make."""
        found: dict[str, list[Element]] = {}
        for one in self.found:
            if one.name not in INNER:
                names = {class_of(one)}
                names |= {called(identity(one), first=True)} if one.name == "navigation" else set()
                for name in names:
                    found.setdefault(name, []).append(one)
        return found


def identity(one: Element) -> str:
    """The name in `android:id`."""
    return (one.get("android:id") or "").rpartition("/")[2]


@lru_cache(maxsize=32)
def read(path: str, text: str) -> Graph:
    """The graph of one file."""
    return Graph(path, text, tuple(elements(text)))


def is_graph(path: str) -> bool:
    """Whether a file is a navigation graph."""
    place = folder(path) if path.endswith(".xml") and "/navigation" in path else None
    return place is not None and place.type == "navigation"


def graphs_of(context: Context) -> list[Graph]:
    """Every graph of the project."""
    paths = sorted({one.path for one in context.facts.resources("navigation")})
    return [read(path, context.facts.text(path)) for path in paths if is_graph(path)]


def class_of(one: Element) -> str:
    """The simple name of a destination's class."""
    return (one.get("android:name") or "").rpartition(".")[2].rpartition("$")[2]


def made_of(graphs: list[Graph], simple: str) -> list[Element]:
    """The destinations of whose class, or whose graph's id, Safe Args makes classes so called."""
    return [one for graph in graphs for one in graph.homes.get(simple, ())]


def leading(graphs: list[Graph], simple: str) -> list[Element] | None:
    """The actions of the directions of a destination, None where it is no one's."""
    found: list[Element] = []
    homes = made_of(graphs, simple)
    for one in homes:
        at: Element | None = one
        while at is not None:
            found += [each for each in at.children if each.name == "action"]
            at = at.parent
    return found if homes else None


@lru_cache(maxsize=1024)
def called(name: str, *, first: bool = False) -> str:
    """The name that Safe Args makes of an id or of an argument; of a class where it is `first`."""
    joined = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^a-zA-Z0-9]", name))
    return joined if first else joined[:1].lower() + joined[1:]

"""NAV-01: the destinations, classes and actions of a navigation graph are there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tools.android.manifest import qualified_name
from tools.android.resources import folder
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.near import certain, meant
from tools.checks.resolution import Packages
from tools.syntax.masking import mask
from tools.syntax.xml import Attribute, Element, elements

_DIRECTIONS = re.compile(r"(?<![\w.])(\w+)Directions\s*(?:\.Companion)?\s*\.\s*([a-z]\w*)")
_INNER = frozenset(("action", "argument", "deepLink", "include"))


@dataclass(frozen=True)
class _Graph:
    """One file: its elements, and the ids of what one can go to there."""

    path: str
    text: str
    found: tuple[Element, ...]

    def destinations(self) -> set[str]:
        return {_id(one) for one in self.found if one.name not in _INNER} - {""}

    def included(self) -> set[str]:
        """The names of the graphs that are part of it."""
        graphs = {one.get("app:graph") or "" for one in self.found if one.name == "include"}
        return {name.rpartition("/")[2] for name in graphs}


def _id(one: Element) -> str:
    return (one.get("android:id") or "").rpartition("/")[2]


@lru_cache(maxsize=32)
def _read(path: str, text: str) -> _Graph:
    return _Graph(path, text, tuple(elements(text)))


def _is_graph(path: str) -> bool:
    place = folder(path) if path.endswith(".xml") and "/navigation" in path else None
    return place is not None and place.type == "navigation"


def _graphs(context: Context) -> list[_Graph]:
    """Every graph of the project."""
    paths = sorted({one.path for one in context.facts.resources("navigation")})
    return [_read(path, context.facts.text(path)) for path in paths if _is_graph(path)]


def _find(context: Context) -> Iterator[Finding]:
    graphs: list[_Graph] | None = None
    for path in _looked_at(context):
        if graphs is None:
            graphs = _graphs(context)
        if _is_graph(path):
            graph = _read(path, context.facts.text(path))
            yield from _classes(context, graph)
            yield from _destinations(context, graph, graphs)
        else:
            yield from _actions(context, path, graphs)


def _looked_at(context: Context) -> dict[str, None]:
    """The graphs and code of the draft, and what uses a graph or class that it changed."""
    found: dict[str, None] = {}
    for path in context.paths:
        if _is_graph(path):
            found[path] = None
            if not context.strict:
                found |= dict.fromkeys(_users(context, path))
        elif path.endswith((".kt", ".java")) and "Directions" in context.facts.text(path):
            found[path] = None
    for path in () if context.strict else context.draft.changed():
        old = context.head.file(path) if path.endswith((".kt", ".java")) else None
        for one in old.symbols if old else ():
            if one.kind == "class" and not one.owner and not context.facts.symbol(one.qualified):
                refs = context.facts.class_refs(one.name)
                found |= {ref.path: None for ref in refs if _is_graph(ref.path)}
    return found


def _users(context: Context, path: str) -> Iterator[str]:
    """The code that goes by the actions of a graph."""
    for one in _read(path, context.facts.text(path)).found:
        simple = (one.get("android:name") or "").rpartition(".")[2]
        if simple and one.name not in _INNER:
            name = f"{simple}Directions"
            yield from (
                user for user in context.facts.holding(name) if name in context.facts.text(user)
            )


def _classes(context: Context, graph: _Graph) -> Iterator[Finding]:
    module = context.project.module_of(graph.path)
    packages = Packages(context.facts)
    for one in graph.found:
        name = one.attribute("android:name")
        if name is None or one.name in _INNER or "$" in name.value:
            continue
        context.counted["NAV-01"] += 1
        full = qualified_name(name.value, (module and module.namespace) or "")
        package, _, simple = full.rpartition(".")
        if not package or not packages.owns(full) or not packages.has(package):
            continue
        if context.facts.symbol(full):
            continue
        near = sorted({each.name for each in context.facts.package_symbols(package)})
        homes = [each.qualified for each in context.facts.symbols(simple) if each.kind == "class"]
        slip = certain(simple, near)
        target = homes[0] if len(homes) == 1 else f"{package}.{slip}" if slip else ""
        message = f"there is no class `{full}`"
        message += f"; it is `{target}`" if target else meant(simple, near)
        fixed = target.removeprefix(full.removesuffix(name.value)) if target else ""
        yield _finding(graph, name, message, full, fixed)


def _destinations(context: Context, graph: _Graph, graphs: list[_Graph]) -> Iterator[Finding]:
    known = {name for one in (graph, *graphs) for name in one.destinations()}
    for one in graph.found:
        to = one.attribute("app:destination")
        start = one.attribute("app:startDestination")
        for attribute, names in ((to, known), (start, _children(one, graphs))):
            if attribute is None or not attribute.value.startswith(("@id/", "@+id/")):
                continue
            context.counted["NAV-01"] += 1
            name = attribute.value.rpartition("/")[2]
            if name in names or not context.facts.resource_paths("id", name):
                continue  # RES-02 tells of an id that nobody has
            slip = certain(name, names)
            told = "no destination" if attribute is to else "no destination of this graph"
            message = f"`{attribute.value}` is {told}"
            message += f"; did you mean `{slip}`?" if slip else meant(name, sorted(names))
            head = attribute.value.removesuffix(name)
            yield _finding(graph, attribute, message, name, f"{head}{slip}" if slip else "")


def _children(one: Element, graphs: list[_Graph]) -> set[str]:
    """What a graph may start at: its own destinations, and the roots of those it includes."""
    found = {_id(each) for each in one.children if each.name not in _INNER}
    for each in one.children:
        name = (each.get("app:graph") or "").rpartition("/")[2]
        for graph in graphs if name else ():
            if graph.path.endswith(f"/{name}.xml") and graph.found:
                found.add(_id(graph.found[0]))
    return found - {""}


def _finding(
    graph: _Graph, attribute: Attribute, message: str, subject: str, fixed: str
) -> Finding:
    line, column = place(graph.text, attribute.start)
    fix = None
    if fixed:
        fix = Fix(f"named `{fixed}`", line=line, old=attribute.value, new=fixed)
    return Finding("NAV-01", "block", graph.path, line, column, message, subject, fix)


def _actions(context: Context, path: str, graphs: list[_Graph]) -> Iterator[Finding]:
    code = mask(context.facts.text(path), templates=path.endswith(".kt")).code
    for found in _DIRECTIONS.finditer(code):
        known = _leading(graphs, found[1])
        if known is None:
            continue
        context.counted["NAV-01"] += 1
        if found[2] in known:
            continue
        slip = certain(found[2], known)
        message = f"no action of a graph gives `{found[1]}Directions.{found[2]}`"
        message += f"; did you mean `{slip}`?" if slip else meant(found[2], sorted(known))
        line, column = place(code, found.start())
        old = code[found.start() : found.end()]
        fix = None
        if slip and "\n" not in old:
            fixed = f"{old.removesuffix(found[2])}{slip}"
            fix = Fix(f"wrote `{slip}` for `{found[2]}`", line=line, old=old, new=fixed)
        yield Finding("NAV-01", "block", path, line, column, message, found[0], fix)


def _leading(graphs: list[_Graph], simple: str) -> set[str] | None:
    """The functions of the directions of a destination, None where it is no one's."""
    found: set[str] = set()
    known = False
    for graph in graphs:
        for one in graph.found:
            name = (one.get("android:name") or "").rpartition(".")[2].rpartition("$")[2]
            graph_name = _camel(_id(one)) if one.name == "navigation" else ""
            if one.name in _INNER or simple not in (name, graph_name):
                continue
            known = True
            at: Element | None = one
            while at is not None:
                found |= {
                    _camel(_id(each), first=False) for each in at.children if each.name == "action"
                }
                at = at.parent
    return found if known else None


def _camel(name: str, *, first: bool = True) -> str:
    """The name that Safe Args makes of an id."""
    parts = [part for part in re.split(r"[_.]", name) if part]
    joined = "".join(part[:1].upper() + part[1:] for part in parts)
    return joined if first else joined[:1].lower() + joined[1:]


CHECK = Check(
    "NAV-01",
    "block",
    "the destinations, classes and actions of a navigation graph are there",
    _find,
    example='`app:destination="@id/lst"` → `app:destination="@id/list"`',
)

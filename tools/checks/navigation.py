"""NAV-01: the destinations, classes, actions and arguments of a navigation graph are there."""

import re
from collections.abc import Iterator

from tools.android.manifest import qualified_name
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.graphs import INNER, Graph, called, graphs_of, identity, is_graph, leading, read
from tools.checks.navigation_arguments import arguments_given, arguments_read
from tools.checks.near import certain, meant
from tools.checks.resolution import Packages
from tools.syntax.masking import mask_again
from tools.syntax.xml import Attribute, Element

_DIRECTIONS = re.compile(r"(?<![\w.])(\w+)Directions\s*(?:\.Companion)?\s*\.\s*([a-z]\w*)")
_MADE = ("Directions", "Args")


def _find(context: Context) -> Iterator[Finding]:
    graphs: list[Graph] | None = None
    for path in _looked_at(context):
        if graphs is None:
            graphs = graphs_of(context)
        if is_graph(path):
            graph = read(path, context.facts.text(path))
            yield from _classes(context, graph)
            yield from _destinations(context, graph, graphs)
        else:
            yield from _actions(context, path, graphs)
            yield from arguments_read(context, path, graphs)


def _looked_at(context: Context) -> dict[str, None]:
    """The graphs and code of the draft, and what uses a graph or class that it changed."""
    found: dict[str, None] = {}
    for path in context.paths:
        if is_graph(path):
            found[path] = None
            if not context.strict:
                found |= dict.fromkeys(_users(context, path))
        elif path.endswith((".kt", ".java")):
            text = context.facts.text(path)
            if any(name in text for name in _MADE):
                found[path] = None
    for path in () if context.strict else context.draft.changed():
        old = context.head.file(path) if path.endswith((".kt", ".java")) else None
        for one in old.symbols if old else ():
            if one.kind == "class" and not one.owner and not context.facts.symbol(one.qualified):
                refs = context.facts.class_refs(one.name)
                found |= {ref.path: None for ref in refs if is_graph(ref.path)}
    return found


def _users(context: Context, path: str) -> Iterator[str]:
    """The code that goes by the actions of a graph, or reads their arguments."""
    for one in read(path, context.facts.text(path)).found:
        simple = (one.get("android:name") or "").rpartition(".")[2]
        for name in (f"{simple}Directions", f"{simple}Args") if one.name not in INNER else ():
            yield from context.facts.saying(name)


def _classes(context: Context, graph: Graph) -> Iterator[Finding]:
    module = context.project.module_of(graph.path)
    packages = Packages(context.facts)
    for one in graph.found:
        name = one.attribute("android:name")
        if name is None or one.name in INNER or "$" in name.value:
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


def _destinations(context: Context, graph: Graph, graphs: list[Graph]) -> Iterator[Finding]:
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


def _children(one: Element, graphs: list[Graph]) -> set[str]:
    """What a graph may start at: its own destinations, and the roots of those it includes."""
    found = {identity(each) for each in one.children if each.name not in INNER}
    for each in one.children:
        name = (each.get("app:graph") or "").rpartition("/")[2]
        for graph in graphs if name else ():
            if graph.path.endswith(f"/{name}.xml") and graph.found:
                found.add(identity(graph.found[0]))
    return found - {""}


def _finding(graph: Graph, attribute: Attribute, message: str, subject: str, fixed: str) -> Finding:
    line, column = place(graph.text, attribute.start)
    fix = None
    if fixed:
        fix = Fix(f"named `{fixed}`", line=line, old=attribute.value, new=fixed)
    return Finding("NAV-01", "block", graph.path, line, column, message, subject, fix)


def _actions(context: Context, path: str, graphs: list[Graph]) -> Iterator[Finding]:
    code = mask_again(context.facts.text(path), path.endswith(".kt")).code
    for found in _DIRECTIONS.finditer(code):
        actions = leading(graphs, found[1])
        if actions is None:
            continue
        context.counted["NAV-01"] += 1
        known = [called(identity(one)) for one in actions]
        if found[2] in known:
            named = [one for one, name in zip(actions, known, strict=True) if name == found[2]]
            yield from arguments_given(context, path, code, found, named)
            continue
        slip = certain(found[2], set(known))
        message = f"no action of a graph gives `{found[1]}Directions.{found[2]}`"
        message += f"; did you mean `{slip}`?" if slip else meant(found[2], sorted(set(known)))
        line, column = place(code, found.start())
        old = code[found.start() : found.end()]
        fix = None
        if slip and "\n" not in old:
            fixed = f"{old.removesuffix(found[2])}{slip}"
            fix = Fix(f"wrote `{slip}` for `{found[2]}`", line=line, old=old, new=fixed)
        yield Finding("NAV-01", "block", path, line, column, message, found[0], fix)


CHECK = Check(
    "NAV-01",
    "block",
    "the destinations, classes, actions and arguments of a navigation graph are there",
    _find,
    example='`app:destination="@id/lst"` → `app:destination="@id/list"`',
)

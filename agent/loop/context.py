"""The first prompt: the rules, the request, and the part of the project that it is about."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from prompts import describe_tool, render
from tools.calls.desk import Desk
from tools.recipes import RECIPES
from tools.references.named import named_entries
from tools.registry import Tool

if TYPE_CHECKING:
    from tools.index import Hit
    from tools.syntax.symbols import Symbol

FILES = 8
"""How many ranked files the first prompt names."""

FEWER_FILES = 4
"""How many it names where else there is no room for the declaration that a request names."""

MODULES_TOKENS = 200

TARGET_TOKENS = 450
"""Tokens for the declaration that a request names, with what it uses."""

ENTRIES_TOKENS = 120
"""Tokens for the resources and catalog aliases that a request names."""


def system_prompt(allowed: Sequence[Tool]) -> str:
    """The rules of the game: the same bytes for every request of the same kind."""
    described = []
    for tool in allowed:
        described.append(f"- {describe_tool(tool.name)}")
        if tool.name == "recipe":
            described += [f"  {_describe_recipe(name)}" for name in RECIPES]
    end = '{"action": "answer"}' if allowed[-1].name == "answer" else '{"action": "done", ...}'
    return render("system", tools=described, end=end)


def _describe_recipe(name: str) -> str:
    recipe = RECIPES[name]
    arguments = ", ".join(
        parameter.name + ("" if parameter.required else "?") for parameter in recipe.parameters
    )
    return f"{name} {{{arguments}}}: {recipe.summary}"


def task_prompt(desk: Desk, request: str, *, rules: str, budget: int) -> str:
    """The request with what the index knows about it, within `budget` tokens of the desk's count.

    Files come first (best first), then what the request names: entries of resources and catalogs,
    the one declaration whole with what it uses; then outlines of the best files while there is
    room.
    """
    hits = desk.index.search(request, FILES)
    files = [_file_line(desk, hit) for hit in hits]
    values: dict[str, object] = {
        "request": request,
        "modules": ", ".join(_modules(desk, [hit.path for hit in hits])),
        "rules": rules,
        "files": files,
        "entries": desk.fitting(named_entries(desk.facts(), request), ENTRIES_TOKENS),
    }

    def cost(outlines: Sequence[str], **fewer: object) -> int:
        return desk.count(render("task", **values | fewer, outlines="\n\n".join(outlines)))

    if cost([]) > budget:
        values |= {"modules": "", "rules": "", "entries": []}
    shown: list[str] = []
    target, seen = _named_target(desk, request)
    for few in (files, files[:FEWER_FILES]):
        if target and not shown and cost([target], files=few) <= budget:
            values["files"] = few
            shown.append(target)
            desk.seen |= seen
    for told, symbols in _outlines(desk, [hit.path for hit in hits]):
        if cost([*shown, told]) > budget:
            break
        shown.append(told)
        for symbol in symbols:
            desk.put_symbol(symbol)
    return render("task", **values, outlines="\n\n".join(shown))


def _file_line(desk: Desk, hit: "Hit") -> str:
    desk.put_path(hit.path)
    labels = [desk.put_symbol(symbol) for symbol in hit.symbols[:4]]
    return f"{hit.path}: {', '.join(labels)}" if labels else hit.path


def _modules(desk: Desk, paths: Sequence[str]) -> list[str]:
    """All modules; of many those of the files, then those that most others use."""
    from tools.index.central import modules_by_use

    project = desk.index.project()
    every = [module.path for module in project.modules]
    if desk.count(", ".join(every)) <= MODULES_TOKENS:
        return every
    own = [module.path for path in paths if (module := project.module_of(path))]
    ranked = dict.fromkeys([*own, *(module.path for module in modules_by_use(project))])
    return [*desk.fitting(ranked, MODULES_TOKENS), "..."]


def _outlines(desk: Desk, paths: Sequence[str]) -> "Iterator[tuple[str, tuple[Symbol, ...]]]":
    from tools.index import outline

    facts = desk.facts()
    for path in paths:
        entry = facts.file(path)
        if entry is not None and entry.symbols:
            yield f"{path}\n{outline(facts, path)}", entry.symbols


def _named_target(desk: Desk, request: str) -> tuple[str, set[str]]:
    """The one declaration that the request names, whole, and what is seen once that is shown.

    It need not be read then. "" where the request names none or several, or a long one.
    """
    from tools.calls.explore import read
    from tools.references.named import named_symbol

    symbol = named_symbol(desk.facts(), request)
    if symbol is None:
        return "", set()
    before = set(desk.seen)
    text = read(desk, desk.put_symbol(symbol)).text
    seen, desk.seen = desk.seen - before, before
    return (text, seen) if desk.count(text) <= TARGET_TOKENS else ("", set())

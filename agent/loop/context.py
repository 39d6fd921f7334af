"""The first prompt: the rules, the request, and the part of the project that it is about."""

from collections.abc import Callable, Sequence

from prompts import describe_tool, render
from tools.calls.desk import Desk
from tools.recipes import RECIPES
from tools.registry import Tool

FILES = 8
"""How many ranked files the first prompt names."""

Count = Callable[[str], int]
"""Tokens of a text."""


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


def task_prompt(desk: Desk, request: str, *, rules: str, budget: int, count: Count) -> str:
    """The request with what the index knows about it, within `budget` tokens.

    Files come first (best first), then outlines of the best ones while there is room.
    """
    from tools.index import outline

    hits = desk.index.search(request, FILES)
    modules = ", ".join(module.path for module in desk.index.project().modules)
    files = []
    for hit in hits:
        desk.put_path(hit.path)
        labels = [desk.put_symbol(symbol) for symbol in hit.symbols[:4]]
        files.append(f"{hit.path}: {', '.join(labels)}" if labels else hit.path)
    values = {"request": request, "modules": modules, "rules": rules, "files": files}
    text = render("task", **values, outlines="")
    if count(text) > budget:
        values |= {"modules": "", "rules": ""}
        text = render("task", **values, outlines="")
    shown: list[str] = []
    facts = desk.facts()
    for hit in hits:
        entry = facts.file(hit.path)
        if entry is None or not entry.symbols:
            continue
        told = f"{hit.path}\n{outline(facts, hit.path)}"
        longer = render("task", **values, outlines="\n\n".join([*shown, told]))
        if count(longer) > budget:
            break
        shown.append(told)
        text = longer
        for symbol in entry.symbols:
            desk.put_symbol(symbol)
    return text

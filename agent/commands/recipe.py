"""`recipe`: list, show and run the changes that need no model."""

from collections.abc import Collection, Sequence
from pathlib import Path

from agent import output
from agent.app import Session, close_network, fence_of
from agent.commands.run import Flags, perform
from agent.events import Diffed, Finished
from agent.settings import resolve
from tools.errors import Kind, UserError
from tools.recipes import RECIPES, Recipe


def list_recipes(*, json: bool) -> int:
    """List all recipes."""
    settings = resolve(None, {})
    close_network(settings, fence_of(settings))
    if json:
        for recipe in RECIPES.values():
            output.json_line(_as_dict(recipe))
        return 0
    output.table(
        ("recipe", "what it does"), [(name, recipe.summary) for name, recipe in RECIPES.items()]
    )
    return 0


def show_recipe(name: str, *, json: bool) -> int:
    """Show one recipe."""
    settings = resolve(None, {})
    close_network(settings, fence_of(settings))
    recipe = _known(name)
    if json:
        output.json_line(_as_dict(recipe))
        return 0
    output.data(f"{recipe.name}: {recipe.summary}\n\n")
    output.table(
        ("argument", "needed", "what it means"),
        [
            (item.name, "required" if item.required else "optional", item.description)
            for item in recipe.parameters
        ],
    )
    return 0


def run_recipe(name: str, arguments: Sequence[str], path: Path, flags: Flags, *, json: bool) -> int:
    """Run a recipe as a whole run: edit, check, apply, with undo."""
    recipe = _known(name)
    given = dict(_pair(argument) for argument in arguments)
    _demand_arguments(recipe, given)

    def do(session: Session, request: str) -> Finished:
        from agent.loop.direct import Step
        from agent.loop.run import run_steps

        return run_steps(session, (Step(recipe.name, given, request),), request)

    request = " ".join((recipe.name, *arguments))
    return perform(do, request, path, flags, sink=output.sink(as_json=json, data=(Diffed,)))


def _pair(argument: str) -> tuple[str, str]:
    key, equals, value = argument.partition("=")
    if not equals or not key:
        raise UserError(f"`{argument}` is no argument", "write `key=value`", Kind.USAGE)
    return key, value


def _demand_arguments(recipe: Recipe, given: Collection[str]) -> None:
    known = [item.name for item in recipe.parameters]
    wrong = next((name for name in given if name not in known), None)
    lacking = next((i.name for i in recipe.parameters if i.required and i.name not in given), None)
    hint = f"`offdroid recipe show {recipe.name}` shows its arguments"
    if wrong is not None:
        raise UserError(f"`{recipe.name}` takes no argument `{wrong}`", hint, Kind.USAGE)
    if lacking is not None:
        raise UserError(f"`{recipe.name}` needs the argument `{lacking}`", hint, Kind.USAGE)


def _known(name: str) -> Recipe:
    if name in RECIPES:
        return RECIPES[name]
    from difflib import get_close_matches

    near = get_close_matches(name, list(RECIPES), n=1)
    hint = f"did you mean `{near[0]}`" if near else "`offdroid recipe list` shows them"
    raise UserError(f"there is no recipe `{name}`", hint, Kind.USAGE)


def _as_dict(recipe: Recipe) -> dict[str, object]:
    parameters = [
        {"name": item.name, "description": item.description, "required": item.required}
        for item in recipe.parameters
    ]
    return {"name": recipe.name, "summary": recipe.summary, "parameters": parameters}

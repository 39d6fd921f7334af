"""The recipes that exist, and running one by its name. Code is loaded when a recipe runs."""

from collections.abc import Mapping

from tools.base import Retry
from tools.near import near_names
from tools.recipes.base import Outcome, Parameter, Recipe, RecipeContext


def _rename_symbol(context: RecipeContext, **arguments: str) -> Outcome:
    from tools.recipes.rename import rename_symbol

    return rename_symbol(context, **arguments)


def _extract_strings(context: RecipeContext, **arguments: str) -> Outcome:
    from tools.recipes.extract import extract_strings

    return extract_strings(context, **arguments)


def _add_dependency(context: RecipeContext, **arguments: str) -> Outcome:
    from tools.recipes.dependency import add_dependency

    return add_dependency(context, **arguments)


def _add_permission(context: RecipeContext, **arguments: str) -> Outcome:
    from tools.recipes.permission import add_permission

    return add_permission(context, **arguments)


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "rename-symbol",
            "rename a class, function or property with its certain uses",
            (
                Parameter("symbol", "name, qualified name or `Class.member`"),
                Parameter("to", "the new simple name"),
            ),
            _rename_symbol,
        ),
        Recipe(
            "extract-strings",
            "move hard-coded texts into `strings.xml`",
            (
                Parameter("text", "the literal text; without it every text found", required=False),
                Parameter("path", "only this file or folder", required=False),
                Parameter("module", "only this module", required=False),
                Parameter("resource_name", "only with `text`; else derived", required=False),
            ),
            _extract_strings,
        ),
        Recipe(
            "add-dependency",
            "add a library or project to a module",
            (
                Parameter("dependency", "`group:artifact:version`, catalog alias or `:module`"),
                Parameter("module", "the module that gets it, such as `:core:data`"),
                Parameter("configuration", "default `implementation`", required=False),
            ),
            _add_dependency,
        ),
        Recipe(
            "add-permission",
            "declare a permission in a manifest",
            (
                Parameter("permission", "full or short name, such as `INTERNET`"),
                Parameter("module", "default: the app", required=False),
            ),
            _add_permission,
        ),
    )
}


def run_recipe(name: str, context: RecipeContext, arguments: Mapping[str, str]) -> Outcome:
    """Run a recipe on the draft of `context`.

    Raises `Retry` with code `unknown-recipe` or `arguments`, or what the recipe itself raises.
    """
    recipe = RECIPES.get(name)
    if recipe is None:
        near = near_names(name, RECIPES) or list(RECIPES)
        raise Retry("unknown-recipe", f"no recipe `{name}`", recipe=name, near=near)
    given = {key: value.strip() for key, value in arguments.items() if value.strip()}
    known = [parameter.name for parameter in recipe.parameters]
    for key in given:
        if key not in known:
            raise Retry(
                "arguments",
                f"`{name}` takes no `{key}`",
                recipe=name,
                near=near_names(key, known) or known,
            )
    missing = [
        parameter.name
        for parameter in recipe.parameters
        if parameter.required and parameter.name not in given
    ]
    if missing:
        raise Retry("arguments", f"`{name}` needs `{missing[0]}`", recipe=name, near=missing)
    return recipe.function(context, **given)

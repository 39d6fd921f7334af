"""The commands about recipes."""

from typing import Annotated

import typer

from agent.cli.groups import recipes
from agent.options import HERE, Branch, Commit, Folder, Json, Patch, Seal, Unverified, Yes


@recipes.command("list", epilog="Example: offdroid recipe list")
def recipe_list(json: Json = False) -> None:
    """List the recipes."""
    from agent.commands.recipe import list_recipes

    raise typer.Exit(list_recipes(json=json))


@recipes.command("show", epilog="Example: offdroid recipe show rename-symbol")
def recipe_show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The recipe.")],
    json: Json = False,
) -> None:
    """Show what a recipe does and which arguments it takes."""
    from agent.commands.recipe import show_recipe

    raise typer.Exit(show_recipe(name, json=json))


@recipes.command(
    "run", epilog="Example: offdroid recipe run rename-symbol symbol=loginUser to=signIn"
)
def recipe_run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The recipe.")],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE", help="The recipe's arguments."),
    ] = None,
    path: Folder = HERE,
    seal: Seal = None,
    yes: Yes = None,
    commit: Commit = None,
    branch: Branch = None,
    patch: Patch = None,
    keep_unverified: Unverified = None,
    json: Json = False,
) -> None:
    """Run a recipe: edit, check, and apply one patch.

    The diff goes to standard output, everything else to standard error.
    """
    from agent.commands.recipe import run_recipe

    flags = {
        "seal": seal, "yes": yes, "commit": commit, "branch": branch, "patch": patch,
        "keep_unverified": keep_unverified,
    }  # fmt: skip
    raise typer.Exit(run_recipe(name, arguments or [], path, flags, json=json))

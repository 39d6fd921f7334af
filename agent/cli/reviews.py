"""The commands that look at a change."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.groups import app, hooks
from agent.options import HERE, Budget, Engine, FailOn, Folder, Ignore, Json, Linters, Seal, Select


@app.command(epilog="Example: offdroid review --staged")
def review(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILES", help="Review these files or folders of the work tree."),
    ] = None,
    path: Folder = HERE,
    staged: Annotated[bool, typer.Option("--staged", help="Review what is staged.")] = False,
    commit: Annotated[
        str, typer.Option(metavar="REV", help="Review a commit against its parent.")
    ] = "",
    span: Annotated[
        str, typer.Option("--range", metavar="A..B", help="Review what the commits of a range did.")
    ] = "",
    fix: Annotated[
        bool, typer.Option("--fix", help="Make the certain fixes, staged or in the work tree.")
    ] = False,
    model: Annotated[
        bool, typer.Option("--model", help="Let a model on this machine advise too, as info.")
    ] = False,
    budget: Budget = None,
    engine: Engine = None,
    fail_on: FailOn = None,
    select: Select = None,
    ignore: Ignore = None,
    linters: Linters = None,
    format: Annotated[
        str, typer.Option(metavar="FORMAT", help="Print text, json, sarif or github.")
    ] = "text",
    seal: Seal = None,
) -> None:
    """Say what a change breaks, before it is committed.

    Only what the change made worse counts. Without a choice of yours this reviews what is
    staged, or the work tree where nothing is. Findings go to standard output.
    """
    from agent.commands.review import Wish, review, seconds
    from agent.review.scope import Scope

    wish = Wish(Scope(staged, commit, span), tuple(files or ()), format, fix, model)
    flags = {
        "engine": engine, "seal": seal, "fail_on": fail_on, "linters": linters,
        "select": tuple(select) if select else None, "ignore": tuple(ignore) if ignore else None,
        "budget": None if budget is None else seconds(budget),
    }  # fmt: skip
    raise typer.Exit(review(wish, path, flags))


@app.command(epilog="Example: offdroid checks KT-04")
def checks(
    name: Annotated[
        str, typer.Argument(metavar="CHECK", help="A check or a family, such as KT-04 or KT.")
    ] = "",
    json: Json = False,
) -> None:
    """List the checks, or show one with its example."""
    from agent.commands.checks import list_checks

    raise typer.Exit(list_checks(name, json=json))


@hooks.command("install", epilog="Example: offdroid hook install")
def hook_install(path: Folder = HERE, json: Json = False) -> None:
    """Make git review each commit with `offdroid review --staged`.

    A hook that is there already is kept and runs first. `git commit --no-verify` skips both.
    """
    from agent.commands.hook import install

    raise typer.Exit(install(path, json=json))


@hooks.command("uninstall", epilog="Example: offdroid hook uninstall")
def hook_uninstall(path: Folder = HERE, json: Json = False) -> None:
    """Take the hook away and put back the one that was there before."""
    from agent.commands.hook import uninstall

    raise typer.Exit(uninstall(path, json=json))


@hooks.command("status", epilog="Example: offdroid hook status")
def hook_status(path: Folder = HERE, json: Json = False) -> None:
    """Say whether commits are reviewed here. Exit 1 where they are not."""
    from agent.commands.hook import status

    raise typer.Exit(status(path, json=json))

"""The commands about earlier runs."""

from typing import Annotated

import typer

from agent.cli.groups import runs
from agent.options import HERE, Folder, Json


@runs.command("list", epilog="Example: offdroid runs list")
def runs_list(path: Folder = HERE, json: Json = False) -> None:
    """List the runs of this repository, newest first."""
    from agent.commands.runs import list_runs

    raise typer.Exit(list_runs(path, json=json))


@runs.command("show", epilog="Example: offdroid runs show 20261124-0930")
def runs_show(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="A run or how its id begins. Default: the last.")
    ] = "",
    path: Folder = HERE,
    json: Json = False,
) -> None:
    """Show what a run did, as it was seen then."""
    from agent.commands.runs import show_run

    raise typer.Exit(show_run(run, path, json=json))


@runs.command("delete", epilog="Example: offdroid runs delete 20261124-0930")
def runs_delete(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run or how its id begins.")] = "",
    path: Folder = HERE,
    everything: Annotated[
        bool, typer.Option("--all", help="Delete what is kept of all runs.")
    ] = False,
    json: Json = False,
) -> None:
    """Delete what is kept of a run, or of all.

    That is the transcript and what `undo` needs. What the run changed stays.
    """
    from agent.commands.runs import delete_runs

    raise typer.Exit(delete_runs(run, path, everything=everything, json=json))

"""The commands that answer a request, and the one that takes it back."""

from typing import Annotated

import typer

from agent.cli.groups import app
from agent.options import (
    HERE,
    Branch,
    Commit,
    Context,
    Engine,
    Folder,
    Guards,
    Json,
    Model,
    Patch,
    Request,
    Seal,
    Turns,
    Unverified,
    Yes,
)


@app.command(epilog="Example: offdroid run 'rename loginUser to signIn'")
def run(
    request: Request,
    path: Folder = HERE,
    engine: Engine = None,
    model: Model = None,
    context: Context = None,
    max_turns: Turns = None,
    seal: Seal = None,
    yes: Yes = None,
    commit: Commit = None,
    branch: Branch = None,
    patch: Patch = None,
    keep_unverified: Unverified = None,
    no_guard: Guards = None,
    json: Json = False,
) -> None:
    """Do what the request says: plan, edit, check, and apply one patch.

    The diff goes to standard output, everything else to standard error.
    """
    from agent.commands.run import run

    flags = {
        "engine": engine, "model": model, "context": context, "max_turns": max_turns,
        "seal": seal, "yes": yes, "commit": commit, "branch": branch, "patch": patch,
        "keep_unverified": keep_unverified, "no_guard": tuple(no_guard) if no_guard else None,
    }  # fmt: skip
    raise typer.Exit(run(request, path, flags, json=json))


@app.command(epilog="Example: offdroid plan 'add a logout button to the profile screen'")
def plan(
    request: Request,
    path: Folder = HERE,
    engine: Engine = None,
    model: Model = None,
    context: Context = None,
    max_turns: Turns = None,
    seal: Seal = None,
    json: Json = False,
) -> None:
    """Say what `run` would do, step by step, and change nothing.

    The plan goes to standard output, everything else to standard error.
    """
    from agent.commands.run import plan

    flags = {"engine": engine, "model": model, "context": context, "max_turns": max_turns}
    raise typer.Exit(plan(request, path, {**flags, "seal": seal}, json=json))


@app.command(epilog="Example: offdroid ask 'where is the session stored?'")
def ask(
    request: Annotated[
        str,
        typer.Argument(metavar="QUESTION", help="The question, or `-` for standard input."),
    ],
    path: Folder = HERE,
    engine: Engine = None,
    model: Model = None,
    context: Context = None,
    max_turns: Turns = None,
    seal: Seal = None,
    json: Json = False,
) -> None:
    """Answer a question about the project and change nothing.

    The answer goes to standard output, everything else to standard error.
    """
    from agent.commands.run import ask

    flags = {"engine": engine, "model": model, "context": context, "max_turns": max_turns}
    raise typer.Exit(ask(request, path, {**flags, "seal": seal}, json=json))


@app.command(epilog="Example: offdroid undo")
def undo(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="The run to undo. Default: the last one.")
    ] = "",
    path: Folder = HERE,
    json: Json = False,
) -> None:
    """Take back, byte for byte, what a run changed in the work tree."""
    from agent.commands.undo import undo

    raise typer.Exit(undo(run, path, json=json))

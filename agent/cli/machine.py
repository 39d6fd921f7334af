"""The commands that tell of this machine."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.groups import app
from agent.options import HERE, Engine, Folder, Json, Model, Prove, Seal


@app.command(epilog="Example: offdroid doctor")
def doctor(
    path: Folder = HERE,
    engine: Engine = None,
    model: Model = None,
    seal: Seal = None,
    prove: Prove = False,
    json: Json = False,
) -> None:
    """Say what is found here, what is missing, and what to do."""
    from agent.commands import doctor

    flags = {"engine": engine, "model": model, "seal": seal}
    raise typer.Exit((doctor.prove if prove else doctor.doctor)(path, flags, json=json))


@app.command(epilog="Example: offdroid demo")
def demo(
    keep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Make the scratch project here, in a new folder."),
    ] = None,
    seal: Seal = None,
    json: Json = False,
) -> None:
    """Show a whole run on a scratch copy of a sample app. Needs no model."""
    from agent.commands.demo import demo

    raise typer.Exit(demo(keep, {"seal": seal}, json=json))

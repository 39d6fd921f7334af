"""The commands that tell of a project."""

from typing import Annotated

import typer

from agent.cli.groups import app
from agent.options import HERE, Folder, Json


@app.command(epilog="Example: offdroid index")
def index(
    path: Folder = HERE,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact",
            help="Ask your own Gradle too, offline and sealed, and prefer what it tells of the "
            "modules until a build file changes.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Read what changed in the project, and say what it holds.

    Other commands do this by themselves; this one only shows what there is.
    """
    from agent.commands.index import index

    raise typer.Exit(index(path, exact=exact, json=json))


@app.command(epilog="Example: offdroid find login button")
def find(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    path: Folder = HERE,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="Show at most N files or symbols.")
    ] = 10,
    library: Annotated[
        bool,
        typer.Option(
            "--library",
            help="Find a name in the libraries of the project and in the platform, with its "
            "signature: `Button`, `Modifier.padding`.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Find the files that a request is about, best first, and say why."""
    if library:
        from agent.commands.libraries import find_in_libraries

        raise typer.Exit(find_in_libraries(" ".join(words), path, limit, json=json))
    from agent.commands.find import find

    raise typer.Exit(find(" ".join(words), path, limit, json=json))


@app.command(epilog="Example: offdroid usages SessionRepository.loginUser")
def usages(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A symbol (`Session`, `Session.loginUser`, or its full name), a resource "
            "(`R.string.title`, `string/title`), a module (`:core:data`), a catalog alias "
            "(`libs.room.ktx`), a permission, or a package.",
        ),
    ],
    path: Folder = HERE,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Show at most N uses of each thing."),
    ] = None,
    json: Json = False,
) -> None:
    """Show who uses a symbol, a resource, a module or an alias.

    Code, XML, manifests, keep rules, build scripts and catalogs are looked through. Where the
    name can mean several things, each is shown with its own uses. Uses that nothing makes
    certain come last, each with the reason.
    """
    from agent.commands.usages import usages

    raise typer.Exit(usages(name, path, limit, json=json))


@app.command("map", epilog="Example: offdroid map --tokens 2000")
def project_map(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Prefer what has to do with these words."),
    ] = None,
    path: Folder = HERE,
    tokens: Annotated[
        int, typer.Option(metavar="N", min=100, help="Write at most N tokens.")
    ] = 2000,
    json: Json = False,
) -> None:
    """Draw a map of the project within a budget of tokens.

    Modules come first, then files, then what these declare. Without words it shows what most of
    the project is built on. What matters less is left out.
    """
    from agent.commands.map import draw_map

    raise typer.Exit(draw_map(" ".join(words or []), path, tokens, json=json))

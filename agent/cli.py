"""The command line: parses and dispatches, nothing else. A command's code loads when it runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
import typer.core

from agent.options import (
    HERE,
    Branch,
    Budget,
    Commit,
    Context,
    Engine,
    FailOn,
    Folder,
    Guards,
    Ignore,
    Json,
    Linters,
    Model,
    Patch,
    Prove,
    Request,
    Seal,
    Select,
    Turns,
    Unverified,
    Yes,
)


class Escaped(BaseException):
    """Carries an exception past Typer, which would end the process for it with its own code."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


class _Commands(typer.core.TyperGroup):
    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override] # its own is private
        """Run the command; what Typer would swallow goes on to our boundary."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, EOFError, OSError) as error:
            raise Escaped(error) from error


def _group(text: str) -> typer.Typer:
    return typer.Typer(
        help=text,
        cls=_Commands,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )


app = _group("An offline coding agent for Android projects.")
runs = _group("Look at what earlier runs did, and delete what is kept of them.")
recipes = _group("Use the recipes: changes that need no model.")
hooks = _group("Review each commit before git makes it.")


@app.callback()
def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """An offline coding agent for Android projects.

    It plans with a model on this machine, edits and checks with code that knows Kotlin and
    Gradle, and hands over one patch that can be undone. Nothing leaves the machine.
    """


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


app.add_typer(runs, name="runs")


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


app.add_typer(recipes, name="recipe")


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


app.add_typer(hooks, name="hook")


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


def execute(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit code."""
    try:
        app(list(arguments), prog_name="offdroid")
    except Escaped as escaped:
        raise escaped.error from None
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0

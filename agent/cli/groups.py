"""The groups of commands, and what passes through them."""

from typing import Annotated

import typer
import typer.core


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


def group(text: str) -> typer.Typer:
    """A group of commands; without one its help is shown."""
    return typer.Typer(
        help=text,
        cls=_Commands,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )


app = group("An offline coding agent for Android projects.")
runs = group("Look at what earlier runs did, and delete what is kept of them.")
recipes = group("Use the recipes: changes that need no model.")
hooks = group("Review each commit before git makes it.")
app.add_typer(runs, name="runs")
app.add_typer(recipes, name="recipe")
app.add_typer(hooks, name="hook")


@app.callback()
def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """An offline coding agent for Android projects.

    It plans with a model on this machine, edits and checks with code that knows Kotlin and
    Gradle, and hands over one patch that can be undone. Nothing leaves the machine.
    """

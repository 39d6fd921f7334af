"""The command line: parses and dispatches, nothing else. A command's code loads when it runs."""

from collections.abc import Sequence

from agent.cli.groups import Escaped, app

# The help shows the commands in this order.
# isort: off
from agent.cli import requests, reviews, project, machine, records, recipes

__all__ = ["app", "execute", "machine", "project", "recipes", "records", "requests", "reviews"]


def execute(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit code."""
    try:
        app(list(arguments), prog_name="offdroid")
    except Escaped as escaped:
        raise escaped.error from None
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0

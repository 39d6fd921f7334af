"""`run`, `plan` and `ask`: one request to the loop."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from agent import output
from agent.app import Place, Session, enter, session
from agent.events import Answered, Diffed, Event, Finished, Planned
from agent.settings import Value
from tools.errors import Kind, UserError

Flags = Mapping[str, Value | None]
Perform = Callable[[Session, str], Finished]


def run(request: str, path: Path, flags: Flags, *, json: bool) -> int:
    """Do what the request says; return the exit code."""
    from agent.loop.run import run_request

    return perform(run_request, request, path, flags, sink=_sink(json, Diffed))


def plan(request: str, path: Path, flags: Flags, *, json: bool) -> int:
    """Say what would be done; return the exit code."""
    from agent.loop.run import plan_request

    return perform(plan_request, request, path, flags, sink=_sink(json, Planned))


def ask(question: str, path: Path, flags: Flags, *, json: bool) -> int:
    """Answer a question; return the exit code."""
    from agent.loop.run import ask_question

    return perform(ask_question, question, path, flags, sink=_sink(json, Answered))


def perform(do: Perform, request: str, path: Path, flags: Flags, *, sink: output.Sink) -> int:
    """Enter the project, let the loop do its work, return the exit code."""
    request = read_request(request)
    return perform_in(enter(path, flags, model=True), do, request, sink=sink)


def perform_in(place: Place, do: Perform, request: str, *, sink: output.Sink) -> int:
    """Let the loop do its work in a place, return the exit code."""
    _demand_guards(place.settings.no_guard)
    asks = output.ask if isinstance(sink, output.Printer) else _nobody
    with sink, session(place, sink, asks, request) as opened:
        return do(opened, request).exit


def read_request(request: str) -> str:
    """The request itself, or standard input where it is `-`."""
    if request == "-":
        request = sys.stdin.read() if sys.stdin else ""
    if not request.strip():
        raise UserError("the request is empty", "say what you want in a sentence", Kind.USAGE)
    return request.strip()


def _demand_guards(names: Sequence[str]) -> None:
    """See that only guards that exist are switched off."""
    if names:
        from agent.loop.guards import GUARDS

        for name in names:
            if name not in GUARDS:
                hint = f"there are {', '.join(f'`{known}`' for known in GUARDS)}"
                raise UserError(f"there is no guard `{name}`", hint, Kind.USAGE)


def _sink(json: bool, data: type[Event]) -> output.Sink:
    return output.sink(as_json=json, data=(data,))


def _nobody(_question: str) -> None:
    return None

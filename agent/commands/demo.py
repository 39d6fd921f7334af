"""`demo`: a whole run on a scratch copy of the sample."""

from pathlib import Path

from agent import output
from agent.commands.run import Flags, perform_in
from agent.events import Diffed
from agent.row import Row

REQUEST = 'rename loginUser to signIn and move the text "Welcome back" into strings.xml'


def demo(keep: Path | None, flags: Flags, *, json: bool) -> int:
    """Make the scratch copy, run the request there as in real use, say where it lies."""
    from agent.app import close_network, fence_of, place_of
    from agent.loop.run import run_request
    from agent.sample import make_scratch
    from agent.settings import resolve

    flags = {**flags, "engine": "direct"}
    settings = resolve(None, flags)
    sealed = close_network(settings, fence_of(settings, None, *([keep] if keep else [])))
    folder = make_scratch(keep)
    if not json:
        output.row(Row("request", REQUEST, "strong"))
    sink = output.sink(as_json=json, data=(Diffed,))
    code = perform_in(place_of(folder, flags, sealed), run_request, REQUEST, sink=sink)
    if not json:
        output.row(Row("scratch", str(folder), whole=True))
        output.row(Row("", "This is a git repository of its own; delete it when you like"))
    return code

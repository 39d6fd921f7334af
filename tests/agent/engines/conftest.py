"""An engine on a scripted wire server, without its probe."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from agent.engines.base import Message, Request
from agent.engines.ollama import OllamaEngine, Options
from tests.wire.server import WireServer

Open = Callable[[WireServer], OllamaEngine]
REQUEST = Request([Message("system", "You edit code."), Message("user", "Say a word.")], 60)
SCHEMA = {
    "type": "object",
    "properties": {"action": {"enum": ["read", "done"]}},
    "required": ["action"],
}


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens an engine on a server that runs already, and closes it at the end."""
    with ExitStack() as stack:

        def start(server: WireServer) -> OllamaEngine:
            options = Options(rung="schema", idle_seconds=0.3, first_seconds=0.3, seed=7)
            engine = OllamaEngine("gemma4:e2b", server.address, options=options)
            stack.callback(engine.close)
            return engine

        yield start

"""The Ollama engine sees through the gate what it would see without it, faults included."""

import socket
from collections.abc import Callable, Sequence

import pytest

from agent.seal import namespace
from tests.agent.seal.conftest import python
from tests.wire import answers
from tests.wire.answers import Answer
from tests.wire.server import Installed, WireServer

pytestmark = pytest.mark.seal


Say = Callable[[str, str], str]


@pytest.fixture(params=["namespace", "filter"])
def say(request: pytest.FixtureRequest) -> Say:
    """What the engine comes to, in a child that is sealed by this tier: address, model."""
    tier: str = request.param
    if tier == "filter" and namespace.only_loopback():
        pytest.skip("this machine has no network to be refused")

    def say(address: str, model: str) -> str:
        with python("-m", "tests.agent.seal.engine_inside", address, model, tier) as process:
            out, said = process.communicate()
        assert said == ""
        return out.strip()

    return say


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        (["a word"], "stop: a word"),
        ([answers.error_line("a w")], "NO_MODEL: the model server reports:"),
        ([answers.broken_off("a w")], "cut: a w"),
        ([answers.web_page()], "NO_MODEL: a web page and no model server answers at `http://{}`"),
        ([answers.redirect("http://192.0.2.1/")], "NO_MODEL: the server at `http://{}` sends the"),
    ],
    ids=["reply", "error in mid-stream", "connection broken", "web page", "redirect"],
)
def test_what_the_server_does(say: Say, replies: Sequence[str | Answer], expected: str) -> None:
    with WireServer(replies) as server:
        assert say(server.address, "gemma4:e2b").startswith(expected.format(server.address))


def test_a_missing_model(say: Say) -> None:
    with WireServer() as server:
        assert say(server.address, "nope:1b") == "NO_MODEL: model `nope:1b` is not installed"


def test_a_remote_model_in_an_innocent_name(say: Say) -> None:
    models = [Installed(), Installed(name="plain:1b", remote_host="https://example.com")]
    with WireServer(models=models) as server:
        assert say(server.address, "plain:1b") == (
            "NO_MODEL: model `plain:1b` runs on a remote server"
        )


def test_nobody_listens(say: Say) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert (
            say(address, "gemma4:e2b") == f"NO_MODEL: no model server answers at `http://{address}`"
        )

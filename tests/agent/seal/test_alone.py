"""Where the filter is alone: what passes the door that the gate hands connections through."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.seal import namespace
from tests.agent.seal.conftest import python
from tests.agent.seal.model_server import ModelServer

pytestmark = pytest.mark.seal

ANSWERED = "HTTP/1.1 200 OK"


class Inside:
    """The sealed process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._ask, self._said = process.stdin, process.stdout
        self.gate = int(self._said.readline())

    def does(self, action: str) -> str:
        """What came of an action."""
        self._ask.write(f"{action}\n")
        self._ask.flush()
        return self._said.readline().strip()


@pytest.fixture
def inside(server: ModelServer) -> Iterator[Inside]:
    if namespace.only_loopback():
        pytest.skip("this machine has no network to be refused")
    with python("-m", "tests.agent.seal.handed_out", str(server.port)) as process:
        yield Inside(process)
        _, said = process.communicate()
    assert (process.returncode, said) == (0, "")


def test_a_stream_arrives_piece_by_piece(inside: Inside, server: ModelServer) -> None:
    assert inside.does("begin") == "False"
    server.go_on.set()
    assert inside.does("go on") == "True"


def test_a_client_that_leaves_ends_the_generation(inside: Inside, server: ModelServer) -> None:
    assert inside.does("leave") == "left"
    assert server.left.wait(30)


def test_many_at_once_wait_for_their_turn(inside: Inside) -> None:
    assert inside.does("at once") == ANSWERED


def test_wishes_that_were_interrupted_are_let_go(inside: Inside) -> None:
    assert inside.does("take none") == ANSWERED


def test_the_gate_takes_no_descriptors(inside: Inside) -> None:
    assert inside.does("version") == ANSWERED
    assert inside.does("give files") == ANSWERED
    opened = {str(file.readlink()) for file in Path(f"/proc/{inside.gate}/fd").iterdir()}
    assert {name.split(":")[0] for name in opened} <= {"/dev/null", "socket", "pipe", "/memfd"}
    assert sum(name.startswith("pipe:") for name in opened) == 1


def test_children_have_no_door(inside: Inside) -> None:
    assert inside.does("children") == "False False"

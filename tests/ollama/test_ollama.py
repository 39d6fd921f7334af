"""The engine against a real Ollama server with a real model."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from agent.engines.address import parse_address
from agent.engines.base import Engine
from agent.engines.ollama import OllamaEngine, Options
from agent.engines.ollama_server import OllamaServer
from agent.engines.probe import Probes
from tests.agent.engines.contract import CAPITAL, EngineContract, say
from tests.ollama.conftest import Reached
from tests.wire.answers import read_exchange
from tools.errors import Kind, UserError

pytestmark = [pytest.mark.ollama, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def engine(reached: Reached, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    probes = Probes(tmp_path_factory.mktemp("data") / "probes.json")
    options = Options(context=reached.context, seed=1)
    built = OllamaEngine(reached.model, reached.address, options=options, probes=probes)
    yield built
    built.close()


class TestOllama(EngineContract):
    def test_the_server_is_asked_for_choices_by_schema(self, engine: Engine) -> None:
        assert isinstance(engine, OllamaEngine)
        assert engine.rung == "schema"

    def test_the_model_is_loaded_with_our_context(self, engine: Engine, reached: Reached) -> None:
        say(engine, CAPITAL)
        with OllamaServer(parse_address(reached.address)) as server:
            assert engine.describe().model in server.loaded()


def test_a_missing_model_is_told(reached: Reached) -> None:
    with pytest.raises(UserError, match="`nope` is not installed") as caught:
        OllamaEngine("nope", reached.address)
    assert caught.value.kind is Kind.NO_MODEL


def test_our_probe_finds_what_the_first_one_found(reached: Reached, tmp_path: Path) -> None:
    probes = Probes(tmp_path / "probes.json")
    for _ in range(2):
        options = Options(context=reached.context)
        engine = OllamaEngine(reached.model, reached.address, options=options, probes=probes)
        assert engine.rung == "schema"
        engine.close()


RECORDED = [
    "chat-length",
    "chat-stream",
    "error-bad-format",
    "error-cloud-disabled",
    "error-image",
    "error-missing-model",
    "error-thinking",
    "error-tools",
    "status",
    "version",
]


@pytest.mark.parametrize("name", RECORDED)
def test_the_recorded_exchanges_are_what_the_server_does(name: str, reached: Reached) -> None:
    if not reached.ours:
        pytest.skip("recorded with another server and model than the reader's own")
    exchange = read_exchange(name)
    request = exchange["request"]
    assert isinstance(request, dict)
    with httpx.Client(trust_env=False, timeout=300) as client:
        url = f"http://{reached.address}{request['path']}"
        answer = client.request(request["method"], url, json=request["body"])
    assert answer.status_code == exchange["status"]
    assert answer.headers["content-type"] == exchange["content_type"]
    assert _essence(answer.text) == _essence(str(exchange["body"]))


def _essence(body: str) -> object:
    """All but times: the joined text and the shape of the last line, or the one object."""
    lines = [json.loads(line) for line in body.splitlines()]
    if "message" not in lines[-1]:
        return lines
    text = "".join(line["message"]["content"] for line in lines)
    return text, sorted(lines[-1]), lines[-1].get("done_reason"), lines[-1].get("eval_count")

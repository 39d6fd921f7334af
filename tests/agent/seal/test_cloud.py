"""Models that are not on this machine are told from those that are, and the cloud is named."""

import json

import pytest

from agent.engines.ollama import OllamaEngine, Options
from agent.seal.cloud import Models, is_cloud_name, warning
from tests.wire.answers import Answer
from tests.wire.server import WireServer

TAGS = {
    "models": [
        {"name": "gemma4:e4b", "model": "gemma4:e4b"},
        {"name": "Org/Mixed:Q4", "model": "Org/Mixed:Q4"},
        {"name": "plain:latest", "remote_host": "https://example.com"},
        {"name": "PLAIN:latest"},
        {"name": "aliased:1b", "model": "aliased:1b", "remote_model": "big"},
        {"name": 7},
        "nonsense",
    ]
}


@pytest.mark.parametrize(
    "name",
    [
        "gpt-oss:cloud",
        "gpt-oss:120b-cloud",
        "GPT-OSS:120B-Cloud ",
        "host/ns/gpt-oss:cloud",
        "gpt-oss:cloud:local",
    ],
)
def test_cloud_names(name: str) -> None:
    assert is_cloud_name(name)


@pytest.mark.parametrize("name", ["gemma4:e4b", "cloud", "cloud-gemma:4b", "host:80/my-cloud", ""])
def test_other_names(name: str) -> None:
    assert not is_cloud_name(name)


def test_where_models_run() -> None:
    models = Models.listed(TAGS)
    assert models.place("gemma4:e4b") == models.place("gemma4:e4b:local") == "here"
    assert models.place("org/mixed:q4") == "here"
    assert models.place("gemma4") == "unknown"
    assert models.place("plain") == models.place("aliased:1b") == "elsewhere"
    assert models.place("gemma4:cloud") == "elsewhere"


@pytest.mark.parametrize("answer", [None, [], {}, {"models": None}, {"models": [None]}])
def test_an_answer_that_lists_nothing(answer: object) -> None:
    assert Models.listed(answer).place("gemma4:e4b") == "unknown"


@pytest.mark.parametrize("status", [None, {}, {"cloud": {"disabled": True}}, {"cloud": "?"}])
def test_no_cloud_no_warning(status: object) -> None:
    assert warning(status) == ""


def test_an_engine_tells_that_its_server_has_the_cloud_on() -> None:
    status = Answer([json.dumps({"cloud": {"disabled": False}}).encode()])
    with WireServer([], routes={"/api/status": status}) as server:
        engine = OllamaEngine("gemma4:e2b", server.address, options=Options(rung="schema"))
        notes = engine.describe().notes
        engine.close()
    assert [note for note in notes if "cloud" in note] == [
        "the model server's own cloud is switched on: it may talk to the internet by itself; "
        "start it with `OLLAMA_NO_CLOUD=1`"
    ]

"""What the engine sends to Ollama, and what it makes of a good answer."""

import os
import sys
from pathlib import Path

import pytest

from agent.engines import open_engine
from agent.engines.address import parse_address
from agent.engines.base import Delta, Message, Request, Statistics
from agent.engines.memory import GIB, known_context, this_machine
from agent.engines.ollama import OllamaEngine, Options
from agent.engines.ollama_server import OllamaServer
from agent.engines.probe import Probes
from tests.agent.engines.conftest import REQUEST, SCHEMA, Open
from tests.wire import answers
from tests.wire.server import Installed, WireServer
from tools.errors import Kind, UserError
from tools.process import run


def _ignore(delta: Delta) -> None:
    return


def test_every_request_leaves_nothing_to_the_servers_defaults(opened: Open) -> None:
    with WireServer(["{}", "word"]) as server:
        engine = opened(server)
        engine.choose(REQUEST, SCHEMA, _ignore)
        engine.write(REQUEST, _ignore)
    choice, code = server.chats
    assert code == {
        "model": "gemma4:e2b",
        "messages": [
            {"role": "system", "content": "You edit code."},
            {"role": "user", "content": "Say a word."},
        ],
        "stream": True,
        "think": False,
        "truncate": False,
        "shift": False,
        "keep_alive": "30m",
        "options": {
            "temperature": 1.0,
            "top_k": 64,
            "top_p": 0.95,
            "min_p": 0.0,
            "typical_p": 1.0,
            "repeat_last_n": 64,
            "repeat_penalty": 1.0,
            "presence_penalty": 0.0,
            "frequency_penalty": 0.0,
            "num_ctx": 16384,
            "num_predict": 60,
            "seed": 7,
        },
    }
    assert choice.pop("format") == SCHEMA
    options = choice.pop("options")
    assert isinstance(options, dict)
    assert options["temperature"] == 0.3
    assert choice == {key: value for key, value in code.items() if key != "options"}


def test_headers_tell_nothing_and_ask_for_no_compression(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with WireServer(["word"]) as server:
        opened(server).write(REQUEST, _ignore)
    assert len(server.requests) >= 4
    for seen in server.requests:
        headers = {name.lower(): value for name, value in seen.headers.items()}
        assert headers["accept-encoding"] == "identity"
        assert "authorization" not in headers


@pytest.mark.parametrize(
    "variable",
    [
        "ALL_PROXY=socks5h://127.0.0.1:1",
        "https_proxy=foo://x",
        "OLLAMA_HOST=::1",
        "SSL_CERT_FILE=/nonexistent",
    ],
)
def test_an_odd_environment_does_not_matter_where_an_address_is_given(variable: str) -> None:
    name, _, value = variable.partition("=")
    line = "from agent.engines import open_engine; open_engine('ollama', address='{}').close()"
    with WireServer() as server:
        done = run(
            (sys.executable, "-c", line.format(server.address)),
            cwd=Path.cwd(),
            environment={**os.environ, name: value},
        )
    assert (done.code, done.stderr) == (0, b"")


def test_a_recorded_stream_comes_out_as_text_pieces_and_statistics(opened: Open) -> None:
    deltas: list[Delta] = []
    with WireServer([answers.recorded("chat-stream")]) as server:
        reply = opened(server).write(REQUEST, deltas.append)
    assert reply.text == "The capital of France is Paris."
    assert reply.finish == "stop"
    assert reply.statistics == Statistics(16, None, 8, 0.001068608, 0.071713, 0.073268)
    assert "".join(delta.text for delta in deltas) == reply.text
    assert deltas[0] == Delta()


def test_a_recorded_choice_and_a_recorded_limit(opened: Open) -> None:
    both = [answers.recorded("chat-schema"), answers.recorded("chat-length")]
    with WireServer(both) as server:
        engine = opened(server)
        choice = engine.choose(REQUEST, SCHEMA, _ignore)
        short = engine.write(REQUEST, _ignore)
    assert choice.text.startswith('{\n  "action": "read"')
    assert (short.text, short.finish) == ("The capital of", "length")


def test_an_answer_that_is_not_streamed_is_read_too(opened: Open) -> None:
    with WireServer([answers.recorded("chat-whole")]) as server:
        reply = opened(server).write(REQUEST, _ignore)
    assert (reply.text, reply.finish) == ("The capital of France is Paris.", "stop")


def test_recorded_lists_are_read() -> None:
    names = ("version", "tags", "show", "ps", "status")
    routes = {f"/api/{name}": answers.recorded(name) for name in names}
    with WireServer(routes=routes) as server, OllamaServer(parse_address(server.address)) as asked:
        assert asked.version() == (0, 32, 15)
        assert asked.cloud_warning() == ""
        small, smol = asked.models()
        shown = asked.show(smol)
        assert asked.loaded() == ("smol:latest", "g270:latest")
        assert asked.find("smol") == asked.find("SMOL:latest") == smol
    assert (small.name, small.family, small.parameters) == ("g270:latest", "gemma3", "268.10M")
    assert (smol.size, smol.quantization, smol.remote) == (98362745, "Q4_1", False)
    assert (known_context(shown.information), shown.capabilities) == (8192, ("completion",))


def test_escapes_of_a_reply_never_arrive(opened: Open) -> None:
    deltas: list[Delta] = []
    chunks = [answers.line("m", "a\x1b"), answers.line("m", "]0;x\x07b"), *answers.said("").chunks]
    with WireServer([answers.Answer(chunks)]) as server:
        reply = opened(server).write(REQUEST, deltas.append)
    assert reply.text == "ab"
    assert "".join(delta.text for delta in deltas) == "ab"


def test_an_installed_model_is_described(opened: Open) -> None:
    with WireServer() as server:
        description = opened(server).describe()
    assert (description.engine, description.model) == ("ollama", "gemma4:e2b")
    assert (description.family, description.parameters) == ("gemma4", "5.1B")
    assert (description.context, description.digest) == (16384, "d" * 64)
    assert description.notes == ()


def test_the_default_is_the_largest_gemma_4_that_fits() -> None:
    models = [
        Installed("llama3:8b", family="llama", parameters="8B"),
        Installed("gemma4:e2b", 700_000_000, parameters="5.1B"),
        Installed("gemma4:e4b-it-qat", 600_000_000, parameters="7.9B"),
        Installed("gemma4:31b", 10**15, parameters="30.7B"),
        Installed("gemma4:31b-mine", parameters="30.7B", remote_host="https://ollama.com"),
    ]
    with WireServer(models=models) as server:
        engine = open_engine("ollama", address=server.address)
        engine.close()
    assert engine.describe().model == "gemma4:e4b-it-qat"


def test_a_default_that_leaves_no_room_for_others_comes_second() -> None:
    tight = Installed("gemma4:31b", this_machine().memory - GIB, parameters="30.7B")
    for models, chosen in (((tight, Installed()), "gemma4:e2b"), ((tight,), "gemma4:31b")):
        with WireServer(models=models) as server, OllamaServer(parse_address(server.address)) as it:
            assert it.find("").name == chosen


@pytest.mark.parametrize(
    ("models", "message", "hint"),
    [
        ([], "no Gemma 4 model is installed", "run `ollama pull gemma4:e4b` while online"),
        ([Installed("qwen3:8b", family="qwen3")], "no Gemma 4 model", "`qwen3:8b`"),
        ([Installed("gemma4:31b", 10**15)], "needs more memory", "choose a smaller model"),
    ],
)
def test_without_a_usable_default_the_person_is_told_what_to_do(
    models: list[Installed], message: str, hint: str
) -> None:
    with (
        WireServer(models=models) as server,
        pytest.raises(UserError, match=message) as caught,
    ):
        open_engine("ollama", address=server.address)
    assert hint in caught.value.hint
    assert caught.value.kind is Kind.NO_MODEL


def test_a_missing_model_is_named_with_the_command_that_gets_it() -> None:
    with WireServer() as server, pytest.raises(UserError) as caught:
        open_engine("ollama", model="gemma4:12b", address=server.address)
    assert caught.value.message == "model `gemma4:12b` is not installed"
    assert caught.value.hint == "run `ollama pull gemma4:12b` while online"


@pytest.mark.parametrize(
    "name", ["gemma4:31b-cloud", "gemma4:CLOUD", " gpt-oss:20b-Cloud ", "me/x:1b -cloud", "x:cloud"]
)
def test_a_cloud_name_is_refused_before_anything_is_sent(name: str) -> None:
    with WireServer() as server, pytest.raises(UserError, match="remote server"):
        open_engine("ollama", model=name, address=server.address)
    assert server.requests == []


def test_an_innocent_name_for_a_remote_model_is_refused_before_a_chat() -> None:
    models = [Installed("helper", remote_host="https://ollama.com:443")]
    with WireServer(models=models) as server, pytest.raises(UserError, match="remote server"):
        open_engine("ollama", model="helper", address=server.address)
    assert {seen.path for seen in server.requests} == {"/api/version", "/api/tags"}


def test_a_remote_model_that_only_show_tells_is_refused_before_a_chat() -> None:
    show = Installed("helper", remote_host="https://x").show()
    import json

    routes = {"/api/show": answers.raw(json.dumps(show).encode(), "application/json")}
    with (
        WireServer(models=[Installed("helper")], routes=routes) as server,
        pytest.raises(UserError, match="remote server"),
    ):
        open_engine("ollama", model="helper", address=server.address)
    assert "/api/chat" not in {seen.path for seen in server.requests}


def test_nobody_listens() -> None:
    with WireServer() as server:
        address = server.address
    with pytest.raises(UserError) as caught:
        open_engine("ollama", address=address)
    assert caught.value.message == f"no model server answers at `http://{address}`"
    assert "ollama serve" in caught.value.hint
    assert caught.value.kind is Kind.NO_MODEL


def test_nobody_listens_behind_the_gate() -> None:
    refusal = answers.Answer(
        [b'{"error": "seal: the model server does not answer"}'],
        502,
        "application/json",
        {"Server": "offdroid-gate"},
    )
    with WireServer(routes={"/api/version": refusal}) as server, pytest.raises(UserError) as caught:
        open_engine("ollama", address=server.address)
    assert "ollama serve" in caught.value.hint


def test_another_programs_server_is_recognised() -> None:
    page = answers.web_page(404)
    with WireServer(routes={"/api/version": page}) as server, pytest.raises(UserError) as caught:
        open_engine("ollama", address=server.address)
    assert "web page" in caught.value.message


def test_the_environment_names_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with WireServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", f"http://{server.address}/")
        engine = open_engine("ollama")
        engine.close()
    assert server.requests
    monkeypatch.setenv("OLLAMA_HOST", "0.0.0.0")
    with pytest.raises(UserError, match=r"`0.0.0.0` is not an address of this machine"):
        open_engine("ollama")
    assert os.environ["OLLAMA_HOST"] == "0.0.0.0"


def test_a_server_that_is_too_old_is_refused_and_one_that_is_oldish_noted() -> None:
    with WireServer(version="0.20.7") as server, pytest.raises(UserError, match="too old"):
        open_engine("ollama", address=server.address)
    with WireServer(version="0.31.0") as server:
        engine = open_engine("ollama", address=server.address)
        engine.close()
    assert engine.describe().notes == (
        "Ollama 0.31.0 is old for `gemma4:e2b`: older ones loop on tool calls; update it to 0.32.1",
    )


def test_a_context_beyond_the_models_own_is_lowered_and_noted() -> None:
    with WireServer(models=[Installed(context=8192)]) as server:
        engine = open_engine("ollama", address=server.address, context=40_000)
        engine.close()
    assert engine.describe().context == 8192
    assert "8,192" in engine.describe().notes[0]


def test_the_ladder_is_climbed_once_per_model_and_server(tmp_path: Path) -> None:
    probes = Probes(tmp_path / "probes.json")
    rungs = []
    with WireServer() as server:
        for _ in range(2):
            engine = OllamaEngine("", server.address, probes=probes)
            rungs.append(engine.rung)
            engine.close()
        asked = [seen for seen in server.requests if seen.path == "/api/chat"]
    assert rungs == ["schema", "schema"]
    assert len(asked) == 1


def test_opening_an_engine_loads_no_model() -> None:
    with WireServer() as server:
        open_engine("ollama", address=server.address).close()
    assert "/api/chat" not in [seen.path for seen in server.requests]


def test_where_a_schema_is_not_enforced_native_calls_and_then_text_are_tried(
    tmp_path: Path,
) -> None:
    for number, capabilities in enumerate([("completion", "tools"), ("completion",)]):
        model = Installed(digest=str(number), capabilities=capabilities)
        with WireServer(models=[model]) as server:
            server.schema_enforced = False
            engine = OllamaEngine("", server.address, probes=Probes(tmp_path / "probes.json"))
            rung = engine.rung
            engine.close()
        assert rung == ("native" if "tools" in capabilities else "text")


def test_a_server_that_refuses_schemas_is_asked_in_other_ways(tmp_path: Path) -> None:
    refused = answers.status(400, "format is not supported by this runner")
    with WireServer(routes={"/api/chat": refused}) as server:
        engine = OllamaEngine("", server.address, probes=Probes(tmp_path / "probes.json"))
        rung = engine.rung
        engine.close()
    assert rung == "text"


def test_a_model_that_does_not_load_is_told_by_the_first_probe(tmp_path: Path) -> None:
    refused = answers.status(500, "model requires more system memory than is available")
    probes = Probes(tmp_path / "probes.json")
    with WireServer(routes={"/api/chat": refused}) as server:
        engine = OllamaEngine("", server.address, probes=probes)
        with pytest.raises(UserError, match="needs more memory than there is"):
            engine.choose(REQUEST, SCHEMA, _ignore)
        engine.close()
    assert [seen.path for seen in server.requests].count("/api/chat") == 1
    assert not (tmp_path / "probes.json").exists()


def test_a_native_call_comes_out_as_the_flat_object() -> None:
    schema = {
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "action": {"const": "read"},
                    "path": {"type": "string", "enum": ["A.kt"], "description": "the file"},
                },
                "required": ["action", "path"],
            },
            {"type": "object", "properties": {"action": {"enum": ["done", "give_up"]}}},
        ]
    }
    with WireServer([answers.called("read", {"path": "A.kt"})]) as server:
        engine = OllamaEngine("", server.address, options=Options(rung="native"))
        reply = engine.choose(REQUEST, schema, _ignore)
        engine.close()
    tools = server.chats[0]["tools"]
    assert isinstance(tools, list)
    assert [tool["function"]["name"] for tool in tools] == ["read", "done", "give_up"]
    assert tools[0]["function"]["parameters"] == {
        "type": "object",
        "properties": {"path": {"type": "string", "description": "the file"}},
        "required": ["path"],
    }
    assert reply.text == '{"action": "read", "path": "A.kt"}'


def test_counts_learn_from_the_server_and_still_err_upwards(opened: Open) -> None:
    text = "fun greet(name: String) = println(name)\n" * 40
    request = Request([Message("user", text)], 60)
    with WireServer([answers.said("x", prompt=300)]) as server:
        engine = opened(server)
        before = engine.count_tokens(text)
        engine.write(request, _ignore)
        after = engine.count_tokens(text)
    assert 295 <= after < before

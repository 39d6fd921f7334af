"""Whatever a server does wrong: what the loop gets, or what a person reads."""

import pytest

from agent.engines.base import Reply
from tests.agent.engines.conftest import REQUEST, SCHEMA, Open
from tests.wire import answers
from tests.wire.answers import Answer
from tests.wire.server import Installed, WireServer
from tools.errors import Kind, UserError


def _write(answer: Answer, opened: Open) -> Reply:
    with WireServer([answer]) as server:
        return opened(server).write(REQUEST, lambda delta: None)


def _choose(answer: Answer, opened: Open) -> Reply:
    with WireServer([answer]) as server:
        return opened(server).choose(REQUEST, SCHEMA, lambda delta: None)


@pytest.mark.parametrize(
    "answer",
    [
        answers.without_done("fun a() ="),
        answers.broken_off("fun a() ="),
        answers.raw(b"".join(answers.without_done("fun a() =").chunks) + b'{"model": "gem'),
    ],
    ids=["no done", "broken off", "half a line"],
)
def test_a_stream_that_ends_early_is_a_cut_reply(answer: Answer, opened: Open) -> None:
    reply = _write(answer, opened)
    assert (reply.text, reply.finish) == ("fun a() =", "cut")
    assert reply.statistics.prompt_tokens > 0


@pytest.mark.parametrize(
    "answer",
    [
        answers.endless_words(),
        answers.endless_repetition(),
        answers.endless_white_space(),
        answers.endless_white_space("fun a() = 1"),
        answers.recorded("chat-runaway-ends-without-done"),
    ],
    ids=["words", "repetition", "white space", "white space after code", "recorded"],
)
def test_an_endless_reply_is_cut(answer: Answer, opened: Open) -> None:
    reply = _choose(answer, opened)
    assert reply.finish == "cut"
    assert len(reply.text) < 2000


def test_a_repetition_is_cut_long_before_the_token_limit(opened: Open) -> None:
    from agent.engines.base import Message, Request

    request = Request([Message("user", "x")], 50_000)
    with WireServer([answers.endless_repetition()]) as server:
        reply = opened(server).write(request, lambda delta: None)
    assert reply.finish == "cut"
    assert len(reply.text) < 1200


def test_white_space_after_a_whole_object_does_not_spoil_it(opened: Open) -> None:
    reply = _choose(answers.endless_white_space('{"action": "done"}'), opened)
    assert reply.text.strip() == '{"action": "done"}'
    assert reply.finish == "stop"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (answers.error_line("fun"), "the model server reports: an error was encountered"),
        (answers.error_line("x", "CUDA error: out of memory"), "needs more memory than there is"),
        (answers.error_line("x", "model runner has unexpectedly stopped"), "the model stopped"),
        (answers.web_page(), "a web page and no model server answers"),
        (answers.web_page(502), "a web page and no model server answers"),
        (answers.redirect("http://127.0.0.1:1/"), r"sends the request elsewhere \(a redirect\)"),
        (answers.bomb(), "sends a compressed answer, refused"),
        (answers.endless_line(), "does not answer as Ollama does: a line without end"),
        (answers.silence(), "has fallen silent"),
        (answers.silence("fun a()"), "has fallen silent"),
        (answers.raw(b"pong\n"), "does not answer as Ollama does: no JSON"),
        (answers.raw(b"[]\n"), "does not answer as Ollama does: a line that is no object"),
        (answers.raw(b'{"a": 1}\n'), "does not answer as Ollama does: a line of another shape"),
        (answers.raw(b"[" * 100_000 + b"\n"), "does not answer as Ollama does"),
        (answers.raw(answers.line("m", "x", remote_host="https://x")), "runs on a remote server"),
        (answers.status(503, "server busy"), "no place for another request"),
        (answers.status(500, ""), "the model server reports: status 500"),
        (answers.raw(b"\xff\xfe", "text/plain", 500), "the model server reports"),
        (
            answers.status(500, "model requires more system memory (9 GiB) than is available"),
            r"needs more memory than there is: model requires more system memory \(9 GiB\)",
        ),
        (answers.recorded("error-missing-model"), "model `gemma4:e2b` is not installed"),
        (answers.recorded("error-cloud-disabled"), "runs on a remote server"),
        (answers.recorded("error-thinking"), "does not support thinking"),
        (answers.recorded("error-bad-format"), "invalid format"),
    ],
)
def test_a_fault_of_the_server_is_told_with_a_hint(
    answer: Answer, message: str, opened: Open
) -> None:
    with pytest.raises(UserError, match=message) as caught:
        _write(answer, opened)
    assert caught.value.kind is Kind.NO_MODEL
    assert caught.value.hint
    assert "\x1b" not in caught.value.message


def test_a_prompt_that_is_too_long_names_both_sizes(opened: Open) -> None:
    with pytest.raises(UserError) as caught:
        _write(answers.recorded("error-context"), opened)
    assert caught.value.message == (
        "the prompt (3,010 tokens) is longer than the context of 2,048 tokens"
    )
    assert caught.value.kind is Kind.NOT_DONE


def test_a_server_that_dies_between_two_turns_is_unreachable(opened: Open) -> None:
    with WireServer(["one"]) as server:
        engine = opened(server)
        engine.write(REQUEST, lambda delta: None)
    with pytest.raises(UserError) as caught:
        engine.write(REQUEST, lambda delta: None)
    assert caught.value.kind is Kind.NO_MODEL
    assert "ollama serve" in caught.value.hint


def test_whoever_listens_may_stop_the_generation(opened: Open) -> None:
    class Interrupted(Exception):
        pass

    def stop(delta: object) -> None:
        if getattr(delta, "text", ""):
            raise Interrupted

    with WireServer([answers.endless_words(), "after"]) as server:
        engine = opened(server)
        with pytest.raises(Interrupted):
            engine.write(REQUEST, stop)
        assert engine.write(REQUEST, lambda delta: None).text == "after"


def test_a_model_without_a_place_in_memory_is_refused_before_it_is_asked(opened: Open) -> None:
    with WireServer(models=[Installed(size=10**15)]) as server:
        with pytest.raises(UserError, match=r"needs more memory than there is: about 1000000") as e:
            opened(server)
        assert server.chats == []
    assert e.value.kind is Kind.NO_MODEL

"""What every real engine must do: the same tests for a server and for the engine in process."""

import json
from uuid import uuid4

import pytest

from agent.engines.base import Delta, Engine, Message, Reply, Request
from tools.errors import Kind, UserError

SCHEMA = {
    "type": "object",
    "properties": {"action": {"type": "string", "enum": ["read", "done"]}},
    "required": ["action"],
    "additionalProperties": False,
}
CAPITAL = "What is the capital of France?"


class Stopped(Exception):
    """Raised by a listener that has heard enough."""


def ignore(delta: Delta) -> None:
    """A listener that does nothing."""


def say(engine: Engine, *texts: str, tokens: int = 24) -> Reply:
    """Write after a conversation in which user and assistant take turns."""
    messages = [
        Message("assistant" if number % 2 else "user", text) for number, text in enumerate(texts)
    ]
    return engine.write(Request(messages, tokens), ignore)


def long_text(words: int) -> str:
    """A text that no server has seen before."""
    return " ".join([uuid4().hex, *(f"word{number % 97}" for number in range(words))])


class EngineContract:
    """Subclasses bring a fixture `engine`."""

    def test_it_says_what_answers(self, engine: Engine) -> None:
        description = engine.describe()
        assert description.model
        assert description.context >= 1024

    def test_a_choice_is_one_of_the_schema(self, engine: Engine) -> None:
        request = Request([Message("user", 'Reply with JSON {"action": "read"}')], 60)
        reply = engine.choose(request, SCHEMA, ignore)
        assert json.loads(reply.text)["action"] in ("read", "done")
        assert reply.finish == "stop"

    def test_a_text_arrives_in_pieces_with_its_cost(self, engine: Engine) -> None:
        deltas: list[Delta] = []
        reply = engine.write(Request([Message("user", CAPITAL)], 24), deltas.append)
        assert "".join(delta.text for delta in deltas) == reply.text
        assert reply.text.strip()
        assert reply.statistics.prompt_tokens > 5
        assert reply.statistics.output_tokens > 0
        assert reply.statistics.output_seconds > 0

    def test_the_token_limit_holds(self, engine: Engine) -> None:
        reply = say(engine, "Count from one to one hundred in words.", tokens=3)
        assert reply.finish in ("length", "cut")
        assert reply.statistics.output_tokens <= 4

    def test_what_was_sent_before_is_not_evaluated_again(self, engine: Engine) -> None:
        text = long_text(200)
        first = say(engine, text, tokens=4)
        second = say(engine, text, first.text, "And now?", tokens=4)
        cached = second.statistics.cached_tokens
        if cached is None:
            assert second.statistics.prompt_seconds < first.statistics.prompt_seconds / 2
        else:
            assert cached > 0.9 * first.statistics.prompt_tokens

    def test_a_listener_that_stops_leaves_the_engine_usable(self, engine: Engine) -> None:
        def stop(delta: Delta) -> None:
            if delta.text:
                raise Stopped

        with pytest.raises(Stopped):
            engine.write(Request([Message("user", "Tell a long story.")], 400), stop)
        assert say(engine, CAPITAL).text.strip()

    def test_a_prompt_that_does_not_fit_is_refused_with_its_size(self, engine: Engine) -> None:
        words = engine.describe().context
        with pytest.raises(UserError, match=r"the prompt \([\d,]+ tokens\) is longer") as caught:
            say(engine, long_text(words))
        assert caught.value.kind is Kind.NOT_DONE
        assert say(engine, CAPITAL).text.strip()

    def test_counted_tokens_are_enough(self, engine: Engine) -> None:
        code = "private fun greet(name: String) {\n    println(name)\n}\n" * 10
        spent = say(engine, code, tokens=1).statistics.prompt_tokens
        assert engine.count_tokens(code) >= 0.9 * (spent - 40)

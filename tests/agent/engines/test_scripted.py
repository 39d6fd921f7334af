"""Replies from a script: a transcript, or a list."""

import json
from pathlib import Path

import pytest

from agent.engines import open_engine
from agent.engines.base import Delta, Message, Reply, Request
from agent.engines.scripted import ScriptedEngine
from agent.events import ModelReplied
from tools.errors import Kind, UserError

REQUEST = Request([Message("system", "You edit code."), Message("user", "Rename it.")], 100)


def _ask(engine: ScriptedEngine, request: Request = REQUEST) -> tuple[Reply, list[Delta]]:
    deltas: list[Delta] = []
    return engine.write(request, deltas.append), deltas


def test_a_transcript_replays_in_order_with_its_finishes(tmp_path: Path) -> None:
    events = [
        {"event": "run-started", "run": "1"},
        ModelReplied("choice", '{"action": "done"}', "stop", 9, None, 4, 0.1, 0.2).as_dict(),
        ModelReplied("code", "fun", "cut", 9, None, 4, 0.1, 0.2).as_dict(),
    ]
    path = tmp_path / "run.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    engine = open_engine("scripted", model=str(path))
    first = engine.choose(REQUEST, {"type": "object"}, lambda delta: None)
    second = engine.write(REQUEST, lambda delta: None)
    assert [(reply.text, reply.finish) for reply in (first, second)] == [
        ('{"action": "done"}', "stop"),
        ("fun", "cut"),
    ]


def test_a_list_of_strings_is_a_script_too(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    path.write_text('["one", "two"]')
    engine = ScriptedEngine.read(path)
    assert [_ask(engine)[0].text, _ask(engine)[0].text] == ["one", "two"]


def test_the_reply_arrives_in_pieces_and_without_escapes() -> None:
    reply, deltas = _ask(ScriptedEngine(["a\n\x1b[31mb\n"]))
    assert reply.text == "a\nb\n"
    assert [delta.text for delta in deltas] == ["", "a\n", "b\n"]


def test_what_two_prompts_share_counts_as_cached() -> None:
    engine = ScriptedEngine(["x", "y"])
    first, _ = _ask(engine)
    longer = Request([*REQUEST.messages, Message("assistant", "x"), Message("user", "Go on.")], 100)
    second, _ = _ask(engine, longer)
    assert first.statistics.cached_tokens == 0
    assert second.statistics.cached_tokens == first.statistics.prompt_tokens
    assert second.statistics.prompt_tokens > first.statistics.prompt_tokens


def test_a_script_that_runs_out_says_so() -> None:
    engine = ScriptedEngine(["only"], name="short.json")
    _ask(engine)
    with pytest.raises(UserError, match=r"`short.json` has no more replies: all 1 are used"):
        _ask(engine)


@pytest.mark.parametrize("content", ["", "{", '[{"a": 1}]', '{"event": "finished"}', "\xff"])
def test_what_is_no_script_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "no.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(UserError) as caught:
        open_engine("scripted", model=str(path))
    assert caught.value.kind is Kind.NO_MODEL
    assert str(path) in caught.value.message


def test_a_missing_script_and_an_unknown_engine_are_named() -> None:
    with pytest.raises(UserError, match="no script"):
        open_engine("scripted")
    with pytest.raises(UserError, match="there is no engine `gpt`"):
        open_engine("gpt")

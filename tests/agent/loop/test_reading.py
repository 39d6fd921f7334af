"""A choice is understood in every shape in which small models send it, and never half."""

import pytest

from agent.loop.reading import read_object
from tools.base import Retry

ACTIONS = ("search", "read", "done", "check")

READ = {"action": "read", "target": "Session"}


@pytest.mark.parametrize(
    "reply",
    [
        '{"action": "read", "target": "Session"}',
        '```json\n{"action": "read", "target": "Session"}\n```',
        'Sure! I will read it.\n{"action": "read", "target": "Session"} Then I go on.',
        '{"name": "read", "arguments": {"target": "Session"}}',
        '{"tool": "read", "args": {"target": "Session"}}',
        '{"function": {"name": "read", "arguments": {"target": "Session"}}}',
        '<tool_call>\n{"name": "read", "arguments": {"target": "Session"}}\n</tool_call>',
        '<|tool_call>call:read{target:<|"|>Session<|"|>}<tool_call|>',
        '{"action": "read", "parameters": {"target": "Session"}}',
        '{"read": {"target": "Session"}}',
        'I call read(target="Session") now',
        "read(target='Session')",
    ],
)
def test_the_shapes_of_one_choice(reply: str) -> None:
    assert read_object(reply, ACTIONS) == READ


def test_a_call_without_arguments_in_prose() -> None:
    assert read_object("Let me check() it", ACTIONS) == {"action": "check"}


@pytest.mark.parametrize(
    "reply",
    [
        '{"action": "read", "target": "Sess',
        '{"action": "read", "arguments": {"name": "search", "text": "a"}',
        "I would read the session first",
        "read(target='a') or read(target='b')",
        "[1, 2, 3]",
        '{"target": "Session"}',
        "delete(target='a')",
    ],
)
def test_what_is_no_choice_is_a_fault(reply: str) -> None:
    with pytest.raises(Retry) as caught:
        read_object(reply, ACTIONS)
    assert caught.value.code == "reply"


def test_a_cut_object_says_where_it_breaks() -> None:
    with pytest.raises(Retry) as caught:
        read_object('{"action": "read", "target": "Sess', ACTIONS)
    assert caught.value.values["detail"] == "Unterminated string starting at (character 30)"


@pytest.mark.parametrize("reply", ["", "  \n"])
def test_an_empty_reply(reply: str) -> None:
    with pytest.raises(Retry) as caught:
        read_object(reply, ACTIONS)
    assert caught.value.code == "empty"

"""Every tool has one description, and a template never renders with a hole in it."""

import jinja2
import pytest

from prompts import describe_tool, render, tool_names
from tools.registry import tools


def test_each_tool_has_one_description() -> None:
    assert set(tool_names()) == set(tools())


def test_a_description_begins_with_the_tools_name() -> None:
    for name in tool_names():
        assert describe_tool(name).startswith(name), name


def test_a_description_names_the_arguments_that_are_asked_for() -> None:
    for tool in tools().values():
        for argument in tool.arguments:
            if argument.name != "code":
                assert argument.name in describe_tool(tool.name), (tool.name, argument.name)


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("task", request="x")


@pytest.mark.parametrize(
    ("block", "asked"), [(True, "Send the corrected code block."), (False, "Your next action?")]
)
def test_a_fault_without_words_of_its_own_says_its_sentence(block: bool, asked: str) -> None:
    told = render("fault", code="syntax", sentence="a brace is open", text="12: {", block=block)
    assert told == f"a brace is open\n12: {{\n{asked}"

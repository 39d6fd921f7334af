"""Code is taken out of replies as small models write them."""

import pytest

from tests.cases import Case, cases
from tools.base import Retry
from tools.edits import split_replacement, unfence


@pytest.mark.parametrize("case", cases("unfence"), ids=lambda case: case.name)
def test_the_code_of_a_reply(case: Case) -> None:
    name = case.settings.get("name", "")
    if "fault" in case.parts:
        with pytest.raises(Retry) as caught:
            unfence(case.parts["reply"], name=name)
        assert caught.value.code == case.parts["fault"]
    else:
        assert unfence(case.parts["reply"], name=name) == case.parts["code"]


def test_carriage_returns_go() -> None:
    assert unfence("```\r\nval a = 1\r\nval b = 2\r\n```\r\n") == "val a = 1\nval b = 2"


@pytest.mark.parametrize(
    "code",
    ["old\n=======\nnew", "<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE"],
)
def test_a_replacement_is_split(code: str) -> None:
    assert split_replacement(code) == ("old", "new")


def test_a_replacement_without_a_divider_is_a_fault() -> None:
    with pytest.raises(Retry, match="0 lines"):
        split_replacement("old")

"""Quoted text is found and replaced, or refused with the real text."""

import pytest

from tests.cases import Case, cases
from tools.base import Retry
from tools.edits import replace_text
from tools.repo.draft import Draft
from tools.repo.tree import MemoryTree

PATH = "A.kt"


def draft_of(text: str) -> Draft:
    return Draft(MemoryTree({PATH: text.encode()}))


@pytest.mark.parametrize("case", cases("text"), ids=lambda case: case.name)
def test_replacing_text(case: Case) -> None:
    draft = draft_of(case.parts["before"] + "\n")
    near = int(case.settings["near"]) if "near" in case.settings else None
    old, new = case.parts["old"], case.parts["new"]
    if "fault" not in case.parts:
        edited = replace_text(draft, PATH, old, new, near=near)
        assert draft.text(PATH) == case.parts["after"] + "\n"
        assert "\n".join(edited.repairs) == case.parts.get("told", "")
        return
    with pytest.raises(Retry) as caught:
        replace_text(draft, PATH, old, new, near=near)
    code, *rest = case.parts["fault"].split("\n", 1)
    assert caught.value.code == code
    if rest:
        assert f"{caught.value}\n{caught.value.values['text']}" == rest[0]
    assert draft.changed() == ()


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    draft = Draft(MemoryTree({PATH: b"\xef\xbb\xbfval a = 1\r\nval b = 2\r\n"}))
    replace_text(draft, PATH, "val a = 1\nval b = 2", "val a = 3\nval b = 4")
    assert draft.read(PATH) == b"\xef\xbb\xbfval a = 3\r\nval b = 4\r\n"


def test_two_edits_of_one_file_both_land() -> None:
    draft = draft_of("val a = 1\nval b = 2\n")
    replace_text(draft, PATH, "a = 1", "a = 3")
    replace_text(draft, PATH, "b = 2", "b = 4")
    assert draft.text(PATH) == "val a = 3\nval b = 4\n"

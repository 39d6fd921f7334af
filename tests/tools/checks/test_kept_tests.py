"""KT-17 on a project whose tests are made weaker, and on one that only moves them."""

from pathlib import Path

import pytest

from tools.checks import judge
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

PATH = "app/src/test/kotlin/dev/small/NamesTest.kt"
TEXT = """package dev.small

import org.junit.Test
import kotlin.test.assertEquals

class NamesTest {
    @Test
    fun `a name is kept`() {
        assertEquals("a", "a".trim())
    }

    @Test
    fun spaces() {
        assertEquals("b", " b".trim())
    }
}
"""
SPACES = TEXT[TEXT.index("    @Test\n    fun spaces") : TEXT.rindex("}")]


def told(root: Path, old: str, new: str) -> list[str]:
    file = root / "project" / PATH
    file.parent.mkdir(parents=True)
    file.write_text(TEXT)
    with Index.open(root / "project", root / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root / "project"))
        draft.write(PATH, TEXT.replace(old, new))
        found = judge(draft, index).findings
    return [one.message for one in found if one.check == "KT-17"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (SPACES, "", "1 fewer tests than before: spaces"),
        (
            "    @Test\n    fun spaces",
            "    @Ignore @Test\n    fun spaces",
            "a test is switched off",
        ),
        ('        assertEquals("b", " b".trim())\n', "", "1 fewer assertions in as many tests"),
    ],
)
def test_weaker(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert told(tmp_path, old, new) == [message]


@pytest.mark.parametrize(
    ("old", "new"),
    [("spaces", "blanks"), (SPACES, f"{SPACES}{SPACES.replace('spaces', 'tabs')}")],
)
def test_as_strong(tmp_path: Path, old: str, new: str) -> None:
    assert told(tmp_path, old, new) == []

"""Comments that silence a check, in each form, and those that do not."""

from pathlib import Path

import pytest

from tools.checks import Finding, judge, without_ignored
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree


def finding(line: int, check: str = "KT-04") -> Finding:
    return Finding(check, "block", "a/A.kt", line, 1, "`Foo` is not declared", "Foo")


@pytest.mark.parametrize(
    "text",
    [
        "\nval foo = Foo() // offdroid:ignore KT-04 made by a plugin",
        "// offdroid:ignore KT-04 made by a plugin\nval foo = Foo()",
        "<!-- offdroid:ignore KT -->\n<foo />",
        "# offdroid:ignore RES-01, KT-04\nfoo = 1",
    ],
)
def test_a_comment_silences_the_finding_of_its_line(text: str) -> None:
    assert without_ignored([finding(2)], lambda path: text) == []


@pytest.mark.parametrize(
    "text",
    [
        "// offdroid:ignore KT-06\nval foo = Foo()",
        "val bar = 1 // offdroid:ignore KT-04 only this line\nval foo = Foo()",
        "// offdroid:ignore KT-04\n\nval foo = Foo()",
        "val text = 1\nval foo = Foo() // offdroid:ignored KT-04",
    ],
)
def test_other_comments_do_not(text: str) -> None:
    line = text.split("\n").index(text.split("\n")[-1]) + 1
    assert without_ignored([finding(line)], lambda path: text) == [finding(line)]


def test_no_draft_silences_its_own_fault(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "a").mkdir(parents=True)
    comment = "// offdroid:ignore SEC-04 the sign is shown"
    (root / "a" / "A.kt").write_text(f"package a\n\n{comment}\nval foo = 1\n", "utf-8")
    (root / "a" / "B.kt").write_text("package a\n\nval bar = 1\n", "utf-8")
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        draft.write("a/A.kt", f"package a\n\n{comment}\nval foo = '\u202e'\n")
        draft.write("a/B.kt", f"package a\n\n{comment}\nval bar = '\u202e'\n")
        found = judge(draft, index).findings
        assert [one.path for one in found] == ["a/B.kt"]
        assert without_ignored(found, draft.text) == []

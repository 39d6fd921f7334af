"""The judgement as a whole, beside the case files of the single checks."""

from pathlib import Path

from tools.checks import judge
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree


def test_a_file_that_is_no_utf_8_is_passed_over(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "a").mkdir(parents=True)
    old = "package a\n\nclass Old {\n    fun first() = 1\n}\n"
    (root / "a" / "Old.kt").write_text(old, "utf-8")
    user = "package a\n\n// caf\u00e9\nfun use(old: Old) = old.first()\n"
    (root / "a" / "Latin.kt").write_bytes(user.encode("latin-1"))
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        draft.write("a/Old.kt", "package a\n\nclass New {\n    fun second() = 1\n}\n")
        assert judge(draft, index).findings == ()

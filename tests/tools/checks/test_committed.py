"""SEC-03: a new file that is large is told, an old one is not."""

import shutil
from pathlib import Path

import pytest

from tests.cases import HERE
from tools.checks import judge
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

PATH = "app/src/main/assets/words.txt"


@pytest.mark.parametrize(
    ("size", "told"),
    [(1_200_000, ["this file has 1.2 MB, which every clone will carry"]), (900_000, [])],
)
def test_a_large_file(tmp_path: Path, size: int, told: list[str]) -> None:
    shutil.copytree(HERE / "project", tmp_path / "project")
    with Index.open(tmp_path / "project", tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(tmp_path / "project"))
        draft.create(PATH, "word\n" * (size // 5))
        assert [one.message for one in judge(draft, index).findings] == told


def test_a_large_file_that_was_there(tmp_path: Path) -> None:
    shutil.copytree(HERE / "project", tmp_path / "project")
    (tmp_path / "project" / PATH).parent.mkdir(parents=True)
    (tmp_path / "project" / PATH).write_text("word\n" * 240_000)
    with Index.open(tmp_path / "project", tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(tmp_path / "project"))
        draft.write(PATH, draft.text(PATH) + "more\n")
        assert judge(draft, index).findings == ()

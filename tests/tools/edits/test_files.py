"""New files stand where their kind may stand, with the package of their folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases import HERE
from tools.base import Refused, Retry
from tools.edits import create_file
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

FOLDER = "app/src/main/kotlin/com/example/app"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    shutil.copytree(HERE / "project", tmp_path / "project")
    with Index.open(tmp_path / "project", tmp_path / "index") as opened:
        opened.refresh()
        yield opened


@pytest.fixture
def draft(index: Index) -> Draft:
    return Draft(FolderTree(index.root))


def test_the_package_line_and_the_imports_are_added(draft: Draft, index: Index) -> None:
    code = "class Detail(private val clock: Clock, private val context: Context)"
    edited = create_file(draft, index.view(draft), f"{FOLDER}/detail/Detail.kt", code)
    assert draft.text(edited.path) == (
        "package com.example.app.detail\n\n"
        "import android.content.Context\nimport com.example.core.Clock\n\n"
        f"{code}\n"
    )
    assert edited.repairs == (
        f"set the package of `{FOLDER}/detail/Detail.kt` to `com.example.app.detail`",
        "added the import of `android.content.Context`",
        "added the import of `com.example.core.Clock`",
    )


def test_a_file_beside_others_takes_their_package(draft: Draft, index: Index) -> None:
    code = "package com.wrong\n\nclass Detail\n"
    edited = create_file(draft, index.view(draft), f"{FOLDER}/Detail.kt", code)
    assert draft.text(edited.path) == "package com.example.app\n\nclass Detail\n"


def test_unused_imports_of_new_code_go(draft: Draft, index: Index) -> None:
    code = "package com.example.app\n\nimport java.util.Locale\n\nclass Detail"
    edited = create_file(draft, index.view(draft), f"{FOLDER}/Detail.kt", code)
    assert draft.text(edited.path) == "package com.example.app\n\nclass Detail\n"


def test_other_files_are_written_as_they_are(draft: Draft, index: Index) -> None:
    code = '<resources>\n    <bool name="wide">false</bool>\n</resources>'
    create_file(draft, index.view(draft), "app/src/main/res/values/bools.xml", code)
    assert draft.text("app/src/main/res/values/bools.xml") == f"{code}\n"


@pytest.mark.parametrize(
    ("path", "code", "fault"),
    [
        (f"{FOLDER}/Titles.kt", "class Titles", "exists"),
        (f"{FOLDER}/Detail.kt", "", "noop"),
        (f"{FOLDER}/Detail.kt", "class Detail {\n    // ... rest of the class\n}", "elided"),
        (f"{FOLDER}/Detail.kt", "class Detail {", "syntax"),
        ("app/Detail.kt", "package com.example.app\n\nclass Detail", "placement"),
        ("app/src/main/res/values/bools.xml", "<resources>", "syntax"),
    ],
)
def test_faults(draft: Draft, index: Index, path: str, code: str, fault: str) -> None:
    with pytest.raises(Retry) as caught:
        create_file(draft, index.view(draft), path, code)
    assert caught.value.code == fault
    assert draft.changed() == ()


def test_a_misplaced_file_is_told_its_place(draft: Draft, index: Index) -> None:
    with pytest.raises(Retry, match=f"`{FOLDER}/Detail.kt` would be"):
        create_file(draft, index.view(draft), "app/Detail.kt", "package com.example.app\n")


def test_outside_of_the_project_is_final(draft: Draft, index: Index) -> None:
    with pytest.raises(Refused):
        create_file(draft, index.view(draft), "../Detail.xml", "<a />")

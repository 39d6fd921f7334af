"""Functions that every Android team knows are imported though no other file imports them."""

from pathlib import Path

import pytest

from tools.edits import repair
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

KNOWN = "package a\n\nimport kotlinx.coroutines.flow.Flow\n\nclass Known(val all: Flow<Int>)\n"
NEW = "package a\n\nclass New {\n    suspend fun all() {\n        BODY\n    }\n}\n"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("delay(100)", "kotlinx.coroutines.delay"),
        ("withContext(job) { step() }", "kotlinx.coroutines.withContext"),
        ("val all = flow { emit(1) }", "kotlinx.coroutines.flow.flow"),
        ("val all = callbackFlow { send(1) }", "kotlinx.coroutines.flow.callbackFlow"),
        ("start(delay)", ""),
        ("timer.delay(100)", ""),
    ],
)
def test_coroutines(tmp_path: Path, body: str, wanted: str) -> None:
    root = tmp_path / "project"
    (root / "a").mkdir(parents=True)
    (root / "a" / "Known.kt").write_text(KNOWN, "utf-8")
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        draft.create("a/New.kt", NEW.replace("BODY", body))
        told = repair(draft, index.view(draft), "a/New.kt")
        assert told == ((f"added the import of `{wanted}`",) if wanted else ())

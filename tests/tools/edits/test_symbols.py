"""Whole declarations are replaced, inserted and deleted, and the file mended around them."""

import shutil
from pathlib import Path
from typing import cast

import pytest

from tests.cases import HERE, Case, cases
from tools.base import Retry
from tools.edits import Edited, delete_symbol, insert_symbol, replace_symbol
from tools.edits.symbols import Position
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree


def edit(draft: Draft, index: Index, case: Case) -> Edited:
    facts = index.view(draft)
    target = case.settings["target"]
    name = target.rpartition(".")[2]
    symbol = next(one for one in facts.symbols(name) if f".{one.qualified}".endswith(f".{target}"))
    operation = case.settings["operation"]
    if operation == "replace_symbol":
        return replace_symbol(draft, facts, symbol, case.parts["code"])
    if operation == "delete_symbol":
        return delete_symbol(draft, symbol)
    position = cast("Position", case.settings["position"])
    return insert_symbol(draft, facts, symbol, position, case.parts["code"])


@pytest.mark.parametrize("case", cases("symbols"), ids=lambda case: case.name)
def test_edits_of_symbols(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    for path, text in case.files("before").items():
        (root / path).write_text(text, "utf-8")
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        if "fault" in case.parts:
            with pytest.raises(Retry) as caught:
                edit(draft, index, case)
            assert caught.value.code == case.parts["fault"]
            assert draft.changed() == ()
            return
        edited = edit(draft, index, case)
        after = case.files("after")
        assert {path: draft.text(path) for path in draft.changed()} == after
        assert "\n".join(edited.repairs) == case.parts.get("told", "")

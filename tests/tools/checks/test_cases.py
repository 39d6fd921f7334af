"""Each check, by case files: a project, a change, what must be found and what is mended."""

import shutil
from pathlib import Path

import pytest

from tests.cases import HERE, Case, cases
from tools.checks import Finding, judge, mend
from tools.edits import split_replacement
from tools.index import Index
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree


def changed(draft: Draft, case: Case) -> None:
    for path, text in case.files("change").items():
        if not text:
            draft.delete(path)
        elif not draft.exists(path):
            draft.create(path, text)
        elif "\n=======\n" in text:
            old, new = split_replacement(text.removesuffix("\n"))
            assert draft.text(path).count(old) == 1
            draft.write(path, draft.text(path).replace(old, new))
        else:
            draft.write(path, text)


def shown(one: Finding) -> str:
    return f"{one.check} {one.severity} {one.path}:{one.line} {one.message}"


@pytest.mark.parametrize("case", cases("checks"), ids=lambda case: case.name)
def test_findings(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    for path, text in case.files("before").items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        draft = Draft(FolderTree(root))
        changed(draft, case)
        findings = judge(draft, index).findings
        told = [shown(one) for one in findings]
        assert "\n".join(told) == case.parts["findings"]
        repairs = [repair.sentence for repair in mend(draft, index, findings)]
        assert "\n".join(repairs) == case.parts.get("mended", "")
        if repairs and len(repairs) == len(findings):
            assert judge(draft, index).findings == ()

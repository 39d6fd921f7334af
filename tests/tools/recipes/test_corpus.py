"""Renames in checkouts of large apps: `OFFDROID_CORPUS=DIR`, a folder that holds them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.index import Index
from tools.recipes import Outcome, RecipeContext, run_recipe
from tools.references.source import Source
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

NIA = "com.google.samples.apps.nowinandroid"
CORPUS = os.environ.get("OFFDROID_CORPUS", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="OFFDROID_CORPUS names no folder of checkouts"),
]


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Index]]:
    found: dict[str, Index] = {}
    yield found
    for index in found.values():
        index.close()


def _context(indexes: dict[str, Index], name: str, folder: Path) -> RecipeContext:
    root = Path(CORPUS) / name
    if not root.is_dir():
        pytest.skip(f"no checkout `{name}` in OFFDROID_CORPUS")
    if name not in indexes:
        indexes[name] = Index.open(root, folder / "index.db")
        indexes[name].refresh()
    return RecipeContext(Draft(FolderTree(root)), indexes[name])


def _leftovers(context: RecipeContext, old: str, outcome: Outcome) -> list[str]:
    """Uses of the old name in code of the changed files that are not listed."""
    listed = {(mention.path, mention.line) for mention in outcome.listed}
    found = []
    for path in context.draft.changed():
        if not context.draft.exists(path) or not path.endswith((".kt", ".java")):
            continue
        source = Source(path, context.draft.text(path))
        for offset in source.words(old):
            if (path, source.line(offset)) not in listed:
                found.append(f"{path}:{source.line(offset)}: {source.line_text(offset)}")
    return found


def _importers(context: RecipeContext, qualified: str) -> set[str]:
    """The files that a plain search finds importing the name."""
    line = re.compile(rf"^import (?:static )?{re.escape(qualified)}\b", re.MULTILINE)
    return {
        path
        for path in context.draft.paths()
        if path.endswith((".kt", ".java")) and line.search(context.draft.text(path))
    }


@pytest.mark.parametrize(
    ("name", "symbol", "to"),
    [
        ("nowinandroid", f"{NIA}.core.data.repository.UserDataRepository", "ProfileRepository"),
        ("nowinandroid", f"{NIA}.core.ui.TrackScreenViewEvent", "ReportScreen"),
        ("nowinandroid", f"{NIA}.core.data.repository.TopicsRepository.getTopic", "fetchTopic"),
        ("nowinandroid", f"{NIA}.core.testing.NiaTestRunner", "SampleTestRunner"),
        ("thunderbird-android", "com.fsck.k9.mail.Address", "MailAddress"),
        ("thunderbird-android", "com.fsck.k9.K9", "KNine"),
        ("thunderbird-android", "com.fsck.k9.preferences.createPreferencesDatabase", "makeBase"),
    ],
)
def test_a_rename_reaches_every_use(
    indexes: dict[str, Index],
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    symbol: str,
    to: str,
) -> None:
    context = _context(indexes, name, tmp_path_factory.mktemp(name))
    importers = _importers(context, symbol)
    old = symbol.rpartition(".")[2]
    outcome = run_recipe("rename-symbol", context, {"symbol": symbol, "to": to})

    assert importers <= set(context.draft.changed())
    assert _leftovers(context, old, outcome) == []
    assert _importers(context, symbol) == set()
    text = context.draft.patch().text
    removed = re.findall(r"^-(?!-)(.*)$", text, re.MULTILINE)
    added = re.findall(r"^\+(?!\+)(.*)$", text, re.MULTILINE)
    assert removed
    assert sorted(removed) == sorted(re.sub(rf"\b{to}\b", old, line) for line in added)

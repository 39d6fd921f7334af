"""Who uses what in a real app, against what plain text search finds there.

Takes `nowinandroid` from the folder that `OFFDROID_CORPUS` names.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.index import Index
from tools.references.source import Source
from tools.references.usage import Found
from tools.references.usages import usages

CORPUS = os.environ.get("OFFDROID_CORPUS", "")
ROOT = Path(CORPUS) / "nowinandroid"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="OFFDROID_CORPUS names no folder of checkouts"),
    pytest.mark.skipif(not ROOT.is_dir(), reason="no checkout `nowinandroid` in OFFDROID_CORPUS"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(ROOT, tmp_path_factory.mktemp("index") / "index.sqlite") as opened:
        opened.refresh()
        yield opened


def only(index: Index, name: str) -> Found:
    (found,) = usages(index.view(), name).found
    return found


def lines(found: Found) -> set[tuple[str, int]]:
    """The lines of the declaration and of all uses, none of which may be in doubt."""
    assert [use for use in found.uses if use.doubt] == []
    return {(use.path, use.line) for use in (*found.declared, *found.uses)}


def searched(index: Index, pattern: str, suffixes: tuple[str, ...]) -> set[tuple[str, int]]:
    """Where a pattern matches in files, comments and literals of Kotlin left out."""
    found = set()
    for path in sorted(index.paths()):
        if path.endswith(suffixes):
            source = Source(path, index.text(path))
            text = source.code if path.endswith(".kt") else source.text
            found |= {(path, source.line(match.start())) for match in re.finditer(pattern, text)}
    return found


@pytest.mark.parametrize("name", ["UserDataRepository", "NiaAppState", "NewsResourceQuery"])
def test_a_type_with_a_name_of_its_own(index: Index, name: str) -> None:
    assert lines(only(index, name)) == searched(index, rf"\b{name}\b", (".kt", ".xml"))


def test_a_member_whose_name_others_have_too(index: Index) -> None:
    own = only(index, "UserDataRepository.setNewsResourceBookmarked")
    whole = searched(index, r"\bsetNewsResourceBookmarked\b", (".kt",))

    assert lines(own) < whole
    every = usages(index.view(), "setNewsResourceBookmarked").found
    assert set().union(*(lines(found) for found in every)) == whole


def test_a_string(index: Index) -> None:
    found = only(index, "R.string.feature_foryou_api_title")

    assert lines(found) == searched(index, "feature_foryou_api_title", (".kt", ".xml"))


def test_a_module(index: Index) -> None:
    found = lines(only(index, ":core:data"))
    scripts = searched(index, r"projects\.core\.data\)|\":core:data\"", (".kts", ".kt"))

    assert found - {("core/data/build.gradle.kts", 1)} == scripts


def test_an_alias(index: Index) -> None:
    found = only(index, "libs.androidx.compose.runtime")
    scripts = searched(index, r"libs\.androidx\.compose\.runtime\)", (".kts",))
    catalog = {(use.path, use.line) for use in found.declared}

    assert len(scripts) > 1
    assert lines(found) - catalog == scripts

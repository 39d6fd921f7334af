"""Small projects in memory or on disk, indexed for real, for the recipes to work on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from textwrap import dedent

import pytest

from tools.index import Index
from tools.recipes import RecipeContext
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

Make = Callable[[Mapping[str, str]], RecipeContext]
SAMPLE = Path(__file__).parents[3] / "fixtures" / "android_sample"


def changed(context: RecipeContext) -> dict[str, str]:
    """The new texts of the draft by path."""
    draft = context.draft
    return {path: draft.text(path) if draft.exists(path) else "" for path in draft.changed()}


def delta(context: RecipeContext) -> list[str]:
    """The removed and added lines of the draft, stripped, files in order."""
    lines = context.draft.patch().text.splitlines()
    return [
        f"{line[0]} {line[1:].strip()}"
        for line in lines
        if line[:1] in "+-" and not line.startswith(("+++", "---")) and line[1:].strip()
    ]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Make]:
    """Make a project of texts by path; a path that ends with `.kt` alone gets a module."""
    with ExitStack() as stack:
        yield lambda files: _open(stack, tmp_path, files)


def _open(stack: ExitStack, folder: Path, files: Mapping[str, str]) -> RecipeContext:
    root = folder / "project"
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"), "utf-8")
    index = stack.enter_context(Index.open(root, folder / "index.db"))
    index.refresh()
    return RecipeContext(Draft(FolderTree(root)), index)


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the sample project."""
    store = tmp_path_factory.mktemp("sample") / "index.db"
    with Index.open(SAMPLE, store) as index:
        index.refresh()
        yield index


@pytest.fixture
def sample(sample_index: Index) -> RecipeContext:
    """The sample with a fresh draft."""
    return RecipeContext(Draft(FolderTree(SAMPLE)), sample_index)

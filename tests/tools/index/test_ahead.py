"""The project model that is read while others read the files."""

from pathlib import Path

import pytest

from tools.index import Index
from tools.index.ahead import Ahead
from tools.index.store import Store

SETTINGS = 'include(":app")\n'
SCRIPT = 'plugins { id("com.android.library") }\nandroid { namespace = "a.b" }\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "app").mkdir(parents=True)
    (root / "settings.gradle.kts").write_text(SETTINGS)
    (root / "app/build.gradle.kts").write_text(SCRIPT)
    return root


def versions(root: Path, store: Store) -> dict[str, int]:
    return {path: row[2] for path, row in store.tree(str(root)).items()}


def test_it_stands_for_the_files_that_it_was_read_from(root: Path, tmp_path: Path) -> None:
    ahead = Ahead(root)
    ahead.read(["settings.gradle.kts", "app/build.gradle.kts"])
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()
        project = ahead.project(index.store, versions(root, index.store))

        assert project is not None
        assert project == index.project()


@pytest.mark.parametrize("path", ["app/build.gradle.kts", "settings.gradle.kts"])
def test_a_file_that_changed_meanwhile_makes_it_worth_nothing(
    root: Path, tmp_path: Path, path: str
) -> None:
    ahead = Ahead(root)
    ahead.read(["settings.gradle.kts", "app/build.gradle.kts"])
    (root / path).write_text("// all new\n")
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()

        assert ahead.project(index.store, versions(root, index.store)) is None


def test_so_does_a_file_more(root: Path, tmp_path: Path) -> None:
    ahead = Ahead(root)
    ahead.read(["settings.gradle.kts", "app/build.gradle.kts"])
    (root / "build.gradle.kts").write_text("")
    with Index.open(root, tmp_path / "index") as index:
        index.refresh()

        assert ahead.project(index.store, versions(root, index.store)) is None

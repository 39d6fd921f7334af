"""`find --library` on a small project, beside a Gradle cache that lies in a folder of the test."""

import json
import shutil
from pathlib import Path

import pytest

from tests.agent.commands.terminal import Terminal
from tests.agent.project import make_repository, offdroid

_JARS = Path(__file__).parents[2] / "tools/library/fixtures"
_CATALOG = '[libraries]\nbasket = { module = "shop:basket", version = "1.2" }\n'
_PLATFORM = "; the platform (API 37, the table that offdroid brings)"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GRADLE_USER_HOME", str(tmp_path / "gradle"))
    root = make_repository(tmp_path / "project")
    (root / "gradle").mkdir()
    (root / "gradle/libs.versions.toml").write_text(_CATALOG)
    return root


@pytest.fixture
def cached(project: Path) -> Path:
    folder = project.parent / "gradle/caches/modules-2/files-2.1/shop/basket/1.2/abc"
    folder.mkdir(parents=True)
    shutil.copy(_JARS / "basket.jar", folder / "basket-1.2.jar")
    return project


def test_a_pipe_gets_a_line_for_each_signature(cached: Path) -> None:
    ended = offdroid(cached, "find", "--library", "Basket", "--limit", "2")
    assert ended.code == 0, ended.error
    assert ended.out.splitlines() == [
        "data class Basket\tshop.Basket\tshop:basket 1.2",
        "Basket(owner: String, items: List<String> = …)\tshop.Basket\tshop:basket 1.2",
    ]
    assert f"1 archive of Gradle's cache{_PLATFORM}" in ended.error


def test_a_terminal_gets_signatures_below_their_name(cached: Path) -> None:
    terminal = Terminal(cached, "find", "--library", "Basket", "--limit", "2", columns=80)
    assert terminal.end() == 0
    lines = terminal.lines()
    at = lines.index("shop.Basket")
    assert lines[at + 1 : at + 4] == [
        "  shop:basket 1.2",
        "    data class Basket",
        "    Basket(owner: String, items: List<String> = …)",
    ]
    assert lines[at + 4].startswith("searched 1 archive of Gradle's cache;")
    assert all(len(line) <= 80 for line in lines)


def test_json_gives_an_object_for_each_signature(cached: Path) -> None:
    ended = offdroid(cached, "find", "--library", "NotificationChannel", "--limit", "1", "--json")
    assert [json.loads(line) for line in ended.out.splitlines()] == [{
        "name": "android.app.NotificationChannel", "kind": "class",
        "signature": "class NotificationChannel : Parcelable",
        "library": "platform", "version": "API 37", "since": 26,
    }]  # fmt: skip


def test_a_near_name_is_told_where_nothing_is_found(cached: Path) -> None:
    ended = offdroid(cached, "find", "--library", "Baskit")
    assert (ended.code, ended.out) == (1, "")
    assert "nothing is found for `Baskit`; did you mean `Basket`?" in ended.error
    terminal = Terminal(cached, "find", "--library", "qqqqqqqq")
    assert terminal.end() == 1
    assert "none     nothing is found for `qqqqqqqq`" in terminal.lines()


def test_the_platform_is_searched_without_a_cache(project: Path) -> None:
    ended = offdroid(project, "find", "--library", "Intent.getParcelableExtra")
    assert ended.code == 0
    assert "platform API 37 (since API 33)" in ended.out
    assert f"no library, since Gradle's first build has not filled its cache yet{_PLATFORM}" in (
        ended.error
    )


def test_a_project_that_names_no_library_is_told_so(cached: Path) -> None:
    (cached / "gradle/libs.versions.toml").unlink()
    ended = offdroid(cached, "find", "--library", "Basket.sum")
    assert ended.code == 1
    assert "no library, since Gradle's cache has none that this project names" in ended.error


def test_a_damaged_archive_is_told_each_time_and_the_rest_is_found(cached: Path) -> None:
    folder = cached.parent / "gradle/caches/modules-2/files-2.1/shop/basket/1.2/abc"
    (folder / "more.jar").write_bytes((_JARS / "shelf.jar").read_bytes()[:-40])
    for _ in range(2):
        ended = offdroid(cached, "find", "--library", "Basket.sum")
        assert ended.code == 0, ended.error
        assert ended.error.count("`more.jar` could not be read fully") == 1

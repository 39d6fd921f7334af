"""A project's libraries, found in a Gradle cache that lies in a folder of the test."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tools.android.modules import read_project
from tools.library import Libraries
from tools.library.gradle_cache import GradleCache
from tools.library.table import Table

_JARS = Path(__file__).parent / "fixtures"
_CATALOG = """
[libraries]
basket = { module = "shop:basket", version = "1.2" }
"""


def _cached(home: Path, artifact: str, version: str, jar: str) -> None:
    folder = home / "caches/modules-2/files-2.1/shop" / artifact / version / "abc"
    folder.mkdir(parents=True)
    shutil.copy(_JARS / jar, folder / f"{artifact}-{version}.jar")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT", "GRADLE_USER_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "gradle"


def _open(home: Path, tmp_path: Path) -> Libraries:
    files = {"settings.gradle.kts": "", "gradle/libs.versions.toml": _CATALOG}
    project = read_project(files, files.__getitem__)
    return Libraries.open(project, tmp_path / "libraries.sqlite", tmp_path, home)


def test_the_catalog_chooses_what_is_searched(home: Path, tmp_path: Path) -> None:
    _cached(home, "basket", "1.2", "basket.jar")
    _cached(home, "basket", "1.10", "shelf.jar")
    _cached(home, "other", "3", "shelf.jar")
    with _open(home, tmp_path) as libraries:
        found = libraries.search("Basket")[0]
        assert (found.library, found.version) == ("shop:basket", "1.2")
        assert libraries.search("Shelf.sorted") == []
        assert libraries.signatures("shop.typed") == (
            "inline fun <reified T : Any> typed(value: Any?): T?",
        )
        assert libraries.search("Basket.sum")[0].symbol.qualified == "shop.sum"
        assert libraries.near("handlle") == "handle"


def test_without_the_version_the_newest_is_read(home: Path, tmp_path: Path) -> None:
    _cached(home, "basket", "1.9", "shelf.jar")
    _cached(home, "basket", "1.10", "basket.jar")
    with _open(home, tmp_path) as libraries:
        assert libraries.search("Basket")[0].version == "1.10"


def test_a_version_that_was_asked_for_and_not_taken_is_passed_over(
    home: Path, tmp_path: Path
) -> None:
    _cached(home, "basket", "1.10", "basket.jar")
    folder = home / "caches/modules-2/files-2.1/shop/basket/1.2/abc"
    folder.mkdir(parents=True)
    (folder / "basket-1.2.pom").write_text("<project/>")
    with _open(home, tmp_path) as libraries:
        assert libraries.search("Basket")[0].version == "1.10"


def test_what_is_no_longer_used_leaves_the_store(home: Path, tmp_path: Path) -> None:
    _cached(home, "basket", "1.2", "basket.jar")
    with _open(home, tmp_path) as libraries:
        assert libraries.search("Basket")
    shutil.rmtree(home / "caches/modules-2/files-2.1/shop/basket/1.2")
    _cached(home, "basket", "1.3", "shelf.jar")
    with _open(home, tmp_path) as libraries:
        assert libraries.search("Shelf")[0].version == "1.3"
        assert libraries.search("Basket.sum") == []
        assert sorted(Path(key).name.split("|")[0] for key in libraries.store.known()) == [
            "basket-1.3.jar", "platform.xz",
        ]  # fmt: skip


def test_a_plugin_hands_nothing_on(home: Path, tmp_path: Path) -> None:
    pom = "<dependency><groupId>shop</groupId><artifactId>shelf</artifactId></dependency>"
    _cached(home, "shelf", "1", "shelf.jar")
    for artifact, is_handed_on in (("shop-gradle-plugin", False), ("basket", True)):
        _cached(home, artifact, "1.2", "basket.jar")
        folder = home / "caches/modules-2/files-2.1/shop" / artifact / "1.2/abc"
        (folder / "it.pom").write_text(pom)
        found = GradleCache(home).archives([f"shop:{artifact}:1.2"])
        assert ("shop:shelf" in {one.library for one in found}) == is_handed_on


def test_what_a_library_is_built_with_does_not_come_along(home: Path) -> None:
    other = "<dependency><groupId>shop</groupId><artifactId>shelf</artifactId></dependency>"
    _cached(home, "shelf", "1", "shelf.jar")
    _cached(home, "basket", "1.2", "basket.jar")
    folder = home / "caches/modules-2/files-2.1/shop/basket/1.2/abc"
    for tag in ("build", "profiles", "reporting"):
        (folder / "it.pom").write_text(f"<{tag}>\n<a>{other}</a>\n</{tag}>")
        found = GradleCache(home).archives(["shop:basket:1.2"])
        assert [one.library for one in found] == ["shop:basket"]


def test_members_are_no_older_than_their_class() -> None:
    table = Table()
    assert {one.since for one in table.named("notificationchannel")} == {26}
    assert [one.kind for one in table.named("notificationchannel")] == ["class", "constructor"]
    assert table.named("getparcelableextra")[1].since == 33
    assert all(one.name.startswith("NotificationChannel") for one in (
        table.prefixed("notificationchannel", 50)
    ))  # fmt: skip
    assert table.named("") == table.named("no such name") == []
    assert "notificationchannel" in table.names()


def test_the_platform_is_known_without_an_sdk_and_without_gradle(
    home: Path, tmp_path: Path
) -> None:
    with _open(home, tmp_path) as libraries:
        assert not libraries.cache_exists
        found = libraries.classes("NotificationChannel")[0]
        assert (found.library, found.symbol.since) == ("platform", 26)
        assert (
            "fun <T> getParcelableExtra(name: String?, clazz: Class<T>): T?"
            in libraries.signatures("android.content.Intent.getParcelableExtra")
        )


def test_a_damaged_store_is_made_anew(home: Path, tmp_path: Path) -> None:
    (tmp_path / "libraries.sqlite").write_bytes(b"no database at all" * 99)
    with _open(home, tmp_path) as libraries:
        assert libraries.classes("Activity")


def test_the_store_of_another_version_is_made_anew(home: Path, tmp_path: Path) -> None:
    _cached(home, "basket", "1.2", "basket.jar")
    with closing(sqlite3.connect(tmp_path / "libraries.sqlite")) as older:
        older.execute("CREATE TABLE symbol (name TEXT)")
        older.execute("PRAGMA user_version = 1")
        older.commit()
    with _open(home, tmp_path) as libraries:
        assert libraries.search("Basket")[0].library == "shop:basket"

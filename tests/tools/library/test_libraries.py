"""A project's libraries, found in a Gradle cache that lies in a folder of the test."""

import shutil
from pathlib import Path

import pytest

from tools.android.modules import read_project
from tools.library import Libraries

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

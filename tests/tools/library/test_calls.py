"""What a declaration calls of its libraries, as a model is shown it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.index import Index
from tools.references.surroundings import library_lines

_JARS = Path(__file__).parent / "fixtures"
_FILES = {
    "settings.gradle.kts": "",
    "gradle/libs.versions.toml": '[libraries]\nbasket = "shop:basket:1"\n',
    "Own.kt": "package dev.small\n\nfun own() {}\n",
    "Use.kt": """package dev.small.use

import android.app.NotificationChannel
import dev.small.own
import shop.Basket
import shop.old
import shop.sum as total
import shop.typed

fun use(value: Any?) {
    own()
    old()
    NotificationChannel("id", "name", 3)
    Basket("me").total(1)
}

fun other(basket: Basket) = Unit
""",
}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GRADLE_USER_HOME", str(tmp_path / "gradle"))
    root = tmp_path / "project"
    for path, text in _FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with Index.open(root, tmp_path / "store/index.sqlite") as opened:
        opened.refresh()
        yield opened


def _lines(index: Index, name: str) -> list[str]:
    facts = index.view()
    return library_lines(index, facts, facts.symbols(name)[0])


def test_calls_of_libraries_are_shown_in_the_order_of_use(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "gradle/caches/modules-2/files-2.1/shop/basket/1/abc"
    folder.mkdir(parents=True)
    shutil.copy(_JARS / "basket.jar", folder / "basket-1.jar")
    shown = _lines(index, "use")
    assert shown[:2] == [
        "NotificationChannel(id: String, name: CharSequence, importance: Int)",
        "Basket(owner: String, items: List<String> = …)",
    ]
    assert [one.partition("(")[0] for one in shown[2:]] == ["fun <T> Basket.sum"]
    assert _lines(index, "other") == []


def test_nothing_is_read_or_kept_without_a_cache(index: Index, tmp_path: Path) -> None:
    assert _lines(index, "use") == []
    assert [path.name for path in (tmp_path / "store").glob("libraries*")] == []

"""What libraries say of declarations that are not to be used any more, read and kept."""

import shutil
from pathlib import Path

import pytest

from tools.index import Index
from tools.library import Libraries
from tools.library.archives import read_archive
from tools.library.symbol import Deprecation, packed, unpacked

_JARS = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize(
    ("signature", "old"),
    [
        ("@Deprecated fun hold(handler: Handler?)",
         Deprecation("Say it", "handle(handler)", ("shop.handle",))),
        ("@Deprecated typealias Holder = Handler", Deprecation("Say it", "Handler")),
        ("@Deprecated val most: Int", Deprecation("Gone", level="ERROR")),
        ("fun count(of: Int)", None),
        ("@Deprecated fun count(of: String)", Deprecation("By number", "count(of.length)")),
        ("Shop(name: String)", None),
        ("@Deprecated Shop(number: Int)", Deprecation("Name it")),
        ("@Deprecated enum entry Size.LARGE", Deprecation("Too large")),
        ("@Deprecated val Shelves.Lower.Left: Int",
         Deprecation("Turned", "Shelves.Upper.Right", ("shop.Right",))),
    ],
)  # fmt: skip
def test_kotlin_says_what_stands_in_its_place(signature: str, old: Deprecation | None) -> None:
    found = read_archive(_JARS / "basket.jar").symbols
    assert [one.old for one in found if one.signature == signature] == [old]
    assert unpacked(packed(old)) == old


def test_java_only_says_that_it_is_so() -> None:
    found = [one for one in read_archive(_JARS / "shelf.jar").symbols if one.old is not None]
    assert [(one.name, one.old) for one in found] == [("clear", Deprecation())]


def test_an_index_answers_from_what_was_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GRADLE_USER_HOME", str(tmp_path / "gradle"))
    folder = tmp_path / "gradle/caches/modules-2/files-2.1/shop/basket/1/abc"
    folder.mkdir(parents=True)
    shutil.copy(_JARS / "basket.jar", folder / "basket-1.jar")
    root = tmp_path / "project"
    (root / "gradle").mkdir(parents=True)
    (root / "gradle/libs.versions.toml").write_text('[libraries]\nbasket = "shop:basket:1"\n')
    (root / "settings.gradle.kts").write_text("")
    with Index.open(root, tmp_path / "store/index.sqlite") as index:
        index.refresh()
        assert index.view().library("shop.most") == []
        (tmp_path / "store/libraries.sqlite").write_bytes(b"another file")
        assert index.view().library("shop.most") == []
        with Libraries.of(index) as libraries:
            assert libraries.search("most")
        assert [one.old for one in index.view().library("shop.most")] == [
            Deprecation("Gone", level="ERROR")
        ]

"""KT-03 with libraries in a cache of Gradle: what none of them has is no name."""

import shutil
from pathlib import Path

import pytest

from tools.checks import judge, mend
from tools.index import Index
from tools.library import Libraries
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

JARS = Path(__file__).parents[1] / "library/fixtures"
HOME = "app/src/main/kotlin/com/example/Home.kt"
SCRIPT = 'plugins { id("com.android.application") }\ndependencies { implementation(libs.basket) }\n'
FILES = {
    "settings.gradle.kts": 'include(":app")\n',
    "gradle/libs.versions.toml": '[libraries]\nbasket = "shop:basket:1.2"\nlist = "shop:list:3"\n',
    "app/build.gradle.kts": SCRIPT,
    HOME: "package com.example\n\nimport shop.Price\n\nval price: Price? = null\n",
}


class Shop:
    """A project, the cache of Gradle beside it, and its index."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.folder = folder
        for path, text in FILES.items():
            self.write(path, text)
        self.cache("basket", "1.2", "basket.jar")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def cache(self, artifact: str, version: str, jar: str, pom: str = "") -> None:
        folder = self.folder / "gradle/caches/modules-2/files-2.1/shop" / artifact / version / "a"
        folder.mkdir(parents=True, exist_ok=True)
        if jar:
            shutil.copy(JARS / jar, folder / f"{artifact}-{version}.jar")
        if pom:
            (folder / f"{artifact}-{version}.pom").write_text(pom)

    def told(
        self, *names: str, read: bool = True, uses: str = "", others: tuple[str, ...] = ()
    ) -> list[str]:
        """What is said of a new file that imports these, and how it is mended."""
        with Index.open(self.root, self.folder / "store/index.sqlite") as index:
            index.refresh()
            if read:
                with Libraries.of(index) as libraries:
                    libraries.search("Basket")
            draft = Draft(FolderTree(self.root))
            lines = "".join(f"import {name}\n" for name in names)
            simple = (name.rpartition(".")[2] for name in names)
            plain = "".join(f"val a{each}: {each}? = null\n" for each in simple)
            text = f"package com.example\n\n{lines}\n{uses or plain}"
            draft.create(HOME.replace("Home", "Other"), text)
            for path in others:
                draft.create(path, "x")
            found = [one for one in judge(draft, index).findings if one.check == "KT-03"]
            said = [f"{one.severity} {one.message}" for one in found]
            return said + [one.sentence for one in mend(draft, index, found)]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADLE_USER_HOME", str(tmp_path / "gradle"))
    return Shop(tmp_path)


def test_what_no_library_has_is_no_name(shop: Shop) -> None:
    assert shop.told("shop.Baskett", "shop.cart.Handler", "shop.cart.Nothing", "mall.Door") == [
        "block no library of the module has `shop.Baskett`; it is `shop.Basket`",
        "block no library of the module has `shop.cart.Handler`; it is `shop.Handler`",
        "block no library of the module has `shop.cart.Nothing`",
        "block no library of the module has `mall.Door`",
        "imported `shop.Handler` instead of `shop.cart.Handler`",
    ]


def test_a_slip_of_the_import_alone_is_mended(shop: Shop) -> None:
    assert shop.told("shop.Baskett", uses="val basket: Basket? = null\n") == [
        "block no library of the module has `shop.Baskett`; it is `shop.Basket`",
        "imported `shop.Basket` instead of `shop.Baskett`",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "shop.Basket",
        "shop.typed",
        "shop.size",
        "shop.Handler",
        "shop.Event.Empty",
        "shop.Colour.BLUE",
        "shop.internal.Till",
        "shop.R",
        "java.util.Lists",
        "android.view.Views",
        "kotlin.time.Minute",
        "kotlinx.parcelize.Parcelled",
        "com.example.gen.Made",
    ],
)
def test_what_may_be_there(shop: Shop, name: str) -> None:
    assert shop.told(name) == []


def test_nothing_is_certain_before_archives_are_read(shop: Shop) -> None:
    assert shop.told("mall.Door", read=False) == []
    assert shop.told("mall.Door") != []
    shop.cache("basket", "1.2", "shelf.jar")
    assert shop.told("mall.Door", read=False) == []


def test_nothing_is_certain_with_a_library_that_is_not_there(shop: Shop) -> None:
    shop.write("app/build.gradle.kts", SCRIPT + "dependencies { testImplementation(libs.list) }\n")
    assert shop.told("mall.Door") == []
    shop.cache("list", "3", "shelf.jar")
    assert shop.told("mall.Door") != []


def test_nothing_is_certain_with_another_version(shop: Shop) -> None:
    shop.cache("basket", "1.3", "shelf.jar")
    assert shop.told("mall.Door") == []
    shutil.rmtree(shop.folder / "gradle/caches/modules-2/files-2.1/shop/basket/1.2")
    assert shop.told("mall.Door") != []
    shop.write("gradle/libs.versions.toml", '[libraries]\nbasket = "shop:basket:1.4"\n')
    assert shop.told("mall.Door") == []


def test_what_comes_along_with_a_library_counts(shop: Shop) -> None:
    pom = "<dependency><groupId>shop</groupId><artifactId>{}</artifactId></dependency>"
    shop.cache("basket", "1.2", "basket.jar", pom.format("rack"))
    assert shop.told("mall.Door") == []
    shop.cache("rack", "7", "", "<packaging>pom</packaging>" + pom.format("list"))
    assert shop.told("mall.Door") == []
    shop.cache("list", "3", "shelf.jar")
    assert shop.told("mall.Door") != []


def test_a_damaged_archive_may_have_any_name(shop: Shop) -> None:
    folder = shop.folder / "gradle/caches/modules-2/files-2.1/shop/basket/1.2/a"
    (folder / "basket-1.2.jar").write_bytes(b"no archive")
    assert shop.told("mall.Door") == []


@pytest.mark.parametrize(
    "line",
    [
        'implementation(files("libs/door.jar"))',
        "implementation(libs.unknown)",
        'implementation(group = "mall", name = "door", ext = "aar")',
        'implementation("mall:door:1")',
    ],
)
def test_a_dependency_that_is_not_in_the_cache(shop: Shop, line: str) -> None:
    shop.write("app/build.gradle.kts", f"{SCRIPT}dependencies {{ {line} }}\n")
    assert shop.told("mall.Door") == []


def test_a_processor_brings_no_names(shop: Shop) -> None:
    shop.write("app/build.gradle.kts", SCRIPT + 'dependencies { ksp("mall:door:1") }\n')
    assert shop.told("mall.Door") != []


def test_a_plugin_brings_libraries_of_its_own(shop: Shop) -> None:
    shop.write("app/build.gradle.kts", SCRIPT.replace("{ id", '{ id("mall.door.sql"); id'))
    assert shop.told("mall.door.sql.Query") == []
    assert len(shop.told("mall.window.Query")) == 1


def test_generators_make_more_than_libraries_have(shop: Shop) -> None:
    shop.write(HOME, "package com.example\n\nimport mall.gen.Wall\n\nval wall: Wall? = null\n")
    assert shop.told("mall.gen.Door") == []
    assert shop.told("mall.door.Door") == []
    assert shop.told("shop.door.Door", others=("app/src/main/proto/door.proto",)) == []


def test_archives_beside_the_build(shop: Shop) -> None:
    shop.write("app/libs/door.jar", "")
    assert shop.told("mall.Door") == []

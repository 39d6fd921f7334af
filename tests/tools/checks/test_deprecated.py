"""KT-24 with libraries in a cache of Gradle, and beside the fixes of other checks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.checks import judge, mend
from tools.index import Index
from tools.library import Libraries
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

JARS = Path(__file__).parents[1] / "library/fixtures"
HOME = "app/src/main/kotlin/com/example/Home.kt"
FILES = {
    "settings.gradle.kts": 'include(":app")\n',
    "gradle/libs.versions.toml": '[libraries]\nbasket = "shop:basket:1"\nshelf = "shop:shelf:1"\n',
    "app/build.gradle.kts": "dependencies {\n    implementation(libs.basket)\n"
    "    implementation(libs.shelf)\n}\n",
    "app/src/main/kotlin/com/example/old/Old.kt": "package com.example.old\n\n"
    '@Deprecated("No more")\nclass Ancient\n',
    "app/src/main/kotlin/com/example/old/User.kt": "package com.example.old.user\n\n"
    "import com.example.old.Ancient\n\nval ancient = Ancient()\n",
}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GRADLE_USER_HOME", str(tmp_path / "gradle"))
    for artifact in ("basket", "shelf"):
        folder = tmp_path / "gradle/caches/modules-2/files-2.1/shop" / artifact / "1/a"
        folder.mkdir(parents=True)
        shutil.copy(JARS / f"{artifact}.jar", folder / f"{artifact}-1.jar")
    root = tmp_path / "project"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with Index.open(root, tmp_path / "store/index.sqlite") as opened:
        opened.refresh()
        yield opened


def read(index: Index) -> None:
    with Libraries.of(index) as libraries:
        assert libraries.search("Basket")


def drafted(index: Index, imports: str, code: str) -> Draft:
    draft = Draft(FolderTree(index.root))
    lines = "".join(f"import {name}\n" for name in imports.split())
    draft.create(HOME, f"package com.example\n\n{lines}\n{code}\n")
    return draft


def told(index: Index, draft: Draft) -> list[str]:
    return [
        f"{one.severity} {one.line} {one.message}"
        for one in judge(draft, index).findings
        if one.check == "KT-24"
    ]


@pytest.mark.parametrize(
    ("imports", "code", "message"),
    [
        ("shop.old", "fun own() = old()", "info 5 `old` is deprecated: old"),
        ("shop.most", "val own = most",
         "warn 5 `most` is deprecated and does not compile any more: Gone"),
        ("shop.Shop", "val own = Shop(1)", ""),  # the one with a name takes as many
        ("shop.count", "val own = count(1)", ""),
        ("shop.Size", "val own = Size.LARGE", ""),  # a member of a library
        ("shop.Shelf", 'val own = Shelf.clear("")', ""),
        ("shop.old", "fun own(old: () -> Unit) = old()", ""),
        ("shop.old", '@Suppress("DEPRECATION")\nfun own() = old()', ""),
        ("shop.most", '@Suppress("DEPRECATION")\nval own = most',
         "warn 6 `most` is deprecated and does not compile any more: Gone"),
        ("shop.old", '@Deprecated("") fun own() = old()', ""),
    ],
)  # fmt: skip
def test_what_a_library_wants_no_new_uses_of(
    index: Index, imports: str, code: str, message: str
) -> None:
    read(index)
    assert told(index, drafted(index, imports, code)) == ([message] if message else [])


@pytest.mark.parametrize(
    ("imports", "code", "mended"),
    [
        ("shop.hold", "fun own() = hold(null)", "import shop.handle\n\nfun own() = handle(null)"),
        ("shop.Holder", "fun own(by: Holder): Holder = by",
         "import shop.Handler\n\nfun own(by: Handler): Handler = by"),
        ("shop.Left shop.Shelves", "val own = Shelves.Lower.Left + 1",
         "import shop.Right\nimport shop.Shelves\n\nval own = Shelves.Upper.Right + 1"),
    ],
)  # fmt: skip
def test_a_mere_other_name_is_put_there(index: Index, imports: str, code: str, mended: str) -> None:
    read(index)
    draft = drafted(index, imports, code)
    assert len(mend(draft, index, judge(draft, index).findings)) == 1
    assert draft.text(HOME) == f"package com.example\n\n{mended}\n"
    assert judge(draft, index).findings == ()


@pytest.mark.parametrize(
    ("imports", "code"),
    [
        ("shop.hold", "fun handle() = hold(null)"),  # the other name is taken
        ("shop.hold as keep", "fun own() = keep(null)"),
        ("shop.Left shop.Shelves", "fun own() = with(Shelves.Lower) { Left }"),
    ],
)
def test_what_is_not_certain_is_only_told(index: Index, imports: str, code: str) -> None:
    read(index)
    draft = drafted(index, imports.replace(" as ", "%as%"), code)
    draft.write(HOME, draft.text(HOME).replace("%as%", " as "))
    assert len(told(index, draft)) == 1
    assert mend(draft, index, judge(draft, index).findings) == ()


def test_who_has_a_library_may_lack_another(index: Index) -> None:
    facts = index.view()
    assert not facts.same_library("shop.hold", "shop.handle")
    read(index)
    assert facts.same_library("shop.hold", "shop.handle")
    assert not facts.same_library("shop.hold", "shop.Shelf")


def test_no_library_is_read_for_a_draft(index: Index) -> None:
    assert told(index, drafted(index, "shop.old", "fun own() = old()")) == []


def test_an_import_is_added_though_it_is_of_something_deprecated(index: Index) -> None:
    draft = drafted(index, "", "val own = Ancient()")
    mended = mend(draft, index, judge(draft, index).findings)
    assert [one.sentence for one in mended] == ["added the import of `com.example.old.Ancient`"]
    assert told(index, draft) == ["info 5 `Ancient` is deprecated: No more"]

"""The platform of an SDK that the test makes up, with its levels."""

import shutil
from pathlib import Path

import pytest

from tools.android.modules import read_project
from tools.library import Libraries
from tools.library.platform import Platform, read_levels

_JAR = Path(__file__).parent / "fixtures/shelf.jar"
_LEVELS = """<?xml version="1.0" encoding="utf-8"?>
<api version="3">
  <class name="shop/Shelf" since="26">
    <extends name="java/lang/Object"/>
    <method name="&lt;init&gt;(Ljava/lang/String;)V"/>
    <method name="sorted([IJ[Ljava/lang/Object;)Ljava/util/Map;" since="33"/>
    <method name="clear(Ljava/lang/CharSequence;)V" deprecated="34" since="21"/>
    <field name="LIMIT" since="30"/>
  </class>
  <class name="shop/Shelf$Listener">
    <method name="moved(D)V" since="28"/>
    <method name="lost(D)V" since="28"/>
    <method name="lost(I)V" since="29"/>
    <method name="damaged(Ljava"/>
  </class>
</api>
"""


def _sdk(folder: Path, *levels: int) -> Path:
    for level in levels:
        platform = folder / f"platforms/android-{level}"
        platform.mkdir(parents=True)
        shutil.copy(_JAR, platform / "android.jar")
    return folder


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def _found(root: Path) -> Platform:
    found = Platform.find(root)
    assert found is not None
    return found


def test_the_project_names_its_sdk_before_the_machine(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Platform.find(root) is None
    _sdk(tmp_path / "home/Android/Sdk", 33)
    assert _found(root).level == 33
    monkeypatch.setenv("ANDROID_SDK_ROOT", str(_sdk(tmp_path / "older", 34)))
    assert _found(root).level == 34
    monkeypatch.setenv("ANDROID_HOME", str(_sdk(tmp_path / "C: sdk", 9, 35)))
    assert _found(root).level == 35
    (root / "local.properties").write_text("# made by a tool\nsdk.dir=/nowhere\n")
    assert _found(root).level == 35
    escaped = str(_sdk(tmp_path / "D: own", 36)).replace(":", "\\:")
    (root / "local.properties").write_text(f"sdk.dir={escaped}\n")
    assert _found(root).level == 36


@pytest.mark.parametrize(("compile_sdk", "level"), [(35, 35), (34, 36)])
def test_the_level_that_the_project_compiles_with_comes_first(
    root: Path, tmp_path: Path, compile_sdk: int, level: int
) -> None:
    _sdk(tmp_path / "home/Android/Sdk", 35, 36)
    files = {
        "settings.gradle.kts": 'include(":app")\n',
        "app/build.gradle.kts": 'plugins { id("com.android.application") }\n'
        f"android {{ compileSdk = {compile_sdk} }}\n",
    }
    project = read_project(files, files.__getitem__)
    with Libraries.open(project, tmp_path / "it.sqlite", root, tmp_path / "gradle") as libraries:
        assert libraries.platform == f"API {level}"
        found = libraries.classes("Shelf")[0]
        assert (found.library, found.version) == ("platform", f"API {level}")
        assert libraries.classes("NotificationChannel") == ()


def test_levels_come_from_the_sdk(root: Path, tmp_path: Path) -> None:
    data = _sdk(tmp_path / "home/Android/Sdk", 36) / "platforms/android-36/data"
    data.mkdir()
    (data / "api-versions.xml").write_text(_LEVELS)
    files = dict[str, str]()
    project = read_project(files, files.__getitem__)
    with Libraries.open(project, tmp_path / "it.sqlite", root, tmp_path / "gradle") as libraries:
        names = ("Shelf", "sorted", "clear", "LIMIT", "goods", "moved", "Listener")
        since = {
            (one.symbol.name, one.symbol.kind): one.symbol.since
            for name in names
            for one in libraries.search(name, 2)
        }
    assert since == {
        ("Shelf", "class"): 26, ("Shelf", "constructor"): 26, ("sorted", "function"): 33,
        ("clear", "function"): 26, ("LIMIT", "property"): 30, ("goods", "property"): 0,
        ("moved", "function"): 28, ("Listener", "class"): 1,
    }  # fmt: skip


def test_overloads_that_cannot_be_told_apart_have_no_level() -> None:
    levels = read_levels(_LEVELS)
    assert levels["shop.Shelf.Listener", "lost", 1] == 0
    assert ("shop.Shelf.Listener", "damaged", 1) not in levels

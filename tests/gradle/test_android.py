"""`offdroid index --exact` with a real Android plugin, where one is installed as a package."""

from pathlib import Path

import pytest

from tests.agent.project import git, make_repository_of, offdroid
from tests.gradle.conftest import write
from tools.index import Index

pytestmark = pytest.mark.gradle

PACKAGES = Path("/usr/share/maven-repo/com/android/tools/build/gradle")
SDK = Path("/usr/lib/android-sdk")
MANIFEST = '<manifest package="dev.{}"><application/></manifest>\n'
FILES = {
    "settings.gradle": "include ':app', ':lib'\n",
    "build.gradle": """
buildscript {
    repositories { maven { url 'file:///usr/share/maven-repo' } }
    dependencies {
        classpath 'com.android.tools.build:gradle:debian'
        classpath files(['jaxb-impl', 'jaxb-runtime', 'jaxb-core', 'istack-commons-runtime', 'txw2',
            'javax.activation'].collect { "/usr/share/java/${it}.jar" })
    }
}
subprojects { one ->
    apply plugin: one.name == 'app' ? 'com.android.application' : 'com.android.library'
    android {
        compileSdkVersion 23
        buildToolsVersion '29.0.3'
        defaultConfig { minSdkVersion Integer.parseInt('1' + '5') }
    }
}
""",
    "app/build.gradle": """
android {
    productFlavors { free { minSdkVersion 19 }; paid { } }
    sourceSets { main { java.srcDir 'src/sha' + 'red/java' } }
}
dependencies { compile project(':l' + 'ib') }
""",
    "lib/build.gradle": "",
    "app/src/main/AndroidManifest.xml": MANIFEST.format("app"),
    "lib/src/main/AndroidManifest.xml": MANIFEST.format("lib"),
    ".gitignore": "build/\n.gradle/\nlocal.properties\n",
}


@pytest.fixture
def android(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app and a library whose scripts compute what they say."""
    if not PACKAGES.is_dir() or not (SDK / "platforms" / "android-23").is_dir():
        pytest.skip("no Android plugin for Gradle is installed as a package, with platform 23")
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    write(tmp_path / "source", FILES)
    return make_repository_of(tmp_path / "source", tmp_path / "project")


def test_what_the_android_plugin_tells(android: Path, state: Path) -> None:
    write(android, {"local.properties": f"sdk.dir={SDK}\n"})
    ended = offdroid(android, "index", "--exact")
    assert ended.code == 0, ended.error
    with Index.open(android, android / ".git" / "offdroid" / "index.sqlite") as index:
        module = index.project().module(":app")
    assert module is not None
    assert module.namespace == "dev.app"
    assert module.minimum_sdks == (15, 19)
    assert module.folders == (("main", "app/src/shared/java"),)
    assert ("compile", ":lib") in {
        (edge.configuration, edge.target) for edge in module.dependencies
    }
    assert git(android, "status", "--porcelain") == ""


def test_without_an_sdk(android: Path, state: Path) -> None:
    write(android, {"local.properties": "sdk.dir=/nowhere\n"})
    ended = offdroid(android, "index", "--exact")
    assert ended.code == 1
    assert "/nowhere" in ended.error
    assert "hint: let `ANDROID_HOME` or `sdk.dir` in `local.properties`" in ended.error

"""Which files the model of a project is read from."""

import pytest

from tools.android.build_files import is_build_file


@pytest.mark.parametrize(
    "path",
    [
        "settings.gradle",
        "app/build.gradle.kts",
        "gradle/libs.versions.toml",
        "gradle.properties",
        "app/src/main/AndroidManifest.xml",
        "build-logic/convention/src/main/kotlin/AppPlugin.kt",
        "buildSrc/src/main/java/Versions.java",
        "plugins/src/main/groovy/shop.gradle",
    ],
)
def test_what_is_read(path: str) -> None:
    assert is_build_file(path)


@pytest.mark.parametrize(
    "path",
    [
        "app/src/main/kotlin/shop/plugins/Plugin.kt",
        "app/src/debug/AndroidManifest.xml",
        "app/src/main/assets/my-gradle.properties",
        "local.properties",
        "README.md",
    ],
)
def test_what_is_not(path: str) -> None:
    assert not is_build_file(path)

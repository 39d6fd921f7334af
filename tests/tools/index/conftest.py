"""A small Android project on disk, and its index."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.index import Index

FILES = {
    "settings.gradle.kts": (
        'rootProject.name = "shop"\nenableFeaturePreview("TYPESAFE_PROJECT_ACCESSORS")\n'
        'include(":app", ":core:data")\n'
    ),
    "gradle/libs.versions.toml": (
        '[libraries]\nroom-ktx = { module = "a.b:room-ktx", version = "1" }\n'
    ),
    "app/build.gradle.kts": (
        'plugins { id("com.android.application") }\n'
        'android { namespace = "shop.app" }\n'
        "dependencies { implementation(projects.core.data)\n implementation(libs.room.ktx) }\n"
    ),
    "core/data/build.gradle": (
        "apply plugin: 'com.android.library'\nandroid { namespace 'shop.data' }\n"
    ),
    "app/src/main/res/values/strings.xml": (
        '<resources>\n    <string name="welcome_back">Welcome back</string>\n</resources>\n'
    ),
    "app/src/main/res/values-de/strings.xml": (
        '<resources>\n    <string name="welcome_back">Willkommen</string>\n</resources>\n'
    ),
    "app/src/main/kotlin/shop/app/LoginScreen.kt": (
        "package shop.app\n\nimport shop.data.SessionRepository\n\n"
        "fun LoginScreen(sessions: SessionRepository) {\n"
        '    sessions.loginUser("$name R.string.nope")\n'
        "    Text(stringResource(R.string.welcome_back))\n}\n"
    ),
    "core/data/src/main/kotlin/shop/data/SessionRepository.kt": (
        "package shop.data\n\n/** Who is signed in. */\nclass SessionRepository {\n"
        "    fun loginUser(name: String) {}\n}\n"
    ),
    "core/data/src/test/kotlin/shop/data/SessionRepositoryTest.kt": (
        "package shop.data\n\nclass SessionRepositoryTest {\n"
        '    fun test() { SessionRepository().loginUser(name = "a") }\n}\n'
    ),
    "app/build/generated/Ignored.kt": "class Ignored\n",
}


def write(root: Path, path: str, text: str) -> None:
    """Put a file in its place."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project's folder."""
    folder = tmp_path / "shop"
    for path, text in FILES.items():
        write(folder, path, text)
    return folder


@pytest.fixture
def index(root: Path, tmp_path: Path) -> Iterator[Index]:
    """Its index, refreshed once."""
    with Index.open(root, tmp_path / "store" / "index.sqlite") as opened:
        opened.refresh()
        yield opened

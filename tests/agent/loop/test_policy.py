"""What a person is asked before a patch lands."""

import pytest

from agent.loop.policy import question
from tools.repo.patch import FileChange, Patch
from tools.repo.tree import Content

SOURCE = "app/src/main/kotlin/dev/small/Session.kt"
BEFORE, AFTER = Content(b"a\n"), Content(b"b\n")


def changes(*paths: str) -> Patch:
    """A patch that changes these files."""
    return Patch(tuple(FileChange(path, BEFORE, AFTER) for path in paths))


@pytest.mark.parametrize(
    "path",
    [
        "app/build.gradle.kts", "settings.gradle", "gradlew", "gradle/libs.versions.toml",
        "gradle/wrapper/gradle-wrapper.properties", "gradle/wrapper/gradle-wrapper.jar",
        "build-logic/convention/src/main/kotlin/Plugin.kt", "buildSrc/src/main/kotlin/Deps.kt",
        ".idea/runConfigurations/app.xml", ".github/workflows/build.yml", ".gitlab-ci.yml",
        ".husky/pre-commit", "scripts/release.sh", ".gitattributes",
    ],
)  # fmt: skip
def test_what_runs_later_is_asked_about(path: str) -> None:
    asked = question(changes(SOURCE, path), 20)
    assert asked == f"The patch changes what runs later ({path}). Apply it?"


def test_sources_are_not() -> None:
    assert question(changes(SOURCE, "app/src/main/kotlin/dev/ci/Ci.kt"), 20) == ""


def test_deletions_and_many_files() -> None:
    deleted = Patch((FileChange(SOURCE, BEFORE, None),))
    assert question(deleted, 20) == f"The patch deletes {SOURCE}. Apply it?"
    many = changes(*(f"{number}.kt" for number in range(21)))
    assert question(many, 20) == "The patch changes 21 files. Apply it?"

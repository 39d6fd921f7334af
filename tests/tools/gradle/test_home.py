"""Gradle's home of our own: what is in it, what is not, and what a build gets to see."""

from pathlib import Path

import pytest

from tools.gradle.home import Home
from tools.gradle.installation import Gradle

OLD, NEW = Gradle(Path("/opt/old"), "4.4.1"), Gradle(Path("/opt/new"), "8.9")


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the user has in `~/.gradle`."""
    monkeypatch.delenv("GRADLE_USER_HOME", raising=False)
    folder = tmp_path / "home" / ".gradle"
    for name in (
        "init.d/evil.gradle",
        "init.gradle",
        "wrapper/dists/gradle-8.9-bin/x",
        "caches/modules-2/files-2.1/g/a/1/h/a-1.jar",
        "caches/modules-2/metadata-2.36/module-artifact.bin",
        "caches/modules-2/modules-2.lock",
        "gradle.properties",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_it_is_for_this_user_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "state" / "key")
    home.prepare(NEW)
    assert {path.stat().st_mode & 0o777 for path in (home.folder, home.user)} == {0o700}


def test_what_is_taken_over(theirs: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    home.prepare(NEW)
    assert (home.user / "wrapper" / "dists").readlink() == theirs / "wrapper" / "dists"
    assert (home.user / "gradle.properties").read_text() == "gradle.properties"
    assert not list(home.user.glob("init*"))
    assert not (home.user / "caches").exists()
    home.prepare(NEW)  # again, as it is


def test_what_a_build_left_is_gone(theirs: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    home.prepare(NEW)
    (home.user / "init.d").mkdir()
    (home.user / "init.d" / "evil.gradle").touch()
    (home.user / "init.gradle.kts").touch()
    (home.user / "gradle.properties").unlink()
    (home.user / "gradle.properties").write_text("evil=true")
    home.prepare(NEW)
    assert not list(home.user.glob("init*"))
    assert (home.user / "gradle.properties").read_text() == "gradle.properties"


def test_an_older_gradle_gets_copies(theirs: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    home.prepare(OLD)
    jar = "caches/modules-2/files-2.1/g/a/1/h/a-1.jar"
    assert (home.user / jar).read_text() == jar
    assert (home.user / jar).stat().st_ino != (theirs / jar).stat().st_ino
    assert not list(home.user.rglob("*.lock"))
    assert "GRADLE_RO_DEP_CACHE" not in home.environment(OLD, Path("/jdk"))


def test_new_downloads_are_copied_too(theirs: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    home.prepare(OLD)
    new = "caches/modules-2/files-2.1/other/b/1/h/b-1.jar"
    (theirs / new).parent.mkdir(parents=True)
    (theirs / new).touch()
    home.prepare(OLD)
    assert (home.user / new).exists()


def test_the_environment_is_small(
    theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GRADLE_OPTS", "JAVA_TOOL_OPTIONS", "HTTPS_PROXY", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("ANDROID_HOME", "/sdk")
    seen = Home(tmp_path / "state").environment(NEW, Path("/jdk"))
    assert not {"GRADLE_OPTS", "JAVA_TOOL_OPTIONS", "HTTPS_PROXY"} & seen.keys()
    assert "AWS_SECRET_ACCESS_KEY" not in seen
    assert seen["ANDROID_HOME"] == "/sdk"
    assert seen["JAVA_HOME"] == "/jdk"
    assert seen["GRADLE_USER_HOME"] == str(tmp_path / "state" / "home")
    assert seen["GRADLE_RO_DEP_CACHE"] == str(theirs / "caches")

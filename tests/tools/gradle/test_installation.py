"""Which Gradle and which Java are taken, and what is said where there is none."""

from pathlib import Path

import pytest

from tools.errors import UserError
from tools.gradle.installation import (
    WRAPPER,
    Gradle,
    find_gradle,
    find_java,
    version_in,
    wrapper_folder,
)

URL = "https://services.gradle.org/distributions/gradle-{}.zip"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project on a machine that has nothing yet."""
    for name in ("GRADLE_HOME", "GRADLE_USER_HOME", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    root = tmp_path / "project"
    root.mkdir()
    return root


def ask_for(root: Path, name: str) -> None:
    """Have the wrapper of a project name a distribution."""
    file = root / WRAPPER
    file.parent.mkdir(parents=True)
    escaped = URL.format(name).replace(":", "\\:")
    file.write_text(f"distributionBase=GRADLE_USER_HOME\ndistributionUrl={escaped}\n")


def unpack(folder: Path, version: str) -> Path:
    """What is taken for a distribution."""
    for name in ("bin/gradle", f"lib/gradle-launcher-{version}.jar"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch(mode=0o755)
    return folder


def unpacked_by_wrapper(tmp_path: Path, name: str, version: str) -> Path:
    """A distribution as the wrapper leaves it."""
    hashed = tmp_path / "home/.gradle/wrapper/dists" / wrapper_folder(URL.format(name))
    folder = unpack(hashed / f"gradle-{version}", version)
    (hashed / f"gradle-{name}.zip.ok").touch()
    return folder


def test_the_folder_is_the_one_that_the_wrapper_takes() -> None:
    assert wrapper_folder(URL.format("8.9-bin")) == Path("gradle-8.9-bin/90cnw93cvbtalezasaz0blq0a")


@pytest.mark.parametrize(
    ("url", "version"),
    [
        (URL.format("8.9-bin"), "8.9"),
        (URL.format("8.14.1-all"), "8.14.1"),
        (URL.format("9.0-rc-1-bin"), "9.0-rc-1"),
        ("https://mirror.example/my-gradle.zip", ""),
    ],
)
def test_the_version_of_an_address(url: str, version: str) -> None:
    assert version_in(url) == version


def test_the_wrapper_s_distribution_comes_first(project: Path, tmp_path: Path) -> None:
    ask_for(project, "8.9-bin")
    unpack(tmp_path / "opt", "8.9")
    folder = unpacked_by_wrapper(tmp_path, "8.9-bin", "8.9")
    assert find_gradle(project) == Gradle(folder, "8.9")


def test_the_same_version_from_elsewhere(project: Path, tmp_path: Path) -> None:
    ask_for(project, "8.9-bin")
    unpacked_by_wrapper(tmp_path, "8.14-bin", "8.14")
    folder = unpacked_by_wrapper(tmp_path, "8.9-all", "8.9")
    assert find_gradle(project) == Gradle(folder, "8.9")


def test_half_a_download_is_none(project: Path, tmp_path: Path) -> None:
    ask_for(project, "8.9-bin")
    folder = unpacked_by_wrapper(tmp_path, "8.9-bin", "8.9")
    (folder.parent / "gradle-8.9-bin.zip.ok").unlink()
    with pytest.raises(UserError, match=r"Gradle 8\.9 is not unpacked"):
        find_gradle(project)


def test_a_newer_one_of_the_same_line_stands_in(project: Path, tmp_path: Path) -> None:
    ask_for(project, "8.9-bin")
    for version in ("8.7", "8.14", "8.10", "9.1"):
        unpacked_by_wrapper(tmp_path, f"{version}-bin", version)
    found = find_gradle(project)
    assert found.version == "8.10"
    told = "Gradle 8.9 is not unpacked on this machine; Gradle 8.10 stands in"
    assert found.note == told


def test_none_of_that_line(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for(project, "8.9-bin")
    monkeypatch.setenv("GRADLE_HOME", str(unpack(tmp_path / "nine", "9.1")))
    with pytest.raises(UserError) as caught:
        find_gradle(project)
    assert caught.value.message == "Gradle 8.9 is not unpacked on this machine"
    assert "run `./gradlew --version` once while online" in caught.value.hint
    assert "9.1" in caught.value.hint


def test_without_a_wrapper_the_one_that_is_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpack(tmp_path / "own", "8.4")
    monkeypatch.setenv("GRADLE_HOME", str(folder))
    assert find_gradle(project) == Gradle(folder, "8.4")


def test_a_repository_brings_no_program(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(project, "8.9-bin")
    own = unpack(project / "tools" / "gradle", "8.9")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gradle").symlink_to(own / "bin" / "gradle")
    monkeypatch.setenv("GRADLE_HOME", str(own))
    with pytest.raises(UserError, match=r"Gradle 8\.9 is not unpacked"):
        find_gradle(project)


def test_java_by_its_variable(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jdk" / "bin").mkdir(parents=True)
    (tmp_path / "jdk" / "bin" / "java").touch(mode=0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert find_java(project) == tmp_path / "jdk"


def test_java_that_is_not_where_it_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(UserError, match="`JAVA_HOME` is `/nowhere`, where no Java is"):
        find_java(project)


def test_no_java(project: Path) -> None:
    with pytest.raises(UserError, match="no Java is on this machine"):
        find_java(project)

"""Projects for a real Gradle, whatever its version, and the end of the daemons that they leave."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent.project import ROOT, make_repository_of
from tools.errors import UserError
from tools.gradle.daemons import daemons, end
from tools.gradle.installation import find_gradle, find_java

PROJECT = {
    "settings.gradle": "rootProject.name = 'plain'\ninclude ':app', ':core'\n",
    "build.gradle": "subprojects { apply plugin: 'java' }\n",
    "app/build.gradle": "def wanted = [':core']\n"
    "wanted.each { name -> project.dependencies.add('compileOnly', project.dependencies.project("
    "path: name)) }\n",
    "core/build.gradle": "sourceSets { main { java { srcDir 'more/java' } } }\n",
    "core/more/java/dev/core/More.java": "package dev.core; public class More { }\n",
    "app/src/main/java/dev/app/App.java": "package dev.app; class App extends dev.core.More { }\n",
    ".gitignore": "build/\n.gradle/\n",
}
"""A build in which the scripts alone do not say everything."""


@pytest.fixture(autouse=True)
def _needs_gradle() -> None:
    if sys.platform != "linux":
        pytest.skip("builds are closed in by Linux alone")
    try:
        find_java(Path("/nowhere"))
        find_gradle(Path("/nowhere"))
    except UserError as error:
        pytest.skip(error.message)


def write(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A plain build of several modules, in a repository."""
    write(tmp_path / "source", PROJECT)
    return make_repository_of(tmp_path / "source", tmp_path / "project")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's state folder, where it is no temporary one: the fence holds only the former."""
    cache = Path(os.environ["OFFDROID_TEST_CACHE"])
    cache.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="state-", dir=cache))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    yield folder
    end_daemons(folder)
    shutil.rmtree(folder)


def end_daemons(folder: Path) -> None:
    """End the daemons of all Gradle homes below a folder."""
    for home in folder.rglob("home"):
        end(daemons(home))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder for Gradle's homes."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    yield folder
    end_daemons(folder)


def run_module(*arguments: str) -> "dict[str, object]":
    """The JSON that a module of the tests prints."""
    ended = subprocess.run(
        [sys.executable, "-m", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return told

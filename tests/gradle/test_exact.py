"""`offdroid index --exact`: what Gradle tells, and what is said where it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.exits import Exit
from tests.agent.project import ROOT, git, offdroid
from tests.gradle.conftest import write
from tools.android.project import Dependency
from tools.gradle.daemons import daemons
from tools.gradle.installation import WRAPPER
from tools.index import Index

pytestmark = pytest.mark.gradle


def table(out: str) -> dict[str, list[str]]:
    """The printed modules by path."""
    return {line.split("\t")[0]: line.split("\t")[1:] for line in out.splitlines()}


def kept(root: Path) -> dict[str, list[object]]:
    """What is kept of Gradle's answer, by module."""
    (file,) = (root / ".git" / "offdroid" / "exact").glob("*.json")
    _, modules = json.loads(file.read_text())
    return {module[0]: module for module in modules}


def test_what_gradle_tells_is_kept(project: Path, state: Path) -> None:
    ended = offdroid(project, "index", "--exact")
    assert ended.code == 0, ended.error
    assert "Gradle told of 3 modules" in ended.error
    modules = kept(project)
    assert ["compileOnly", "project", ":core"] in modules[":app"][5]  # type: ignore[operator]
    assert ["main", "core/more/java"] in modules[":core"][4]  # type: ignore[operator]
    assert table(ended.out)[":core"] == ["core", "", "kotlin"]
    assert git(project, "status", "--porcelain") == ""
    with Index.open(project, project / ".git" / "offdroid" / "index.sqlite") as index:
        (app,) = (one for one in index.project().modules if one.path == ":app")
        (core,) = (one for one in index.project().modules if one.path == ":core")
    assert Dependency("compileOnly", ":core", "project", 0, "gradle") in app.dependencies
    assert core.folders == (("main", "core/more/java"),)


def test_a_daemon_waits_for_the_next_command(project: Path, state: Path) -> None:
    assert offdroid(project, "index", "--exact").code == 0
    (home,) = state.glob("offdroid/gradle/*/home")
    (first,) = daemons(home)
    assert offdroid(project, "index", "--exact").code == 0
    assert [one.process for one in daemons(home)] == [first.process]


def test_in_doubt_there_is_a_new_daemon(project: Path, state: Path) -> None:
    assert offdroid(project, "index", "--exact").code == 0
    (home,) = state.glob("offdroid/gradle/*/home")
    (first,) = daemons(home)
    (home.parent / "living.json").write_text('{"process": 1, "started": 1}')
    assert offdroid(project, "index", "--exact").code == 0
    (second,) = daemons(home)
    assert second.process != first.process


def test_below_a_supervisor_no_daemon_stays(project: Path, state: Path) -> None:
    """Where the kernel grants no namespace, a build runs all the same."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.agent.seal.closing", "command", "index", "--exact"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode == Exit.NO_SEAL:
        pytest.skip("a supervisor cannot work here")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Gradle told of 3 modules" in ended.stderr
    (home,) = state.glob("offdroid/gradle/*/home")
    assert daemons(home) == []


def test_a_build_that_fails(project: Path, state: Path) -> None:
    write(project, {"app/build.gradle": "nonsense()\n"})
    ended = offdroid(project, "index", "--exact")
    assert ended.code == 1
    told = next(line for line in ended.error.splitlines() if line.startswith("error: "))
    assert told.startswith("error: the build fails: A problem occurred evaluating project ':app'")
    assert "nonsense()" in told
    assert offdroid(project, "index").code == 0


def test_a_wrapper_whose_distribution_is_not_here(project: Path, state: Path) -> None:
    mark = project / "ran"
    script = f"#!/bin/sh\ntouch {mark}\n"
    write(project, {str(WRAPPER): "distributionUrl=https\\://x.example/gradle-99.1-bin.zip\n"})
    write(project, {"gradlew": script})
    (project / "gradlew").chmod(0o755)
    ended = offdroid(project, "index", "--exact")
    assert ended.code == 1
    assert "error: Gradle 99.1 is not unpacked on this machine" in ended.error
    assert "hint: run `./gradlew --version` once while online" in ended.error
    assert not mark.exists()


def test_without_java(project: Path, state: Path) -> None:
    ended = offdroid(project, "index", "--exact", JAVA_HOME="/nowhere")
    assert ended.code == 1
    assert "error: `JAVA_HOME` is `/nowhere`, where no Java is" in ended.error


def test_without_a_build(tmp_path: Path, state: Path) -> None:
    git(tmp_path, "init", "-q")
    ended = offdroid(tmp_path, "index", "--exact")
    assert ended.code == 1
    assert "error: no Gradle build was found" in ended.error

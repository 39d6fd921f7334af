"""The hooks that `.pre-commit-hooks.yaml` offers, run by the real pre-commit framework."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agent.project import GREETING, IDENTITY, ROOT, Ended, git, offdroid
from tests.agent.review.project import FINE, LOST, make, stage, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


@pytest.fixture
def hooks(tmp_path: Path) -> Path:
    """A repository of ours with the files of this one, as the framework clones it."""
    place = tmp_path / "offdroid"
    place.mkdir()
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if name.startswith(("tests/", "bench/", "docs/")) or not (ROOT / name).is_file():
            continue
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes((ROOT / name).read_bytes())
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Copy")
    return place


def configure(root: Path, hooks: Path, hook: str) -> None:
    revision = git(hooks, "rev-parse", "HEAD").strip()
    write(
        root,
        ".pre-commit-config.yaml",
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n",
    )
    git(root, "add", ".pre-commit-config.yaml")
    framework(root, "install")


def framework(root: Path, *arguments: str) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], cwd=root, capture_output=True, text=True
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def commit(root: Path, *arguments: str, **environment: str) -> Ended:
    done = subprocess.run(
        ["git", *IDENTITY, "commit", "-m", "A change", *arguments],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def on_path(folder: Path) -> str:
    """A `PATH` on which `offdroid` is this one."""
    folder.mkdir()
    program = folder / "offdroid"
    program.write_text(
        f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -P -m agent \"$@\"\n"
    )
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_the_installed_form(root: Path, hooks: Path, tmp_path: Path) -> None:
    configure(root, hooks, "offdroid-installed")
    path = on_path(tmp_path / "bin")
    stage(root, GREETING, LOST)
    write(root, GREETING, FINE)
    refused = commit(root, PATH=path)
    assert refused.code == 1
    assert f"{GREETING}:3:61  KT-04" in refused.error
    stage(root, GREETING, FINE)
    assert commit(root, PATH=path).code == 0
    assert "through a hook that names offdroid" in offdroid(root, "hook", "status").out


def test_the_built_form(root: Path, hooks: Path) -> None:
    configure(root, hooks, "offdroid")
    built = framework(root, "install-hooks")
    if built.code and "No matching distribution" in built.out + built.error:
        pytest.skip("no package index can be reached")
    assert built.code == 0, built
    stage(root, GREETING, LOST)
    refused = commit(root)
    assert refused.code == 1
    assert f"{GREETING}:3:61  KT-04" in refused.error


def test_the_framework_before_and_after_our_own_hook(root: Path, hooks: Path) -> None:
    write(
        root,
        ".pre-commit-config.yaml",
        "repos:\n- repo: local\n  hooks:\n  - id: told\n    name: told\n    language: system\n"
        "    entry: sh -c 'echo ran >> .git/ran'\n    pass_filenames: false\n"
        "    always_run: true\n",
    )
    git(root, "add", "-A")
    framework(root, "install")
    assert "runs first" in offdroid(root, "hook", "install").out
    for turn in (1, 2):
        stage(root, GREETING, LOST)
        assert commit(root).code == 1
        stage(root, GREETING, FINE + f"// {turn}\n")
        assert commit(root).code == 0
        assert (root / ".git/ran").read_text() == "ran\n" * 2 * turn
        framework(root, "install")
        assert offdroid(root, "hook", "status").code == 0
    assert offdroid(root, "hook", "uninstall").code == 0
    assert offdroid(root, "hook", "status").code == 1
    stage(root, GREETING, LOST)
    assert commit(root).code == 0
    assert (root / ".git/ran").read_text() == "ran\n" * 5

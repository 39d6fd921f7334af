"""Killed at any write, the next command leaves the work tree before or after, never between."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.repo.conftest import Git
from tests.tools.repo.worlds import edited, files, hook, whole, work
from tools.repo.repository import Repository

pytestmark = [
    pytest.mark.trace,
    pytest.mark.skipif(shutil.which("strace") is None, reason="`strace` is not installed"),
]

PROJECT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from tests.tools.repo import worlds
from tools.repo.repository import Repository
repository = Repository.open(Path.cwd())
match sys.argv[1]:
    case "apply": repository.apply(worlds.edited(repository).patch(), "run-1")
    case "commit": repository.commit(worlds.whole(repository), "Change", "run-1")
    case "undo": repository.undo(None)
    case "recover": repository.recover()
"""
CALLS = {
    "apply": "rename renameat unlinkat mkdirat write fsync",
    "undo": "rename renameat unlinkat",
    "commit": "rename renameat fsync",
    "undo-commit": "rename renameat",
}


@dataclass(frozen=True)
class World:
    """All that must be before or after: files, staged and unstaged work, the last commit."""

    files: dict[str, tuple[bytes, int]]
    work: tuple[list[str], list[str], str]
    subject: str


def _world(git: Git) -> World:
    return World(files(git.root), work(git), git("log", "-1", "--format=%s"))


def _run(git: Git, what: str, inject: str = "") -> int:
    trace = ["strace", "-qq", "-o", "/dev/null", "-e", f"inject={inject}"] if inject else []
    done = subprocess.run(
        [*trace, sys.executable, "-c", PROGRAM, what],
        cwd=git.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode


def _restore(git: Git, pristine: Path) -> None:
    shutil.rmtree(git.root)
    shutil.copytree(pristine, git.root, symlinks=True)


def _kill_at_each(git: Git, what: str, call: str) -> None:
    pristine = git.root.parent / "pristine"
    shutil.copytree(git.root, pristine, symlinks=True)
    before = _world(git)
    assert _run(git, what) == 0
    after = _world(git)
    assert after != before
    number = 1
    _restore(git, pristine)
    while _run(git, what, f"{call}:signal=SIGKILL:when={number}"):
        repository = Repository.open(git.root)
        said = repository.recover()
        assert _world(git) in (before, after), (number, said)
        with repository.lock("look"):
            pass
        assert not list((git.root / ".git/offdroid").glob("journal*")), (number, said)
        number += 1
        _restore(git, pristine)
    assert number > 1, f"`{call}` is never called"


@pytest.mark.parametrize("call", CALLS["apply"].split())
def test_apply_killed_at_each(project: Git, call: str) -> None:
    _kill_at_each(project, "apply", call)


@pytest.mark.parametrize("call", CALLS["undo"].split())
def test_undo_killed_at_each(project: Git, call: str) -> None:
    repository = Repository.open(project.root)
    repository.apply(edited(repository).patch(), "run-1")
    _kill_at_each(project, "undo", call)


@pytest.mark.parametrize("call", CALLS["commit"].split())
def test_commit_killed_at_each(layered: Git, call: str) -> None:
    _kill_at_each(layered, "commit", call)


@pytest.mark.parametrize("call", CALLS["undo-commit"].split())
def test_undo_of_a_commit_killed_at_each(layered: Git, call: str) -> None:
    repository = Repository.open(layered.root)
    repository.commit(whole(repository), "Change", "run-1")
    _kill_at_each(layered, "undo", call)


@pytest.mark.parametrize("call", ["renameat", "unlinkat", "unlink"])
def test_recovery_killed_at_each(project: Git, call: str) -> None:
    before = _world(project)
    assert _run(project, "apply", "renameat:signal=SIGKILL:when=4")
    between = project.root.parent / "between"
    shutil.copytree(project.root, between, symlinks=True)
    assert _world(project) != before
    number = 1
    while _run(project, "recover", f"{call}:signal=SIGKILL:when={number}"):
        Repository.open(project.root).recover()
        assert _world(project) == before
        number += 1
        _restore(project, between)
    assert number > 1
    assert _world(project) == before


def test_recovery_says_one_line_and_keeps_what_the_user_wrote_since(project: Git) -> None:
    before = files(project.root)
    assert _run(project, "apply", "renameat:signal=SIGKILL:when=4")
    text = (project.root / "App.kt").read_text()
    assert "TWO" in text
    project.write("App.kt", text.replace("four", "FOUR"))
    project.write("crlf.kt", b"one\r\nmine\r\nthree\r\n")
    project.write("run.sh", "mine, and not yet reached by the run\n")
    said = Repository.open(project.root).recover()
    assert said == (
        "took back the killed run `run-1`; left as it is, since you changed it: `crlf.kt`"
    )
    after = files(project.root)
    assert after.pop("App.kt")[0].decode() == text.replace("four", "FOUR").replace("TWO", "two")
    assert after.pop("crlf.kt")[0] == b"one\r\nmine\r\nthree\r\n"
    assert after.pop("run.sh")[0] == b"mine, and not yet reached by the run\n"
    assert after == {path: what for path, what in before.items() if path in after}
    assert Repository.open(project.root).recover() is None


@pytest.mark.parametrize(("name", "lands"), [("pre-commit", False), ("post-commit", True)])
def test_killed_while_a_hook_runs(layered: Git, name: str, lands: bool) -> None:
    before = _world(layered)
    # The hook's parent is git, and git's is the program.
    hook(layered, name, "kill -9 $(ps -o ppid= -p $PPID); sleep 0.2")
    assert _run(layered, "commit") == -signal.SIGKILL
    (layered.root / ".git/hooks" / name).unlink()
    said = Repository.open(layered.root).recover()
    assert said == ("finished" if lands else "took back") + " the killed run `run-1`"
    if lands:
        assert _world(layered).work == before.work
        assert layered("log", "-1", "--format=%s") == "Change\n"
        Repository.open(layered.root).undo(None)
    assert _world(layered) == before
    assert not list((layered.root / ".git").glob("*.lock"))

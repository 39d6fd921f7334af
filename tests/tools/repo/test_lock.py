"""One run at a time: the second says who is first, and a dead one is in nobody's way."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.repo.conftest import Git
from tests.tools.repo.worlds import edited
from tools.repo.lock import Held
from tools.repo.patch import Patch
from tools.repo.repository import Repository

_HOLDER = """
import os, sys
from pathlib import Path
from tools.repo.repository import Repository
with Repository.open(Path.cwd()).lock("run 7"):
    child = sys.argv[1:] == ["fork"] and os.fork()
    if child == 0 and sys.argv[1:]:
        print("held", flush=True)
        sys.stdin.read()
        os._exit(0)
    if not child:
        print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _holder(git: Git, *args: str) -> Iterator[subprocess.Popen[str]]:
    holder = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _HOLDER, *args],
        cwd=git.root,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield holder


def test_second_is_told_who_holds_the_lock(project: Git) -> None:
    repository = Repository.open(project.root)
    patch = edited(repository).patch()
    with _holder(project) as holder:
        with pytest.raises(Held, match=f"`run 7`, process {holder.pid}, since 20"):
            repository.apply(patch, "run-1")
        assert repository.recover() is None
    repository.apply(patch, "run-1")


def test_linked_work_trees_share_the_lock(project: Git, tmp_path: Path) -> None:
    project("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repository.open(tmp_path / "linked")
    with _holder(project), pytest.raises(Held), linked.lock("other"):
        pass


def test_killed_holder_is_in_nobodys_way(project: Git) -> None:
    repository = Repository.open(project.root)
    with _holder(project) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with repository.lock("next"):
            pass


def test_child_that_the_holder_forked_does_not_keep_the_lock(project: Git) -> None:
    repository = Repository.open(project.root)
    with _holder(project, "fork") as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with repository.lock("next"):
            pass


def test_number_of_a_living_process_in_a_left_file_counts_for_nothing(project: Git) -> None:
    repository = Repository.open(project.root)
    left = {"pid": os.getppid(), "purpose": "run 1", "since": "2026-01-01T00:00:00+00:00"}
    (repository.state / "lock").write_text(json.dumps(left))
    with repository.lock("next"):
        pass


def test_lock_may_be_nested_and_ends_with_an_error(project: Git) -> None:
    repository, other = Repository.open(project.root), Repository.open(project.root)

    def fail() -> None:
        with repository.lock("outer"), repository.lock("inner"):
            with pytest.raises(Held, match=f"`outer`, process {os.getpid()}"):
                other.apply(Patch(()), "run-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with other.lock("other"):
        pass

"""Ctrl-C and failures that come from the system leave nothing half-done."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.repo.conftest import Git
from tests.tools.repo.worlds import edited, files, hook, work
from tools.repo.repository import Repository

_PROGRAM = """
import sys
from pathlib import Path
from tests.tools.repo import worlds
from tools.repo.repository import Repository
repository = Repository.open(Path.cwd())
repository.commit(worlds.whole(repository), "Change", "run-1")
"""


@pytest.mark.parametrize(("name", "lands"), [("pre-commit", False), ("post-commit", True)])
def test_interrupted_while_a_hook_runs(layered: Git, name: str, lands: bool) -> None:
    before, mine = files(layered.root), work(layered)
    # The hook's parent is git, and git's is the program.
    hook(layered, name, "kill -INT $(ps -o ppid= -p $PPID); sleep 60")
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=layered.root,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
    )
    assert done.returncode == -signal.SIGINT
    assert not list((layered.root / ".git").glob("*.lock"))
    repository = Repository.open(layered.root)
    said = repository.recover()
    if lands:
        assert said == "finished the killed run `run-1`"
        assert layered("log", "-1", "--format=%s") == "Change\n"
        assert work(layered) == mine
    else:
        assert said is None
        assert files(layered.root) == before
        assert work(layered) == mine


_SMALL = """
import resource, sys
from pathlib import Path
from tests.tools.repo.worlds import edited
from tools.errors import UserError
from tools.repo.repository import Repository
repository = Repository.open(Path.cwd())
patch = edited(repository).patch()
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
try:
    repository.apply(patch, "run-1")
except UserError as error:
    print(error.message)
"""


def test_journal_that_cannot_be_written_changes_nothing(project: Git) -> None:
    before = files(project.root)
    done = subprocess.run(
        [sys.executable, "-c", _SMALL],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
    )
    message = "nothing was changed, since the journal cannot be written: File too large\n"
    assert done.stdout == message, done.stderr
    assert files(project.root) == before
    assert not list((project.root / ".git/offdroid").glob("journal*"))


def test_owner_and_mode_of_a_file_stay(project: Git) -> None:
    place = project.root / "App.kt"
    place.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(place, 12345, 12346)
    before = place.stat()
    repository = Repository.open(project.root)
    repository.apply(edited(repository).patch(), "run-1")
    after = place.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )

"""What fails ends in a clear error and the right exit code, with the work tree as it was."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.seal import namespace
from tests.agent.project import ROOT, git, make_repository
from tests.agent.seal.faults import COMMAND, PLACES, kills_the_gate
from tests.agent.test_run_faults import GOOD, REQUEST
from tests.wire import answers
from tests.wire.server import WireServer

pytestmark = pytest.mark.seal

RUN = ("run", REQUEST, "--engine", "ollama")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


def run(
    project: Path, server: WireServer, start: Sequence[str] = COMMAND
) -> "subprocess.CompletedProcess[str]":
    """Run the command line as it is started in some place."""
    return subprocess.run(
        [*start, *RUN, "--path", str(project)],
        capture_output=True,
        text=True,
        cwd=project.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OLLAMA_HOST": server.address},
        check=False,
    )


def is_clean(project: Path) -> bool:
    """Whether nothing was changed."""
    return git(project, "status", "--porcelain") == ""


def test_the_gate_is_killed(project: Path) -> None:
    with WireServer([kills_the_gate()]) as server:
        ended = run(project, server)
    assert ended.returncode == 5, ended.stderr
    assert "error: " in ended.stderr
    assert "hint: " in ended.stderr
    assert is_clean(project)


def test_the_gate_is_killed_below_a_supervisor(project: Path) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    with WireServer([kills_the_gate()]) as server:
        ended = run(project, server, PLACES["no namespace"])
    assert ended.returncode == 5, ended.stderr
    assert is_clean(project)


def test_the_server_is_killed_in_mid_stream(project: Path) -> None:
    with WireServer([answers.broken_off('{"action"')]) as server:
        ended = run(project, server)
    assert ended.returncode == 5
    assert "hint: " in ended.stderr
    assert is_clean(project)


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("no namespace", 0, "tier 2"),
        ("no namespace, no supervisor", 6, "error: the network cannot be closed: unshare: "),
        ("`/proc` is read-only", 0, "tier 2"),
        ("no interface is up", 5, "error: no model server answers at"),
    ],
)
def test_a_place_that_grants_less(project: Path, place: str, code: int, told: str) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    with WireServer(GOOD) as server:
        ended = run(project, server, PLACES[place])
    if ended.stderr.startswith("unshare:"):
        pytest.skip(f"no such place can be made: {ended.stderr.strip()}")
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert is_clean(project) == (code != 0)

"""What fails ends in a clear error and the right exit code, with the work tree as it was."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from agent.seal import namespace
from tests.agent.project import ROOT, git, make_repository
from tests.agent.seal.faults import COMMAND, PLACES, TIERS, kills_the_gate, mortal_server
from tests.agent.test_run_faults import GOOD, REQUEST
from tests.wire.answers import Answer, line
from tests.wire.server import WireServer

pytestmark = pytest.mark.seal

RUN = ("run", REQUEST, "--engine", "ollama")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


def run(
    project: Path, address: str, start: Sequence[str] = COMMAND
) -> "subprocess.CompletedProcess[str]":
    """Run the command line as it is started in some place."""
    return subprocess.run(
        [*start, *RUN, "--path", str(project)],
        capture_output=True,
        text=True,
        cwd=project.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OLLAMA_HOST": address},
        check=False,
    )


def is_clean(project: Path) -> bool:
    """Whether nothing was changed."""
    return git(project, "status", "--porcelain") == ""


@pytest.fixture(params=TIERS, ids=list(TIERS))
def start(request: pytest.FixtureRequest) -> Sequence[str]:
    """How to start the command line so that it gets each tier in turn."""
    if request.param != "namespace" and namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    return TIERS[request.param]


def test_a_person_interrupts(project: Path, start: Sequence[str]) -> None:
    asked = threading.Event()
    with WireServer([Answer(begins(asked), hold=True)]) as server:
        with subprocess.Popen(
            [*start, *RUN, "--path", str(project)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=project.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OLLAMA_HOST": server.address},
        ) as process:
            assert asked.wait(60)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate()
    assert process.returncode == 130, told
    assert "interrupted" in told
    assert is_clean(project)


def begins(asked: threading.Event) -> Iterator[bytes]:
    """The beginning of an answer, and word that it was asked for."""
    yield line("", "{")
    asked.set()
    yield line("", '"')


def test_llama_cpp_in_process_says_that_it_needs_sockets(project: Path) -> None:
    pytest.importorskip("xllamacpp", reason="llama.cpp is not installed")
    if namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    model = project.parent / "x.gguf"
    model.write_bytes(b"GGUF")
    ended = subprocess.run(
        [*TIERS["filter"], "run", REQUEST, "--engine", "llamacpp", "--model", str(model)],
        capture_output=True,
        text=True,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ended.returncode == 5, ended.stderr
    assert "llama.cpp in process needs a socket" in ended.stderr


def test_the_gate_is_killed(project: Path, start: Sequence[str]) -> None:
    with WireServer([kills_the_gate()]) as server:
        ended = run(project, server.address, start)
    assert ended.returncode == 5, ended.stderr
    assert "error: " in ended.stderr
    assert "hint: " in ended.stderr
    assert is_clean(project)


def test_the_server_is_killed_in_mid_stream(project: Path, start: Sequence[str]) -> None:
    with mortal_server() as address:
        ended = run(project, address, start)
    assert ended.returncode == 5, ended.stderr
    assert "error: no model server answers at" in ended.stderr
    assert "hint: " in ended.stderr
    assert is_clean(project)


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("no namespace", 0, "tier 2"),
        ("no namespace, no supervisor", 0, "tier 2: kernel filter alone"),
        ("not even a filter", 6, "error: the network cannot be closed: unshare: "),
        ("`/proc` is read-only", 0, "tier 2: kernel filter, each address checked"),
        ("the same, no supervisor", 0, "tier 2: kernel filter alone"),
        ("`/proc` is not there", 6, "error: the network cannot be closed: `/proc` is not there"),
        ("no interface is up", 5, "error: no model server answers at"),
    ],
)
def test_a_place_that_grants_less(project: Path, place: str, code: int, told: str) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    with WireServer(GOOD) as server:
        ended = run(project, server.address, PLACES[place])
    if ended.stderr.startswith("unshare:"):
        pytest.skip(f"no such place can be made: {ended.stderr.strip()}")
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert is_clean(project) == (code != 0)

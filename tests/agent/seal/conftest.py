"""A gate in front of a model server, and the two users that the seal has to serve."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.agent.seal.model_server import ModelServer, running

ROOT = Path(__file__).parents[3]
NOBODY = 65534
STARTS_ITSELF = """
import subprocess, sys
import agent.seal.linux
sys.exit(sys.version_info < (3, 11) or subprocess.call([sys.executable, "-c", ""]))
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True, scope="session")
def _only_linux() -> None:
    if sys.platform != "linux":
        pytest.skip("the seal by the kernel is built for Linux")


@dataclass(frozen=True)
class RunningGate:
    """A gate, the process that started it, and its log."""

    host: str
    port: int
    process: int
    starter: "subprocess.Popen[str]"
    log: Path

    def exchange(self, request: bytes) -> bytes:
        """Send bytes, and read until the gate closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)

    def connect(self) -> socket.socket:
        """A connection to the gate."""
        return socket.create_connection((self.host, self.port), timeout=30)


def read_all(connection: socket.socket) -> bytes:
    """All bytes until the other side closes."""
    parts = []
    while data := connection.recv(65536):
        parts.append(data)
    return b"".join(parts)


def python(*arguments: str, new_session: bool = False) -> "subprocess.Popen[str]":
    """A child that can import the project and the tests."""
    return subprocess.Popen(
        [sys.executable, "-X", "dev", "-W", "error", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=new_session,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running() as server:
        yield server


@pytest.fixture
def gate(server: ModelServer, tmp_path: Path) -> Iterator[RunningGate]:
    log = tmp_path / "gate.log"
    with python(
        "-m", "tests.agent.seal.gate_process", server.host, str(server.port), str(log)
    ) as starter:
        assert starter.stdout is not None
        port, process = starter.stdout.readline().split()
        yield RunningGate(server.host, int(port), int(process), starter, log)
        _, said = starter.communicate()
        assert said == ""


@pytest.fixture(scope="module", params=["root", "ordinary"])
def run_as(request: pytest.FixtureRequest) -> Run:
    """Runs a child as root and as an ordinary user, as far as we may."""
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("needs root")
    user = NOBODY if request.param == "ordinary" and os.geteuid() == 0 else None
    for interpreter in (sys.executable, shutil.which("python3", path=os.defpath)):
        if interpreter:
            run = partial(run_python, interpreter, user)
            with suppress(PermissionError):
                if run("-c", STARTS_ITSELF).returncode == 0:
                    return run
    pytest.skip("an ordinary user can start no Python that can read this checkout")


def run_python(
    interpreter: str, user: int | None, *arguments: str, **changes: str
) -> "subprocess.CompletedProcess[str]":
    """Run a child that can import the project, as another user where `user` is given."""
    ours = interpreter == sys.executable
    path = str(ROOT) if ours else f"{ROOT}:{sysconfig.get_paths()['purelib']}"
    return subprocess.run(
        [interpreter, "-X", "dev", "-W", "error", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        env={**os.environ, "PYTHONPATH": path, "HOME": "/nonexistent", **changes},
        check=False,
    )

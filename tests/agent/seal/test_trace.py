"""What `strace` sees of a whole process tree: nothing reaches beyond the loopback."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.seal import namespace
from agent.seal.addresses import family_of
from tests.agent.project import git, make_repository
from tests.agent.seal.conftest import ROOT
from tests.agent.test_run_faults import GOOD, REQUEST
from tests.wire.server import WireServer

pytestmark = [pytest.mark.seal, pytest.mark.trace]

CALLS = "socket,connect,bind,sendto,sendmsg,sendmmsg,io_uring_setup"
ADDRESS = re.compile(r'sin6?_(?:addr=inet_addr\("|port.*?inet_pton\(AF_INET6, ")([0-9a-f.:]+)"')
PROOF = ("192.0.2.1", "2001:db8::1")
"""Where the seal itself asks for a route after it has closed the network."""


@pytest.fixture(autouse=True)
def _strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("`strace` is not installed")
    if subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode:
        pytest.skip("this system lets nobody trace")


def trace(folder: Path, *arguments: str, **changes: str) -> list[str]:
    """The calls on sockets that a Python process and its children made."""
    log = folder / "trace"
    ended = subprocess.run(
        ["strace", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(log), sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **changes},
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return log.read_text().splitlines()


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine's loopback."""
    try:
        family_of(address)
    except ValueError:
        return False
    return True


def beyond(calls: list[str]) -> list[str]:
    """The calls that name an address beyond the loopback, or another kind of address."""
    found = []
    for call in calls:
        named = ADDRESS.findall(call)
        outside = [address for address in named if not is_loopback(address)]
        proof = outside and set(outside) <= set(PROOF) and "ENETUNREACH" in call
        if (outside and not proof) or "sun_path" in call or "io_uring_setup" in call:
            found.append(call)
    return found


def reached(calls: list[str]) -> set[str]:
    """The addresses of connections that were made or begun."""
    made = [call for call in calls if "connect(" in call and "ENETUNREACH" not in call]
    return {address for call in made for address in ADDRESS.findall(call)}


def test_the_trace_sees_what_leaves(tmp_path: Path) -> None:
    """The control: a look-up at a name server that nobody has, in a network with only `lo`."""
    code = (
        "import socket; from agent.seal import namespace;"
        "built = namespace.build(None); built.enter(); built.close();"
        "asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
        "asking.connect_ex(('198.51.100.1', 53)); asking.close()"
    )
    assert len(beyond(trace(tmp_path, "-c", code))) == 1


def test_a_sealed_process_reaches_the_model_server_only(tmp_path: Path) -> None:
    with WireServer() as server:
        port = server.address.rpartition(":")[2]
        calls = trace(tmp_path, "-m", "tests.agent.seal.closing", "reaching", port)
    assert beyond(calls) == []
    assert reached(calls) == {"127.0.0.1"}


def test_doctor(tmp_path: Path) -> None:
    with WireServer() as server:
        calls = trace(tmp_path, "-m", "agent", "doctor", OLLAMA_HOST=server.address)
    assert beyond(calls) == []
    assert reached(calls) == {"127.0.0.1"}


def test_the_demo(tmp_path: Path) -> None:
    calls = trace(tmp_path, "-m", "agent", "demo", "--keep", str(tmp_path / "scratch"))
    assert beyond(calls) == []
    assert reached(calls) == set()


def test_a_run_with_a_model(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "project")
    with WireServer(GOOD) as server:
        run = ("-m", "agent", "run", REQUEST, "--engine", "ollama", "--path", str(root))
        calls = trace(tmp_path, *run, OLLAMA_HOST=server.address)
        assert server.left == 0
    assert "name.trim()" in git(root, "diff")
    assert beyond(calls) == []
    assert reached(calls) == {"127.0.0.1"}


def test_a_run_below_a_supervisor(tmp_path: Path) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    root = make_repository(tmp_path / "project")
    with WireServer(GOOD) as server:
        run = ("run", REQUEST, "--engine", "ollama", "--path", str(root))
        command = ("-m", "tests.agent.seal.closing", "command", *run)
        calls = trace(tmp_path, *command, OLLAMA_HOST=server.address)
    assert "name.trim()" in git(root, "diff")
    assert beyond(calls) == []
    assert reached(calls) == {"127.0.0.1"}


def test_a_run_with_the_filter_alone(tmp_path: Path) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network: it is isolated already")
    root = make_repository(tmp_path / "project")
    with WireServer(GOOD) as server:
        run = ("run", REQUEST, "--engine", "ollama", "--path", str(root))
        command = ("-m", "tests.agent.seal.closing", "command_in_docker", *run)
        calls = trace(tmp_path, *command, OLLAMA_HOST=server.address)
    assert "name.trim()" in git(root, "diff")
    assert beyond(calls) == []
    assert reached(calls) == {"127.0.0.1"}

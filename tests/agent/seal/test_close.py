"""What `close` promises in each mode and place, and how the gate lives and dies."""

import json
import os
import select
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from agent.seal import namespace
from tests.agent.seal.conftest import ROOT, Run, python
from tests.agent.seal.model_server import ModelServer, running

pytestmark = pytest.mark.seal

CLOSING = ("-m", "tests.agent.seal.closing")
SEALED = {
    "tier": "namespace",
    "line": "sealed: no network beyond this machine (tier 1: kernel namespace and filter)",
    "warning": "",
    "out": "Network is unreachable",
    "unix": "Address family not supported by protocol",
}


def told(ended: "subprocess.CompletedProcess[str]") -> dict[str, str]:
    """What the child printed as JSON."""
    assert ended.stderr == ""
    assert ended.returncode == 0, ended.stdout
    return cast(dict[str, str], json.loads(ended.stdout.splitlines()[0]))


@pytest.mark.parametrize("mode", ["auto", "required"])
def test_only_the_model_is_reached(run_as: Run, server: ModelServer, mode: str) -> None:
    seen = told(run_as(*CLOSING, "plain", mode, str(server.port)))
    assert "name resolution" in seen.pop("name")
    assert seen == {**SEALED, "model": "HTTP/1.1 200 OK"}


def test_without_a_model_server_nothing_is_reached(run_as: Run) -> None:
    seen = told(run_as(*CLOSING, "plain", "required", "0"))
    assert seen.pop("name")
    assert seen == {**SEALED, "model": ""}


def test_a_model_server_on_ipv6(run_as: Run) -> None:
    try:
        with running(family=socket.AF_INET6) as server:
            seen = told(run_as(*CLOSING, "plain", "required", str(server.port), "::1"))
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    assert seen["model"] == "HTTP/1.1 200 OK"


def test_a_server_that_does_not_answer_is_told(run_as: Run, server: ModelServer) -> None:
    server.stop_listening()
    seen = told(run_as(*CLOSING, "plain", "required", str(server.port)))
    assert seen["model"] == "HTTP/1.1 502 Refused"


def test_off_says_so(run_as: Run) -> None:
    seen = told(run_as(*CLOSING, "plain", "off", "0"))
    assert seen["line"] == "not sealed: the network is open, as `--seal=off` says"
    assert seen["unix"] == "done"


def test_a_seal_in_a_seal(run_as: Run, server: ModelServer) -> None:
    seen = told(run_as(*CLOSING, "nested", str(server.port)))
    assert seen["tier"] == "isolated"
    assert seen["line"].startswith(
        "sealed: no network beyond this machine (tier 1: isolated already"
    )
    assert seen["out"] == "Network is unreachable"
    assert seen["model"] == "HTTP/1.1 200 OK"


def test_below_the_bwrap_of_the_distribution(run_as: Run, server: ModelServer) -> None:
    ended = run_as(*CLOSING, "wrapped", "required", str(server.port))
    if ended.stdout.startswith("unavailable: "):
        pytest.skip(ended.stdout.strip())
    seen = told(ended)
    assert seen["tier"] == "bwrap"
    assert (seen["out"], seen["unix"]) == (SEALED["out"], SEALED["unix"])
    assert seen["model"] == "HTTP/1.1 200 OK"


def test_a_place_that_is_isolated_already(run_as: Run) -> None:
    seen = told(run_as(*CLOSING, "isolated", "required"))
    assert (seen["tier"], seen["out"]) == ("isolated", "Network is unreachable")
    assert seen["unix"] == "Address family not supported by protocol"


@pytest.fixture
def _with_network() -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network to be refused")


@pytest.mark.usefixtures("_with_network")
@pytest.mark.parametrize("mode", ["auto", "required"])
def test_a_supervisor_where_the_kernel_grants_no_namespace(
    run_as: Run, server: ModelServer, mode: str
) -> None:
    seen = told(run_as(*CLOSING, "refused", mode, str(server.port)))
    assert seen["tier"] == "supervised"
    assert "(tier 2: kernel filter, each address checked by a supervisor)" in seen["line"]
    assert (seen["out"], seen["unix"]) == (SEALED["out"], SEALED["unix"])
    assert "name resolution" in seen["name"]
    assert seen["model"] == "HTTP/1.1 200 OK"


@pytest.mark.usefixtures("_with_network")
@pytest.mark.parametrize("mode", ["auto", "required"])
def test_a_filter_alone_where_nothing_else_is_granted(
    run_as: Run, server: ModelServer, mode: str
) -> None:
    seen = told(run_as(*CLOSING, "docker", mode, str(server.port)))
    assert "name resolution" in seen.pop("name")
    how = "tier 2: kernel filter alone, no sockets, so no builds"
    assert seen == {
        **SEALED,
        "tier": "filter",
        "line": f"sealed: no network beyond this machine ({how})",
        "out": SEALED["unix"],
        "model": "HTTP/1.1 200 OK",
    }


@pytest.mark.usefixtures("_with_network")
def test_a_supervisor_in_a_container_that_may_trace(run_as: Run, server: ModelServer) -> None:
    seen = told(run_as(*CLOSING, "docker_with_ptrace", "required", str(server.port)))
    assert (seen["tier"], seen["model"]) == ("supervised", "HTTP/1.1 200 OK")


@pytest.mark.usefixtures("_with_network")
def test_a_filter_alone_without_a_model_server(run_as: Run) -> None:
    seen = told(run_as(*CLOSING, "docker", "required", "0"))
    assert (seen["tier"], seen["out"]) == ("filter", SEALED["unix"])


@pytest.mark.usefixtures("_with_network")
def test_a_filter_alone_and_a_server_that_does_not_answer(run_as: Run, server: ModelServer) -> None:
    server.stop_listening()
    seen = told(run_as(*CLOSING, "docker", "required", str(server.port)))
    assert seen["model"] == "HTTP/1.1 502 Refused"


@pytest.mark.usefixtures("_with_network")
def test_a_filter_alone_without_landlock_says_what_it_leaves_open(
    run_as: Run, server: ModelServer
) -> None:
    if tracing_is_held():
        pytest.skip("Yama lets nobody look into other processes here")
    docker = partial(run_as, *CLOSING, "docker")
    seen = told(docker("auto", str(server.port), "landlock_create_ruleset"))
    assert (seen["tier"], seen["model"]) == ("filter", "HTTP/1.1 200 OK")
    hole = "a hostile program could enter other processes of this user through `/proc`"
    assert seen["warning"].startswith(hole)
    required = docker("required", str(server.port), "landlock_create_ruleset")
    assert required.returncode == 6
    assert required.stdout.startswith(f"error: {hole}")


def tracing_is_held() -> bool:
    """Whether a process may look into its own children only."""
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    return scope.exists() and int(scope.read_text()) > 0


@pytest.mark.usefixtures("_with_network")
@pytest.mark.parametrize("mode", ["auto", "required"])
def test_it_stops_where_the_kernel_grants_nothing(run_as: Run, mode: str) -> None:
    ended = run_as(*CLOSING, "docker", mode, "0", "seccomp")
    assert ended.returncode == 6
    assert ended.stdout.startswith("error: the network cannot be closed: unshare: Operation not p")
    assert "a supervisor cannot work: " in ended.stdout
    assert "a filter alone cannot work: seccomp: " in ended.stdout


@pytest.mark.usefixtures("_with_network")
def test_the_command_line_ends_with_6_where_the_kernel_grants_nothing() -> None:
    with python(*CLOSING, "command_refused", "doctor") as process:
        out, said = process.communicate()
    assert process.returncode == 6
    assert out == ""
    assert said.startswith("error: the network cannot be closed: unshare: ")
    assert "hint: `docs/security.md` says what a system may lack" in said


@pytest.mark.usefixtures("_with_network")
def test_it_ends_as_the_command_ends_below_a_supervisor() -> None:
    with python(*CLOSING, "command", "checks", "no-such-check") as process:
        _, said = process.communicate()
    assert process.returncode == 2
    assert "no-such-check" in said


@pytest.mark.usefixtures("_with_network")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_the_command_below_a_supervisor(
    server: ModelServer, number: signal.Signals
) -> None:
    with python(*CLOSING, "waiting_supervised", str(server.port)) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["tier"] == "supervised"
        process.send_signal(number)
        assert process.stdout.readline() == "interrupted\n"
        process.communicate()


@pytest.mark.usefixtures("_with_network")
def test_proc_that_is_read_only() -> None:
    closing = shlex.join([sys.executable, *CLOSING, "plain", "required", "0"])
    command = ["unshare", "-rm", "sh", "-c", f"mount -o remount,bind,ro /proc && exec {closing}"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if ended.returncode == 1:
        pytest.skip(f"no such place can be made: {ended.stderr.strip()}")
    assert ended.returncode == 0
    assert told(ended)["tier"] == "supervised"


def test_a_thread_comes_too_early(run_as: Run) -> None:
    ended = run_as(*CLOSING, "threaded", "required")
    assert ended.returncode == 6
    assert "threads are running already" in ended.stdout


@pytest.mark.parametrize("host", ["10.0.0.5", "ollama.lan", "0.0.0.0", "127.1", "::ffff:127.0.0.1"])
def test_a_server_elsewhere_is_refused(run_as: Run, host: str) -> None:
    ended = run_as(*CLOSING, "plain", "auto", "11434", host)
    assert ended.returncode == 5
    assert ended.stdout == f"error: `{host}` is not a loopback address of this machine\n"


def test_a_network_socket_as_standard_input(server: ModelServer) -> None:
    command = [sys.executable, *CLOSING, "plain"]
    with socket.create_connection((server.host, server.port)) as connection:
        auto, required = (
            subprocess.run(
                [*command, mode, "0"],
                stdin=connection.fileno(),
                capture_output=True,
                text=True,
                check=False,
            )
            for mode in ("auto", "required")
        )
    hole = "standard input came as a network socket, which stays open"
    assert told(auto)["warning"] == hole
    assert (required.returncode, required.stdout) == (6, f"error: {hole}\n")


def test_standard_streams_that_are_closed(server: ModelServer) -> None:
    closing = shlex.join([sys.executable, *CLOSING, "plain", "required", str(server.port)])
    ended = subprocess.run(
        ["sh", "-c", f"exec {closing} <&- 2>&-"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert told(ended)["model"] == "HTTP/1.1 200 OK"


def test_a_run_works_inside(run_as: Run) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        changes = {"HTTPS_PROXY": "http://192.0.2.1", "all_proxy": "x", "SSH_AUTH_SOCK": "/x"}
        kept = {"JAVA_TOOL_OPTIONS": "-Xmx1g", "T_USER": "1"}
        ended = run_as(*CLOSING, "working", folder + "/", **changes, **kept)
    assert told(ended)["tier"] == "namespace"
    assert ended.stdout.splitlines()[1:] == ["T_USER", "-Xmx1g None"]


class Waiting:
    """A sealed process that asks the model whenever it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.gate = int(json.loads(self.read())["gate"])

    def read(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self) -> str:
        """What the model server answers now."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.read()


@pytest.fixture(params=["", "docker"], ids=["namespace", "filter alone"])
def place(request: pytest.FixtureRequest) -> str:
    """Where the gate has a socket that listens, and where it hands out ends of pairs."""
    place: str = request.param
    if place and namespace.only_loopback():
        pytest.skip("this machine has no network to be refused")
    return place


def test_the_gate_ends_with_the_process_and_leaves_no_zombie(
    server: ModelServer, place: str
) -> None:
    with python(*CLOSING, "waiting", str(server.port), place) as process:
        waiting = Waiting(process)
        assert waiting.ask() == "HTTP/1.1 200 OK"
        _, said = process.communicate()
    assert (process.returncode, said) == (0, "")
    assert not Path(f"/proc/{waiting.gate}").exists()


def test_the_gate_ends_when_the_process_is_killed(server: ModelServer, place: str) -> None:
    with python(*CLOSING, "waiting", str(server.port), place) as process:
        waiting = Waiting(process)
        watch = os.pidfd_open(waiting.gate)
        process.kill()
        assert process.stdout is not None
        assert process.stdout.read() == ""  # ends at once: the gate holds no pipe of ours
        assert wait_for_end(watch)


def wait_for_end(watch: int) -> bool:
    """Wait until the process behind a descriptor has ended."""
    try:
        return bool(select.select([watch], [], [], 30)[0])
    finally:
        os.close(watch)


def test_a_killed_gate_is_an_error_and_no_hang(server: ModelServer, place: str) -> None:
    with python(*CLOSING, "waiting", str(server.port), place) as process:
        waiting = Waiting(process)
        watch = os.pidfd_open(waiting.gate)
        os.kill(waiting.gate, signal.SIGKILL)
        assert wait_for_end(watch)
        assert waiting.ask() == ("Broken pipe" if place else "Connection refused")
        process.communicate()


def test_an_interrupt_is_the_main_process_to_decide(server: ModelServer, place: str) -> None:
    with python(*CLOSING, "waiting", str(server.port), place, new_session=True) as process:
        waiting = Waiting(process)
        os.killpg(process.pid, signal.SIGINT)
        assert waiting.read() == "interrupted"
        assert waiting.ask() == "HTTP/1.1 200 OK"
        process.communicate()

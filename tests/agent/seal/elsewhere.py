"""Servers that are elsewhere, tried in a private network: without the seal they are reached.

As `lab`, and here `localhost` is the name of an address outside, and the model
server on the loopback asks the world for what it does not have itself. Prints
`{"open": {attempt: outcome}, "sealed": {attempt: outcome}}`; "reached" is what the world saw.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from agent.seal import close, kernel
from tests.agent.project import make_repository
from tests.agent.seal.closing import attempt, gate_process
from tests.agent.seal.lab import add_addresses, enter_private_network

WORLD = "192.0.2.1"
PORT, MODEL_PORT = 11434, 11435
LINE = {"localhost": "L07"}

seen: list[str] = []
"""What arrived in the world."""


def main() -> None:
    """Build the world, run the attempts in it, print; or be one of the attempts."""
    if sys.argv[1:]:
        print(json.dumps(INSIDE[sys.argv[1]](sys.argv[2])))
        return
    enter_private_network()
    add_addresses()
    with tempfile.TemporaryDirectory() as folder:
        name_the_world(Path(folder), "localhost")
        serve(WORLD, PORT, noted)
        serve("127.0.0.1", MODEL_PORT, asks_the_world)
        project = make_repository(Path(folder) / "project")
        told = {mode: outcomes(mode, project) for mode in ("open", "sealed")}
    print(json.dumps(told), flush=True)
    os._exit(0)  # the listeners' threads never end


def name_the_world(folder: Path, *names: str) -> None:
    """Have the names lead outside, in a mount namespace of our own."""
    hosts = folder / "hosts"
    hosts.write_text(f"{WORLD} {' '.join(names)}\n")
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", kernel.MS_REC | kernel.MS_SLAVE)
    kernel.mount(str(hosts), "/etc/hosts", kernel.MS_BIND)
    for path in (folder, hosts):
        path.chmod(0o755)


def serve(host: str, port: int, ask: Callable[[bytes], object]) -> None:
    """An HTTP server; `ask` is what it does before it answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)

    def work() -> None:
        while True:
            connection, _ = listener.accept()
            with connection:
                request = connection.recv(65536)
                ask(request)
                body = b'{"models": [], "version": "0.30.0"}'
                length = str(len(body)).encode()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: " + length)
                connection.sendall(b"\r\nConnection: close\r\n\r\n" + body)

    threading.Thread(target=work, daemon=True).start()


def noted(request: bytes) -> None:
    """What arrives in the world."""
    seen.append(request.decode("latin-1"))


def asks_the_world(request: bytes) -> None:
    """What the model server does for what it does not have."""
    if b"/api/chat" in request or b"/api/pull" in request:
        talk(WORLD, PORT)


def talk(host: str, port: int, path: str = "/api/version", body: str = "") -> str:
    """Send a request; the status of the answer."""
    method = "POST" if body else "GET"
    with socket.create_connection((host, port), timeout=20) as connection:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall((head + body).encode())
        return connection.recv(65536).split(b" ")[1].decode()


def outcomes(mode: str, project: Path) -> dict[str, str]:
    """Each attempt, and whether the world saw it."""
    told = {}
    for host in LINE:
        seen.clear()
        said = by_name(host) if mode == "open" else by_command(host, project)
        told[f"{LINE[host]} {host}"] = "reached" if seen else said
    for name in INSIDE:
        seen.clear()
        child = subprocess.run(
            [sys.executable, "-m", "tests.agent.seal.elsewhere", name, mode],
            capture_output=True,
            text=True,
            check=False,
        )
        assert child.returncode == 0, child.stderr
        told[name] = "reached" if seen else json.loads(child.stdout)
    return told


def by_name(host: str) -> str:
    """Ask as any program would."""
    return attempt(lambda: talk(host, PORT))


def by_command(host: str, project: Path) -> str:
    """Have a run ask; its exit code."""
    ended = subprocess.run(
        [sys.executable, "-m", "agent", "run", "x", "--engine", "ollama", "--path", str(project)],
        capture_output=True,
        env={
            **os.environ,
            "HOME": str(project.parent),
            "OLLAMA_HOST": f"{host}:{PORT}",
        },
        check=False,
    )
    return f"exit code {ended.returncode}"


def cloud(path: str, mode: str) -> str:
    """Ask the model server for what it would get from the world."""
    if mode == "sealed":
        close("required", ("127.0.0.1", MODEL_PORT))
    return talk("127.0.0.1", MODEL_PORT, path, '{"model": "big:cloud", "messages": []}')


def kill_the_gate(mode: str) -> str:
    """Kill it, or what stands for it; then try to leave."""
    if mode == "sealed":
        close("required", ("127.0.0.1", MODEL_PORT))
        gate = int(gate_process())
    elif (gate := os.fork()) == 0:
        signal.pause()
    os.kill(gate, signal.SIGKILL)
    os.waitpid(gate, 0)
    model = attempt(lambda: talk("127.0.0.1", MODEL_PORT))
    return f"{model}; {attempt(lambda: talk(WORLD, PORT))}"


INSIDE: dict[str, Callable[[str], str]] = {
    "L05 the cloud of the model server": lambda mode: cloud("/api/chat", mode),
    "L05 a pull by the model server": lambda mode: cloud("/api/pull", mode),
    "L28 the gate is killed": kill_the_gate,
}

if __name__ == "__main__":
    main()

"""Addresses that only look local, given to a run in each way, in a private network.

As `elsewhere`: what a program reaches that resolves and connects, and what becomes of a run.
Prints `{spelling: {"control": outcome, "OLLAMA_HOST": outcome, ...}}`. An outcome is "reached", or
the exit code and the number of internet sockets that were made, as far as `strace` can tell.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from tests.agent.project import make_repository
from tests.agent.seal.closing import attempt
from tests.agent.seal.elsewhere import PORT, WORLD, name_the_world, noted, seen, serve, talk
from tests.agent.seal.lab import add_addresses, enter_private_network

NAMES = ("ollama.lan", "127.0.0.1.evil", "localhost.evil")
SPELLINGS = (
    WORLD, *NAMES, "10.0.0.5", "0.0.0.0", "127.1", "0x7f.1", "0x7f000001", "2130706433",
    "0177.0.0.1", "localhost.", "[::ffff:127.0.0.1]", "[::1%lo]", "[::1%eth0]", "[::]",
    "user@ollama.lan", "127.0.0.1@ollama.lan", "user:secret@127.0.0.1", "ollama.lan#@127.0.0.1",
)  # fmt: skip
GOOD = ("127.0.0.1", "localhost", "[::1]")
CALLS = "socket,connect,sendto,sendmsg,sendmmsg"


def main() -> None:
    """Build the world, try all, print."""
    enter_private_network()
    add_addresses("10.0.0.5")
    with tempfile.TemporaryDirectory() as folder:
        name_the_world(Path(folder), *NAMES)
        for host in (WORLD, "10.0.0.5", "127.0.0.1", "::1"):
            serve(host, PORT, noted)
        project = make_repository(Path(folder) / "project")
        told = {spelling: outcomes(spelling, project) for spelling in (*SPELLINGS, *GOOD)}
    print(json.dumps(told), flush=True)
    os._exit(0)  # the listeners' threads never end


def outcomes(spelling: str, project: Path) -> dict[str, str]:
    """What becomes of it by each way."""
    ways: dict[str, Callable[[], str]] = {
        "control": lambda: attempt(lambda: talk(urlsplit(f"//{spelling}").hostname or "", PORT)),
        "OLLAMA_HOST": lambda: run(project, OLLAMA_HOST=f"{spelling}:{PORT}"),
        "with a scheme": lambda: run(project, OLLAMA_HOST=f"http://{spelling}:{PORT}/"),
        "OFFDROID_ADDRESS": lambda: run(project, OFFDROID_ADDRESS=f"{spelling}:{PORT}"),
        "settings": lambda: run(project, XDG_CONFIG_HOME=settings(spelling, project.parent)),
    }
    told = {}
    for way, action in ways.items():
        seen.clear()
        said = action()
        told[way] = "reached" if seen else said
    return told


def settings(spelling: str, folder: Path) -> str:
    """A folder of settings that name the address."""
    file = folder / "config" / "offdroid" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"address = {json.dumps(f'{spelling}:{PORT}')}\n")
    return str(folder / "config")


def run(project: Path, **environment: str) -> str:
    """What a run comes to."""
    trace = project.parent / "trace"
    traced = ["strace", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(trace)]
    traced = traced if can_trace() else []
    ended = subprocess.run(
        [*traced, sys.executable, "-m", "agent", "run", "x", "--engine", "ollama"],
        capture_output=True,
        text=True,
        cwd=project,
        env={**os.environ, "HOME": str(project.parent), **environment},
        check=False,
    )
    calls = trace.read_text().splitlines() if traced else []
    internet = [call for call in calls if "AF_INET" in call or "sun_path" in call]
    hint = "" if "hint: " in ended.stderr else ", no hint"
    return f"exit code {ended.returncode}, {len(internet)} sockets{hint}"


@cache
def can_trace() -> bool:
    """Whether `strace` is there and may trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode == 0


if __name__ == "__main__":
    main()

"""An earlier seal is entered again only where it surely is ours; else there is a new one."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.seal import landlock
from tests.agent.project import git
from tests.agent.seal.conftest import NOBODY, Run
from tests.agent.seal.model_server import running

pytestmark = pytest.mark.seal

Told = dict[str, object]


@dataclass
class Place:
    """A project, and where its seal is remembered: outside of what any fence opens."""

    base: Path
    run_as: Run
    port: int = 0
    left: list[int] = field(default_factory=list)

    @property
    def note(self) -> Path:
        return self.base / "notes" / "key.json"

    @property
    def hint(self) -> Path:
        return self.base / "state" / "living.json"

    def command(self, *more: str) -> Told:
        """A command that would enter the earlier seal."""
        folders = (self.base / "project", self.base / "state", self.note, self.hint)
        arguments = (*map(str, folders), str(self.port), *more)
        ended = self.run_as("-m", "tests.agent.seal.reentering", *arguments)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        told: Told = json.loads(ended.stdout.splitlines()[-1])
        if "stays" in told:
            self.left.append(int(str(told["stays"])))
        return told

    def end(self) -> None:
        """End what stayed."""
        for process in self.left:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


@pytest.fixture
def place(run_as: Run) -> Iterator[Place]:
    if landlock.version() == 0:
        pytest.skip("without Landlock no note can be kept from the sealed")
    base = Path(tempfile.mkdtemp(prefix="offdroid-living-", dir="/var"))
    for name in ("project", "state"):
        (base / name).mkdir()
    git(base / "project", "init", "-q")
    if os.geteuid() == 0 and run_as("-c", "import os; print(os.geteuid())").stdout != "0\n":
        for path in (base, *base.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    made = Place(base, run_as)
    yield made
    made.end()
    shutil.rmtree(base)


def test_it_is_entered_again_and_closed_as_before(place: Place) -> None:
    with running() as server:
        place.port = server.port
        first = place.command("keep")
        again = place.command()
    assert again == {key: value for key, value in first.items() if key != "stays"}
    assert again["network"] != again["outside"]
    assert again["model"] == "HTTP/1.1 200 OK"
    assert again["out"] == "Network is unreachable"
    assert again["unix"] == "Address family not supported by protocol"
    assert again["note"] == "Permission denied"
    assert again["hooks"] != "done"


def test_one_that_is_gone(place: Place) -> None:
    first = place.command("keep")
    place.end()
    assert place.command("keep")["tier"] == first["tier"]


def named(process: int, started: int | None = None) -> str:
    """A hint at a process, as a hostile build may write it."""
    ticks = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19])
    return json.dumps({"process": process, "started": ticks if started is None else started})


LIES: dict[str, Callable[[Told], str]] = {
    "a process of the network outside": lambda _: named(os.getpid()),
    "init": lambda _: named(1),
    "a number that lives again": lambda told: named(int(str(told["stays"])), 1),
    "no process": lambda _: json.dumps({"process": 0, "started": 0}),
    "a path": lambda _: json.dumps({"process": "1/../1", "started": 1}),
    "no numbers": lambda _: json.dumps({"process": [1], "started": None}),
    "no JSON": lambda _: "{",
    "a list": lambda _: "[]",
    "much": lambda _: " " * 100_000,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_hint_that_lies(place: Place, lie: str) -> None:
    first = place.command("keep")
    place.hint.write_text(LIES[lie](first))
    told = place.command()
    assert told["tier"] == "namespace"
    assert told["network"] not in (first["network"], told["outside"])
    assert told["out"] == "Network is unreachable"


def test_the_sealed_network_of_somebody_else(place: Place) -> None:
    """Another sandbox has only `lo` too, and perhaps a proxy on it."""
    first = place.command("keep")
    place.note.rename(place.base / "kept")
    other = place.command("keep")  # a newer seal: its note replaces ours
    place.note.unlink()
    (place.base / "kept").rename(place.note)
    place.hint.write_text(named(int(str(other["stays"]))))
    told = place.command()
    assert told["network"] not in (first["network"], other["network"])


def test_a_note_that_a_sealed_process_could_write(place: Place) -> None:
    first = place.command("keep")
    open_to_all = place.base / "state" / "note.json"
    shutil.copy(place.note, open_to_all)
    place.note.unlink()
    place.note.symlink_to(open_to_all)
    assert place.command()["network"] != first["network"]


def test_an_address_that_is_taken(place: Place) -> None:
    """What listens in there at the model server's address is not the gate."""
    first = place.command("keep")
    with running() as server:
        place.port = server.port
        hold = [
            *("nsenter", "-t", str(first["stays"]), "-U", "-n", "--preserve-credentials"),
            *("python3", "-c", HOLDING, str(server.port)),
        ]
        with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            if holder.stdout.readline() != b"listening\n":
                pytest.skip("`nsenter` cannot enter here")
            told = place.command()
            holder.communicate()
    assert told["network"] != first["network"]
    assert told["model"] == "HTTP/1.1 200 OK"


HOLDING = (
    "import socket, sys; s = socket.socket(); s.bind(('127.0.0.1', int(sys.argv[1]))); s.listen();"
    "print('listening', flush=True); sys.stdin.read()"
)


def test_another_user(place: Place) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    first = place.command("keep")
    owner = place.note.stat().st_uid
    os.chown(place.note, 12345 if owner == 0 else 0, -1)
    assert place.command()["network"] != first["network"]

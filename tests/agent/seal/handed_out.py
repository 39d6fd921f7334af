"""A process sealed by the filter alone that uses its door to the gate: `PORT`.

Prints the gate's number, then a line for each thing that is asked for on standard input.
"""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable

from agent.seal import close, door
from tests.agent.seal.closing import ask, enter_docker, gate_process
from tests.agent.seal.model_server import LOCAL
from tests.agent.seal.test_gate import post
from tests.worker import in_worker

MANY = 40


def main() -> None:
    """Seal, do what is asked for."""
    model = ("127.0.0.1", int(sys.argv[1]))
    enter_docker()
    assert close("required", model).tier == "filter"
    here = Inside(model)
    actions: dict[str, Callable[[], str]] = {
        "version": lambda: ask(model),
        "begin": here.begin,
        "go on": here.go_on,
        "leave": here.leave,
        "at once": here.at_once,
        "take none": here.take_none,
        "give files": here.give_files,
        "children": children,
    }
    print(gate_process(), flush=True)
    for line in sys.stdin:
        print(actions[line.strip()](), flush=True)


class Inside:
    """What is open meanwhile."""

    def __init__(self, model: tuple[str, int]) -> None:
        self.model = model
        self.stream: socket.socket | None = None

    def begin(self) -> str:
        """Ask for a stream, and read its first piece."""
        self.stream = door.connect(self.model)
        self.stream.sendall(post("/api/chat", {"model": LOCAL, "messages": []}))
        seen = b""
        while b"one" not in seen:
            seen += self.stream.recv(65536)
        return str(b"two" in seen)

    def go_on(self) -> str:
        """Read the rest."""
        assert self.stream is not None
        with self.stream:
            seen = b""
            while data := self.stream.recv(65536):
                seen += data
        return str(b"two" in seen)

    def leave(self) -> str:
        """Leave in the middle of an endless stream."""
        with door.connect(self.model) as stream:
            stream.sendall(post("/api/chat", {"model": LOCAL, "keep_alive": "endless"}))
            stream.recv(65536)
        return "left"

    def at_once(self) -> str:
        """Ask from many threads."""
        told: list[str] = []
        threads = [
            threading.Thread(target=lambda: told.append(ask(self.model))) for _ in range(MANY)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return " ".join(sorted(set(told)))

    def take_none(self) -> str:
        """Wish for connections and never take them, as after an interrupt; then for one."""
        control = door._opened[0]._control
        for _ in range(8):
            control.send(b"wish")
        return ask(self.model)

    def give_files(self) -> str:
        """Hand the gate descriptors with the wishes."""
        for _ in range(8):
            socket.send_fds(door._opened[0]._control, [b"wish"], [sys.stdin.fileno()])
        return ask(self.model)


def children() -> str:
    """What a child, and a worker of ours, have of the door."""
    ended = subprocess.run(
        ["ls", "-l", "/proc/self/fd"], capture_output=True, text=True, check=True
    )
    return f"{'socket' in ended.stdout} {in_worker(has_a_door)}"


def has_a_door() -> bool:
    """Whether this process may ask the gate."""
    return door.opened() is not None


if __name__ == "__main__":
    main()

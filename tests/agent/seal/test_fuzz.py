"""The gate over the wire, fuzzed with a fixed seed: nothing else is forwarded, nothing grows.

`OFFDROID_FUZZ_WIRE` sets how many requests there are; `test_requests` sends many more through the
same reader without a socket.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agent.seal.conftest import RunningGate, read_all
from tests.agent.seal.model_server import LOCAL, TAGS, ModelServer
from tests.agent.seal.test_requests import PASSES, wholes

pytestmark = pytest.mark.seal

EXAMPLES = int(os.environ.get("OFFDROID_FUZZ_WIRE", "500"))
WARM = 100
"""Requests after which the gate has all that it needs."""

MOST_GROWTH = 4 << 20
HERE = {entry["name"] for entry in TAGS["models"] if "remote_host" not in entry}


def memory(process: int) -> int:
    """The resident memory of a process in bytes."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def send(gate: RunningGate, data: bytes) -> None:
    """Send bytes and no more, and wait until the gate has done with them."""
    with gate.connect() as connection:
        try:
            connection.sendall(data)
            connection.shutdown(1)
            read_all(connection)
        except OSError:
            return  # it was refused before it was read whole


def may_pass(received: bytes) -> bool:
    """Whether a request that the server saw is one of the allow-list."""
    head, _, body = received.partition(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n")[0].decode("ascii").split(" ")
    if method in ("GET", "HEAD"):
        return ("GET", path) in PASSES and not body
    named = json.loads(body)["model"] if path in ("/api/chat", "/api/generate", "/api/show") else ""
    return method == "POST" and named in HERE


def test_nothing_else_reaches_the_server(gate: RunningGate, server: ModelServer) -> None:
    server.go_on.set()
    for _ in range(WARM):
        send(gate, b"GET /api/version HTTP/1.1\r\n\r\n")
        send(gate, b"POST /api/pull HTTP/1.1\r\n\r\n")
    before = memory(gate.process)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(wholes() | st.binary(max_size=200))
    def fuzz(data: bytes) -> None:
        send(gate, data)

    fuzz()
    assert LOCAL in HERE
    assert [request for request in server.received if not may_pass(request)] == []
    assert any(request.startswith(b"POST /api/chat") for request in server.received)
    assert memory(gate.process) - before < MOST_GROWTH
    threads = Path(f"/proc/{gate.process}/task")
    assert len(list(threads.iterdir())) <= 2

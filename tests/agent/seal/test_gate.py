"""The gate lets pass what the allow-list names, and nothing that only looks like it."""

import json
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from agent.seal import landlock, requests
from agent.seal.gate import CONNECTIONS
from tests.agent.seal.conftest import Run, RunningGate, read_all
from tests.agent.seal.model_server import LOCAL, STUB, ModelServer, running

pytestmark = pytest.mark.seal

LINE = b" HTTP/1.1\r\nHost: x\r\n"


def post(path: str, body: object, extra: str = "") -> bytes:
    """A request as an honest client would send it."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n{extra}\r\n"
    return head.encode() + data


def chat(model: object, **more: object) -> bytes:
    """A chat request without streaming."""
    return post("/api/chat", {"model": model, "messages": [], "stream": False, **more})


PASSES = {
    "chat": chat(LOCAL),
    "chat with the mark `local`": chat(f"{LOCAL}:local"),
    "model without a tag": chat("gemma4"),
    "model in another case": chat("Gemma4:E4B"),
    "show": post("/api/show", {"model": LOCAL}),
    "version": b"GET /api/version" + LINE + b"\r\n",
    "status": b"GET /api/status" + LINE + b"\r\n",
    "loaded models": b"GET /api/ps" + LINE + b"\r\n",
    "HTTP/1.0": b"GET /api/version HTTP/1.0\r\n\r\n",
    "is it there": b"HEAD /" + LINE + b"\r\n",
}

REFUSED = {
    "pull": (403, post("/api/pull", {"model": "example.com/secret/data:1"})),
    "push": (403, post("/api/push", {"model": "x/y"})),
    "create": (403, post("/api/create", {"model": "a", "from": "http://x"})),
    "copy": (403, post("/api/copy", {"source": LOCAL, "destination": "b"})),
    "blobs": (403, post("/api/blobs/sha256:0", b"data")),
    "web fetch": (403, post("/api/experimental/web_fetch", {"url": "http://192.0.2.1"})),
    "web search": (403, post("/api/experimental/web_search", {"query": "x"})),
    "other protocol": (403, post("/v1/chat/completions", {"model": LOCAL})),
    "who am I": (403, post("/api/me", {})),
    "cloud suffix": (403, chat("gpt-oss:120b-cloud")),
    "cloud tag": (403, chat("gpt-oss:cloud")),
    "cloud in capitals": (403, chat("gpt-oss:120b:CLOUD ")),
    "cloud marked local": (403, chat("gpt-oss:cloud:local")),
    "stub of a remote model": (403, chat(STUB)),
    "stub, show": (403, post("/api/show", {"model": STUB})),
    "unknown model": (404, chat("nope")),
    "model on another host": (404, chat("example.com/x/y:latest")),
    "key twice": (400, post("/api/chat", b'{"model":"x:cloud","model":"gemma4:e4b"}')),
    "key in another case": (400, chat(LOCAL, Model="x:cloud")),
    "key in fancy letters": (400, post("/api/show", {"model": LOCAL, "na\u212ae": "x"})),
    "name beside model": (400, post("/api/show", {"model": LOCAL, "name": "x:cloud"})),
    "model is no text": (400, chat(["x:cloud"])),
    "no model": (400, post("/api/chat", {"messages": []})),
    "body is a list": (400, post("/api/chat", [LOCAL])),
    "body is UTF-16": (400, post("/api/chat", json.dumps({"model": LOCAL}).encode("utf-16"))),
    "body is not a number": (400, post("/api/chat", b'{"model":"gemma4:e4b","options":NaN}')),
    "number beyond all": (400, post("/api/chat", b'{"model":"gemma4:e4b","options":1e999}')),
    "body of brackets": (400, post("/api/chat", b"[" * 100_000)),
    "compressed body": (400, post("/api/chat", b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd\r\n")),
    "chunked": (
        400,
        b"POST /api/chat" + LINE + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ),
    "length and chunked": (
        400,
        b"POST /api/chat"
        + LINE
        + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    "two lengths": (
        400,
        b"POST /api/chat" + LINE + b"Content-Length: 5\r\ncontent-length: 6\r\n\r\nhello",
    ),
    "length with a sign": (400, b"POST /api/chat" + LINE + b"Content-Length: +5\r\n\r\nhello"),
    "negative length": (400, b"POST /api/chat" + LINE + b"Content-Length: -1\r\n\r\n"),
    "length with a line": (400, b"POST /api/chat" + LINE + b"Content-Length: 1_0\r\n\r\n"),
    "two requests": (
        400,
        b"GET /api/version" + LINE + b"\r\nPOST /api/pull HTTP/1.1\r\n\r\n",
    ),
    "body after GET": (403, b"GET /api/version" + LINE + b"Content-Length: 1\r\n\r\nx"),
    "absolute address": (403, b"GET http://192.0.2.1/x" + LINE + b"\r\n"),
    "CONNECT": (405, b"CONNECT 192.0.2.1:443" + LINE + b"\r\n"),
    "DELETE": (405, b"DELETE /api/delete" + LINE + b"\r\n"),
    "escaped path": (403, b"GET /api/%70ull" + LINE + b"\r\n"),
    "dot segments": (403, b"GET /api/version/../pull" + LINE + b"\r\n"),
    "query": (403, b"GET /api/tags?x=1" + LINE + b"\r\n"),
    "two slashes": (403, b"GET //api/tags" + LINE + b"\r\n"),
    "lower-case method": (400, b"get /api/tags" + LINE + b"\r\n"),
    "three spaces": (400, b"GET  /api/tags" + LINE + b"\r\n"),
    "HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "line feeds only": (400, b"GET /api/version HTTP/1.1\nHost: x\n\n\r\n\r\n"),
    "folded header": (400, b"GET /api/version HTTP/1.1\r\nA: b\r\n c: d\r\n\r\n"),
    "space before colon": (400, b"GET /api/version HTTP/1.1\r\nContent-Length : 5\r\n\r\n"),
    "zero byte": (400, b"GET /api/version HTTP/1.1\r\nA: b\0\r\n\r\n"),
    "upgrade": (400, b"GET /api/version HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
    "expect": (
        400,
        b"POST /api/chat" + LINE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
    ),
    "head too large": (431, b"GET /api/version" + LINE + b"A: " + b"x" * requests.MAX_HEAD),
    "body announced too large": (
        413,
        b"POST /api/chat" + LINE + b"Content-Length: %d\r\n\r\n" % (requests.MAX_BODY + 1),
    ),
    "length beyond all": (400, b"POST /api/chat" + LINE + b"Content-Length: 9999999999999\r\n\r\n"),
}


@pytest.mark.parametrize("request_", PASSES.values(), ids=PASSES.keys())
def test_it_lets_pass(gate: RunningGate, server: ModelServer, request_: bytes) -> None:
    answer = gate.exchange(request_)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Connection: close" in answer
    assert len(server.received) == 1


def test_what_goes_on_is_written_anew(gate: RunningGate, server: ModelServer) -> None:
    gate.exchange(
        post("/api/show", b' {"model" : "gemma4:e4b", "verbose":\ttrue}', "Authorization: x\r\n")
    )
    assert server.received == [
        b"POST /api/show HTTP/1.1\r\n"
        b"Host: 127.0.0.1:%d\r\n"
        b"Content-Type: application/json\r\n"
        b"Content-Length: 40\r\n"
        b"Connection: close\r\n\r\n"
        b'{"model": "gemma4:e4b", "verbose": true}' % server.port
    ]


@pytest.mark.parametrize(("status", "request_"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(gate: RunningGate, server: ModelServer, status: int, request_: bytes) -> None:
    with gate.connect() as connection:
        connection.sendall(request_)
        connection.shutdown(socket.SHUT_WR)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 %d Refused\r\n" % status)
    assert server.received == []


def test_a_refusal_reaches_a_client_that_is_still_sending(gate: RunningGate) -> None:
    with gate.connect() as connection:
        connection.sendall(b"POST /api/chat" + LINE + b"Content-Length: 99999999\r\n\r\n")
        connection.sendall(b" " * 4_000_000)
        assert b"the body is too large" in read_all(connection)


def test_a_stream_arrives_piece_by_piece(gate: RunningGate, server: ModelServer) -> None:
    with gate.connect() as connection:
        connection.sendall(post("/api/chat", {"model": LOCAL, "messages": []}))
        first = b""
        while b"one" not in first:
            first += connection.recv(65536)
        assert b"two" not in first
        server.go_on.set()
        rest = read_all(connection)
    assert b"two" in rest
    assert rest.endswith(b"0\r\n\r\n")
    assert first.count(b"Connection:") == 1


def test_a_client_that_leaves_ends_the_generation(gate: RunningGate, server: ModelServer) -> None:
    with gate.connect() as connection:
        connection.sendall(post("/api/chat", {"model": LOCAL, "keep_alive": "endless"}))
        assert connection.recv(65536)
    assert server.left.wait(30)


def test_a_slow_client_holds_up_nobody(gate: RunningGate) -> None:
    slow = [gate.connect() for _ in range(8)]
    for connection in slow:
        connection.sendall(b"GET /api/ver")
    assert b"200 OK" in gate.exchange(PASSES["version"])
    for connection in slow:
        connection.sendall(b"sion" + LINE + b"\r\n")
        assert b"200 OK" in read_all(connection)
        connection.close()


def test_with_all_places_taken_a_client_waits_for_its_turn(gate: RunningGate) -> None:
    held = [gate.connect() for _ in range(CONNECTIONS)]
    for connection in held:
        connection.sendall(b"GET ")
    with gate.connect() as late:
        late.sendall(PASSES["version"])
        for connection in held:
            connection.close()
        assert b"200 OK" in read_all(late)


def test_a_server_that_closes_without_a_word(gate: RunningGate) -> None:
    assert gate.exchange(post("/api/generate", {"model": LOCAL, "prompt": ""})) == b""


def test_no_server(gate: RunningGate, server: ModelServer) -> None:
    server.stop_listening()
    for request_ in (PASSES["version"], PASSES["chat"]):
        answer = gate.exchange(request_)
        assert answer.startswith(b"HTTP/1.1 502 Refused\r\nServer: offdroid-gate\r\n")
        assert b"the model server does not answer at 127.0.0.1:" in answer


def test_the_log_has_a_line_for_each_request(gate: RunningGate) -> None:
    gate.exchange(PASSES["show"])
    gate.exchange(REFUSED["pull"][1])
    gate.exchange(chat("evil\n\x1b[2J"))
    lines = [line.split(" ", 1)[1] for line in gate.log.read_text().splitlines()]
    assert [line.split(" bytes")[0] for line in lines] == [
        "POST /api/show 'gemma4:e4b' answered 97",
        "POST /api/pull - refused: this path is not on the allow-list",
        r"POST /api/chat - refused: model 'evil\n\x1b[2J' not found",
    ]
    assert gate.log.stat().st_mode & 0o777 == 0o600


def test_it_ends_with_its_process(gate: RunningGate) -> None:
    with gate.connect() as connection:
        connection.sendall(b"GET ")
        os.kill(gate.starter.pid, signal.SIGKILL)
        with suppress(ConnectionResetError):
            assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        gate.connect()


def test_it_has_given_up_what_it_does_not_need(gate: RunningGate) -> None:
    gate.exchange(PASSES["version"])
    process = Path(f"/proc/{gate.process}")
    lines = (process / "status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0
    assert status["Name"] == "offdroid-gate"
    assert os.getsid(gate.process) == gate.process
    opened = {str(descriptor.readlink()) for descriptor in (process / "fd").iterdir()}
    assert {name.split(":")[0] for name in opened} <= {"/dev/null", "socket", "pipe", str(gate.log)}


@pytest.mark.parametrize("hands_out", ["", "hands_out"])
def test_what_its_confinement_leaves(run_as: Run, server: ModelServer, hands_out: str) -> None:
    with running() as other:
        ports = str(server.port), str(other.port)
        ended = run_as("-m", "tests.agent.seal.confined", server.host, *ports, hands_out)
    assert ended.stderr == ""
    told = json.loads(ended.stdout)
    before, after = told["before"], told["after"]
    kept = {"connect to the server", "talk", "thread"}
    if hands_out:
        kept |= {"pair of streams", "send a message"}
    if landlock.version() < 4:
        kept |= {"connect to another port"}
    # The control: what fails without confinement, for want of a right or of support, says nothing.
    failed = {name for name, outcome in before.items() if outcome != "done"}
    assert failed <= {"remove a file", "enter a namespace", "connect by MPTCP"}
    assert {name for name, outcome in after.items() if outcome == "done"} == kept
    assert {after[name] for name in after.keys() - kept} <= {"EPERM", "EACCES"}

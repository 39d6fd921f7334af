"""The one door: what the gate to the model server lets pass, and what it must not."""

import json
from collections.abc import Iterator

from agent.seal import door
from agent.seal.addresses import Upstream
from agent.seal.prove import Proof, held

_SECONDS = 30.0
_GATE = b"server: offdroid-gate"


def gate(upstream: Upstream) -> Iterator[Proof]:
    """Ask for one thing that is allowed, and for what would make the server reach out."""
    try:
        answer = _asked(upstream, b"GET /api/version HTTP/1.1\r\nHost: x\r\n\r\n")
    except OSError as error:
        yield Proof("gate", "the gate answers", "failed", error.strerror or str(error))
        return
    first = answer.split(b"\r\n")[0].decode("latin-1")
    if b" 502 " in answer[:16] and _GATE in answer.lower():
        yield Proof("gate", "the model server answers", "skipped", "no model server runs")
    else:
        yield Proof("gate", "the model server answers", held(b" 200 " in answer[:16]), first)
    for name, request in _refused().items():
        answer = _asked(upstream, request)
        first = answer.split(b"\r\n")[0].decode("latin-1")
        by_gate = answer[9:10] == b"4" and _GATE in answer.lower()
        yield Proof("gate", f"refuses {name}", held(by_gate), first or "closed without a word")


def _refused() -> dict[str, bytes]:
    chat: dict[str, object] = {"model": "gpt-oss:120b-cloud", "messages": []}
    return {
        "`pull` from another host": _post("/api/pull", {"model": "offdroid-proof.invalid/a/b"}),
        "`push`": _post("/api/push", {"model": "a/b"}),
        "`create`": _post("/api/create", {"model": "a", "from": "b"}),
        "a search in the web": _post("/api/experimental/web_search", {"query": "x"}),
        "a model of the cloud": _post("/api/chat", chat),
        "an address in the path": b"GET http://192.0.2.1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "a tunnel": b"CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        "two lengths": _post("/api/show", {"model": "a"}, "Content-Length: 5\r\n"),
        "pieces": _post("/api/show", {"model": "a"}, "Transfer-Encoding: chunked\r\n"),
    }


def _post(path: str, body: dict[str, object], more: str = "") -> bytes:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n{more}\r\n"
    return head.encode() + data


def _asked(upstream: Upstream, request: bytes) -> bytes:
    with door.connect(upstream) as connection:
        connection.settimeout(_SECONDS)
        connection.sendall(request)
        answer = b""
        while data := connection.recv(65536):
            answer += data
        return answer

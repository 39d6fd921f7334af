"""Whatever comes, what goes on is one request of the allow-list. Fuzzed with a fixed seed."""

import json
import os
from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.seal import requests
from agent.seal.cloud import Models

MODELS = Models.listed({"models": [{"name": "gemma4:e4b"}, {"name": "b", "remote_host": "x"}]})
PATHS = ("/api/chat",) * 5 + ("/", "/api/show", "/api/tags", "/api/pull", "/v1/models")
NAMES = ("gemma4:e4b",) * 4 + ("gemma4:cloud", "b", "example.com/a/b", "", "gemma4:e4b\u0000")
EXAMPLES = int(os.environ.get("OFFDROID_FUZZ", "10000"))
PASSES = {("GET", path) for path in ("/", "/api/version", "/api/tags", "/api/ps", "/api/status")}

keys = st.sampled_from(["model", "Model", "MODEL", "name", "messages", "stream", "options", "x"])
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2),
    max_leaves=4,
)
chats = st.fixed_dictionaries({"model": st.sampled_from(NAMES)}, optional={"messages": values})
bodies = st.one_of(
    chats.map(lambda body: json.dumps(body).encode()),
    st.dictionaries(keys, values, max_size=3).map(lambda body: json.dumps(body).encode()),
    st.lists(st.tuples(keys, st.sampled_from(NAMES)), max_size=3).map(
        lambda pairs: (
            b"{%s}"
            % b",".join(f"{json.dumps(key)}:{json.dumps(name)}".encode() for key, name in pairs)
        )
    ),
    st.binary(max_size=60),
)
header_names = st.sampled_from(
    ["Content-Length", "content-length", "Transfer-Encoding", "Host", "Connection", "Upgrade", "X "]
)
headers = st.lists(
    st.tuples(header_names, st.sampled_from(["0", "5", "+5", "chunked", "x\r\nA: b", "x\ny", "é"])),
    max_size=3,
)


mostly_none = st.sampled_from(["none", "none", "some"])


@st.composite
def wholes(draw: st.DrawFn) -> bytes:
    """Bytes that are a request, or nearly one."""
    method = draw(st.sampled_from(["POST", "POST", "GET", "HEAD", "PUT", "get", "POST /api/pull"]))
    path = draw(st.sampled_from(PATHS) if draw(mostly_none) == "none" else st.text(max_size=8))
    body = draw(bodies) if method == "POST" or draw(mostly_none) == "some" else b""
    lines = [f"{method} {path} HTTP/1.1"]
    if body and draw(mostly_none) == "none":
        lines.append(f"Content-Length: {len(body)}")
    if draw(mostly_none) == "some":
        lines += [f"{name}: {value}" for name, value in draw(headers)]
    end = "\r\n\r\n" if draw(mostly_none) == "none" else draw(st.sampled_from(["\n\n", "\r\n"]))
    return ("\r\n".join(lines) + end).encode("utf-8", "surrogatepass") + body


def pieces(data: bytes, size: int) -> Callable[[], bytes]:
    """Hands the bytes out in pieces, then none."""
    left = [data[start : start + size] for start in range(0, len(data), size)]
    return lambda: left.pop(0) if left else b""


def forwarded(data: bytes, size: int = 7) -> tuple[requests.Request, bytes] | None:
    """What the gate would send on, and None where it refuses."""
    try:
        request = requests.read(pieces(data, size))
        if request is None:
            return None
        body, _ = requests.judge(request, MODELS.place)
    except requests.Refusal:
        return None
    return request, requests.head(request, "127.0.0.1:1", len(body)) + body


def judge(data: bytes, size: int) -> str:
    """Nothing goes on but what the allow-list names, with a model of this machine."""
    passed = forwarded(data, size)
    if passed is None:
        return "refused"
    request, sent = passed
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    assert first == f"{request.method} {request.path} HTTP/1.1"
    if request.method == "POST":
        assert request.path in ("/api/chat", "/api/generate", "/api/show")
        parsed = json.loads(body)
        assert MODELS.place(parsed["model"]) == "here"
        assert {key.lower() for key in parsed} == set(parsed)
        assert f"Content-Length: {len(body)}" in lines
    else:
        assert ("GET", request.path) in PASSES
        assert body == b""
    assert "Connection: close" in lines
    assert len(lines) <= 4
    return request.method


def test_nothing_else_passes() -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(wholes() | st.binary(max_size=200), st.integers(1, 64))
    def fuzz(data: bytes, size: int) -> None:
        seen[judge(data, size)] += 1

    fuzz()
    assert set(seen) == {"refused", "POST", "GET", "HEAD"}

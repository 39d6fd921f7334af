"""The allow-list: reads one HTTP request strictly and writes it anew, or refuses it.

What goes on to the model server is never the bytes that came in: the head is made here, and the
body is what was parsed and checked. Two readers cannot disagree about a request that way.
"""

import json
import re
from collections.abc import Callable

from agent.seal.cloud import Place, is_cloud_name

MAX_HEAD = 16 << 10
MAX_BODY = 32 << 20

_GET = frozenset({"/", "/api/version", "/api/tags", "/api/ps", "/api/status"})
_SAMPLING = frozenset({"model", "stream", "format", "options", "think", "keep_alive"}) | {
    "truncate", "shift", "logprobs", "top_logprobs",
}  # fmt: skip
_POST = {
    "/api/chat": _SAMPLING | {"messages", "tools"},
    "/api/generate": _SAMPLING
    | {"prompt", "suffix", "system", "template", "context", "raw", "images"},
    "/api/show": frozenset({"model", "verbose"}),
}
"""Paths, and the keys that their bodies may have.

The server matches keys without regard to case, so `Model` beside `model` would be a second
model: every key that is not spelled as here is refused.
"""
_REQUEST_LINE = re.compile(r"([A-Z]{1,16}) ([!-~]{1,1024}) HTTP/1\.[01]")
_HEADER = re.compile(r"([A-Za-z0-9-]{1,64}):[ \t]*([\t -~]*)")
_FORBIDDEN_HEADERS = ("transfer-encoding", "content-encoding", "upgrade", "expect", "trailer")


class Refusal(Exception):
    """A request that does not pass: an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Request:
    """A request that was read but not yet judged."""

    def __init__(self, method: str, path: str, body: bytes) -> None:
        self.method = method
        self.path = path
        self.body = body


def read(receive: Callable[[], bytes]) -> Request | None:
    """Read one request; `receive` gives the next bytes, none at the end. None: nothing came."""
    data = receive()
    if not data:
        return None
    while b"\r\n\r\n" not in data:
        if len(data) > MAX_HEAD:
            raise Refusal(431, "the head is too large")
        data += _more(receive)
    head, _, rest = data.partition(b"\r\n\r\n")
    if len(head) > MAX_HEAD:
        raise Refusal(431, "the head is too large")
    method, path, length = _read_head(head)
    parts, received = [rest], len(rest)
    while received < length:
        parts.append(_more(receive))
        received += len(parts[-1])
    if received > length:
        raise Refusal(400, "more bytes came than were announced")
    return Request(method, path, b"".join(parts))


def judge(request: Request, locate: Callable[[str], Place]) -> tuple[bytes, str]:
    """The body to send, and the model that it names; raises `Refusal`.

    `locate` says where a model runs. The refusals use the server's own words where it has some.
    """
    if request.method in ("GET", "HEAD"):
        if request.path not in _GET or request.body:
            raise Refusal(403, "this path is not on the allow-list")
        return b"", ""
    if request.method != "POST":
        raise Refusal(405, "this method is not on the allow-list")
    if request.path not in _POST:
        raise Refusal(403, "this path is not on the allow-list")
    body = _parse(request.body)
    unknown = body.keys() - _POST[request.path]
    if unknown:
        raise Refusal(400, f"the key {ascii(min(unknown))[:40]} is not on the allow-list")
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise Refusal(400, "the body names no model")
    place = "elsewhere" if is_cloud_name(model) else locate(model)
    if place == "elsewhere":
        raise Refusal(403, f"{ascii(model)[:80]} is a remote model")
    if place == "unknown":
        raise Refusal(404, f"model {ascii(model)[:80]} not found")
    return _serialize(body), model


def head(request: Request, host: str, length: int) -> bytes:
    """The head that goes on to the server at `host` (with its port)."""
    content = f"Content-Type: application/json\r\nContent-Length: {length}\r\n"
    return (
        f"{request.method} {request.path} HTTP/1.1\r\nHost: {host}\r\n"
        f"{content if request.method == 'POST' else ''}Connection: close\r\n\r\n"
    ).encode("ascii")


def _more(receive: Callable[[], bytes]) -> bytes:
    data = receive()
    if not data:
        raise Refusal(400, "the request ended early")
    return data


def _read_head(head: bytes) -> tuple[str, str, int]:
    """Method, path and length of the body."""
    try:
        first, *lines = head.decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        raise Refusal(400, "the head is not ASCII") from None
    line = _REQUEST_LINE.fullmatch(first)
    if line is None:
        raise Refusal(400, "the request line is malformed")
    headers: dict[str, str] = {}
    for text in lines:
        header = _HEADER.fullmatch(text)
        if header is None or header[1].lower() in headers:
            raise Refusal(400, "a header is malformed or doubled")
        headers[header[1].lower()] = header[2].strip()
    for name in _FORBIDDEN_HEADERS:
        if name in headers:
            raise Refusal(400, f"`{name}` is not allowed")
    length = headers.get("content-length", "0")
    if not re.fullmatch(r"[0-9]{1,12}", length):
        raise Refusal(400, "the length is malformed")
    if int(length) > MAX_BODY:
        raise Refusal(413, "the body is too large")
    return line[1], line[2], int(length)


def _parse(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(
            body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is not JSON with unique keys") from None
    if not isinstance(parsed, dict):
        raise Refusal(400, "the body is not a JSON object")
    return parsed


def _serialize(body: dict[str, object]) -> bytes:
    try:
        return json.dumps(body, allow_nan=False).encode("ascii")
    except (ValueError, RecursionError):  # 1e999 is read as infinity, which is not JSON
        raise Refusal(400, "the body cannot be written as JSON") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"`{name}` is not JSON")

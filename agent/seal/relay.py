"""One connection through the gate: read the request, judge it, stream the answer back."""

import json
import select
import socket
import struct
import time
from collections.abc import Callable
from threading import Lock

from agent.seal import cloud, requests
from agent.seal.requests import Refusal, Request

UNREACHABLE = 502
"""The status with which the gate, by its `Server` header, says that no model server answers."""

REQUEST_SECONDS = 60.0
"""A request must be here whole within this time."""

_CONNECT_SECONDS = 5.0
_TAGS_SECONDS = 15.0
_MAX_TAGS = 8 << 20
_CHUNK = 65536
_LINGER_SECONDS = 2.0


class Server:
    """The model server in the host's namespace, and the names of its models on this machine."""

    def __init__(self, family: socket.AddressFamily, host: str, port: int) -> None:
        self.name = f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}"
        self._family = family
        self._address = (host, port)
        self._models = cloud.Models(frozenset(), frozenset())
        self._lock = Lock()

    def connect(self, timeout: float) -> socket.socket:
        """A fresh connection; `timeout` (seconds) holds for what follows."""
        connection = socket.socket(self._family, socket.SOCK_STREAM)
        try:
            connection.settimeout(_CONNECT_SECONDS)
            connection.connect(self._address)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(timeout)
        except OSError:
            connection.close()
            raise Refusal(UNREACHABLE, f"the model server does not answer at {self.name}") from None
        return connection

    def locate(self, model: str) -> cloud.Place:
        """Where `model` runs. A name that is not known to run here is asked for anew."""
        with self._lock:
            if self._models.place(model) != "here":
                self._models = self._ask()
            return self._models.place(model)

    def _ask(self) -> cloud.Models:
        request = f"GET /api/tags HTTP/1.1\r\nHost: {self.name}\r\nConnection: close\r\n\r\n"
        answer = bytearray()
        try:
            with self.connect(_TAGS_SECONDS) as connection:
                connection.sendall(request.encode())
                while chunk := connection.recv(_CHUNK):
                    answer += chunk
                    if len(answer) > _MAX_TAGS:
                        raise ValueError("the list is too long")
            return cloud.Models.listed(json.loads(_body_of(bytes(answer))))
        except (OSError, ValueError, RecursionError):
            raise Refusal(500, "the model server does not list its models") from None


def _body_of(answer: bytes) -> bytes:
    """The body of a whole answer with status 200; `ValueError` for anything else."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    first, *lines = head.lower().split(b"\r\n")
    if first.split(b" ")[1:2] != [b"200"]:
        raise ValueError(first)
    if b"chunked" not in b"".join(line for line in lines if line.startswith(b"transfer-encoding")):
        return rest
    parts = []
    while size := int(rest.partition(b"\r\n")[0].partition(b";")[0], 16):
        rest = rest.partition(b"\r\n")[2]
        parts.append(rest[:size])
        rest = rest[size + 2 :]
    return b"".join(parts)


def serve(client: socket.socket, server: Server, log: Callable[[str], None]) -> None:
    """Serve the one request of a connection, and close it."""
    request: Request | None = None
    model, refusal = "", None
    with client:
        try:
            request = requests.read(_receiver(client))
            if request is None:
                return
            body, model = requests.judge(request, server.locate)
            with server.connect(REQUEST_SECONDS) as upstream:
                upstream.sendall(requests.head(request, server.name, len(body)) + body)
                request.body = b""
                upstream.settimeout(None)
                verdict = _stream(client, upstream)
        except Refusal as raised:
            refusal = raised
        except MemoryError:
            refusal = Refusal(413, "the body is too large")
        except OSError as error:
            verdict = f"broken: {error.strerror}"
            # The client is to see a broken connection too, not a proper end.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if refusal:
            verdict = f"refused: {refusal.sentence}"
        what = f"{request.method} {request.path}" if request else "-"
        log(f"{what} {ascii(model) if model else '-'} {verdict}")
        if refusal:
            _answer(client, refusal)


def _receiver(client: socket.socket) -> Callable[[], bytes]:
    deadline = time.monotonic() + REQUEST_SECONDS

    def receive() -> bytes:
        client.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            return client.recv(_CHUNK)
        except TimeoutError:
            raise Refusal(408, "the request took too long to arrive") from None

    return receive


def _stream(client: socket.socket, upstream: socket.socket) -> str:
    """Pass the answer on as it comes. When the client leaves, the server sees that at once.

    Without a time limit: reading a long prompt takes minutes.
    """
    client.settimeout(None)
    if client.family != socket.AF_UNIX:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    poller = select.poll()
    poller.register(client, select.POLLIN)
    poller.register(upstream, select.POLLIN)
    head, sent = b"", 0
    while True:
        ready = [descriptor for descriptor, _ in poller.poll()]
        if client.fileno() in ready:  # it left, or sends what is not part of its one request
            return f"the client left after {sent} bytes"
        chunk = upstream.recv(_CHUNK)
        if not chunk:
            return f"answered {sent} bytes"
        if not sent:
            head += chunk
            if b"\r\n\r\n" not in head and len(head) <= requests.MAX_HEAD:
                continue
            chunk = _closing(head)
        client.sendall(chunk)
        sent += len(chunk)


def _closing(answer: bytes) -> bytes:
    """The answer's first bytes, with a head that tells the client not to use us again."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        raise Refusal(UNREACHABLE, "the model server's answer is not HTTP")
    lines = [
        line
        for line in head.split(b"\r\n")
        if not line.lower().startswith((b"connection:", b"keep-alive:"))
    ]
    return b"\r\n".join([*lines, b"Connection: close"]) + end + body


def _refused(refusal: Refusal) -> bytes:
    body = json.dumps({"error": f"seal: {refusal.sentence}"}).encode()
    head = (
        f"HTTP/1.1 {refusal.status} Refused\r\nServer: offdroid-gate\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def _answer(client: socket.socket, refusal: Refusal) -> None:
    """Tell the client why. Then read on a little: closing at once would erase what we said."""
    try:
        client.settimeout(_LINGER_SECONDS)
        client.sendall(_refused(refusal))
        client.shutdown(socket.SHUT_WR)
        left = requests.MAX_BODY
        while left > 0 and (data := client.recv(_CHUNK)):
            left -= len(data)
    except OSError:
        return  # it does not listen

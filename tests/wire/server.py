"""A loopback server that speaks Ollama's wire format from a script, faults included.

    with WireServer(['{"action": "done"}', answers.endless_words()]) as server:
        engine = open_engine("ollama", model="gemma4:e2b", address=server.address)

Each chat takes the next answer; the engine's own probes are answered without taking one. Every
request is kept in `requests`.
"""

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from agent.engines.base import Message
from agent.engines.estimate import estimate_messages
from agent.engines.probe import PROBE_WORD
from tests.wire.answers import Answer, called, said, status


@dataclass(frozen=True)
class Installed:
    """A model that the server has. The default fits every machine."""

    name: str = "gemma4:e2b"
    size: int = 700_000_000
    family: str = "gemma4"
    parameters: str = "5.1B"
    quantization: str = "Q4_K_M"
    digest: str = "d" * 64
    remote_host: str = ""
    capabilities: tuple[str, ...] = ("completion", "tools", "thinking")
    context: int = 131_072

    def _details(self) -> dict[str, object]:
        return {
            "format": "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameters,
            "quantization_level": self.quantization,
        }

    def _remote(self) -> dict[str, object]:
        return {"remote_host": self.remote_host, "remote_model": "x"} if self.remote_host else {}

    def tag(self) -> dict[str, object]:
        """Its entry in `/api/tags`."""
        return {
            "name": self.name,
            "model": self.name,
            "size": self.size,
            "digest": self.digest,
            "details": self._details(),
            **self._remote(),
        }

    def show(self) -> dict[str, object]:
        """Its `/api/show`."""
        return {
            "details": self._details(),
            "model_info": {
                "general.architecture": self.family,
                f"{self.family}.context_length": self.context,
            },
            "capabilities": list(self.capabilities),
            **self._remote(),
        }


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, object]


Count = Callable[[Sequence[Message]], int]


class WireServer:
    """Scripted answers at `address` while the `with` block lasts."""

    def __init__(
        self,
        replies: Sequence[str | Answer] = (),
        *,
        models: Sequence[Installed] = (Installed(),),
        routes: Mapping[str, Answer] | None = None,
        version: str = "0.32.15",
        count: Count = estimate_messages,
    ) -> None:
        self.requests: list[Seen] = []
        self.models = tuple(models)
        self.schema_enforced = True
        self._replies = list(replies)
        self._routes = dict(routes or {})
        self._version = version
        self._count = count
        self._former: list[Message] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server = _Server(self)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> "WireServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)
        self._server.server_close()

    @property
    def chats(self) -> list[dict[str, object]]:
        """The bodies of the chats that were no probes, in order."""
        return [
            seen.body
            for seen in self.requests
            if seen.path == "/api/chat" and not _is_probe(seen.body)
        ]

    @property
    def left(self) -> int:
        """How many replies are not used yet."""
        return len(self._replies)

    def answer(self, seen: Seen) -> Answer:
        """The answer to a request; called by the handler."""
        self.requests.append(seen)
        if seen.path in self._routes:
            return self._routes[seen.path]
        if seen.path == "/api/chat":
            return self._chat(seen.body)
        if seen.path == "/api/show":
            wanted = str(seen.body.get("model"))
            shown = next((item.show() for item in self.models if item.name == wanted), None)
            return status(404, f"model '{wanted}' not found") if shown is None else _plain(shown)
        known: dict[str, object] = {
            "/api/version": {"version": self._version},
            "/api/tags": {"models": [item.tag() for item in self.models]},
            "/api/ps": {"models": []},
            "/api/status": {"cloud": {"disabled": True, "source": "env"}},
        }
        if seen.path in known:
            return _plain(known[seen.path])
        return Answer([b"404 page not found"], 404, "text/plain")

    def _chat(self, body: dict[str, object]) -> Answer:
        wanted = str(body.get("model"))
        if wanted not in [item.name for item in self.models]:
            return status(404, f"model '{wanted}' not found")
        if _is_probe(body):
            return self._probe(body)
        with self._lock:
            if not self._replies:
                return status(500, "the script of the test server is used up")
            reply = self._replies.pop(0)
            prompt, new = self._tokens(body)
        return (
            said(reply, model=wanted, prompt=prompt, new=new) if isinstance(reply, str) else reply
        )

    def _probe(self, body: dict[str, object]) -> Answer:
        if "tools" in body:
            return called(PROBE_WORD, {})
        return said(f'{{"word": "{PROBE_WORD}"}}' if self.schema_enforced else "Hello!")

    def _tokens(self, body: dict[str, object]) -> tuple[int, int]:
        raw = body.get("messages")
        entries = raw if isinstance(raw, list) else []
        messages = [Message(entry["role"], str(entry["content"])) for entry in entries]
        shared = 0
        while shared < min(len(messages), len(self._former)):
            if messages[shared] != self._former[shared]:
                break
            shared += 1
        self._former = messages
        return self._count(messages), self._count(messages[shared:])

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection, to end it with the server."""
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """The handler is done with it."""
        with self._lock:
            self._open.discard(connection)


def _is_probe(body: dict[str, object]) -> bool:
    return PROBE_WORD in json.dumps([body.get("format"), body.get("tools")])


def _plain(value: object) -> Answer:
    return Answer([json.dumps(value).encode()], 200, "application/json; charset=utf-8")


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, script: WireServer) -> None:
        self.script = script
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.script.opened(self.connection)

    def finish(self) -> None:
        self.server.script.closed(self.connection)
        try:
            super().finish()
        except OSError:
            return

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        value = json.loads(self.rfile.read(length) or b"{}")
        self._serve(value if isinstance(value, dict) else {})

    def _serve(self, body: dict[str, object]) -> None:
        seen = Seen(self.command, self.path, dict(self.headers.items()), body)
        answer = self.server.script.answer(seen)
        if answer.hold and not answer.chunks:
            self._wait()
            return
        if "Server" in answer.headers:
            self.send_response_only(answer.status)
        else:
            self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in answer.chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if answer.hold:
            self._wait()
        elif answer.cut:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _wait(self) -> None:
        self.rfile.read(1)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: `requests` holds all."""

"""A small model server on the loopback that remembers the bytes of each request."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LOCAL, STUB = "gemma4:e4b", "plain-name"
TAGS = {
    "models": [
        {"name": LOCAL, "model": LOCAL},
        {"name": "gemma4:latest", "model": "gemma4:latest"},
        {"name": STUB, "model": STUB, "remote_host": "https://example.com", "remote_model": "big"},
    ]
}


class ModelServer:
    """Answers on `port`. `received` holds each request as it came; `left` tells of departures."""

    def __init__(self, *, cloud_disabled: bool = True, family: int = socket.AF_INET) -> None:
        self.cloud_disabled = cloud_disabled
        self.received: list[bytes] = []
        self.left = threading.Event()
        self.go_on = threading.Event()
        self._listener = socket.socket(family)
        self._listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        self._listener.listen(64)
        self.host, self.port = self._listener.getsockname()[:2]
        self._threads: list[threading.Thread] = []

    def accept(self) -> None:
        """Serve until `close`."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """End all threads."""
        self.go_on.set()
        self.stop_listening()
        for thread in self._threads:
            thread.join()

    def stop_listening(self) -> None:
        """Be gone for new connections."""
        if self._listener.fileno() >= 0:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(ConnectionError):  # a client may leave at any time
            head, body = b"", b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(65536)
                if not data:
                    return
                head += data
            head, _, body = head.partition(b"\r\n\r\n")
            lengths = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
            wanted = int(lengths[0].split(b":")[1]) if lengths else 0
            while len(body) < wanted:
                body += connection.recv(65536)
            path = head.split(b" ")[1].decode()
            if path != "/api/tags":
                self.received.append(head + b"\r\n\r\n" + body)
            self._answer(connection, path, json.loads(body) if body else {})

    def _answer(self, connection: socket.socket, path: str, body: dict[str, object]) -> None:
        if path == "/api/chat" and body.get("stream", True):
            self._stream(connection, endless=body.get("keep_alive") == "endless")
        elif path == "/api/generate":
            return  # closes without a word
        elif path == "/api/tags":
            half = len(json.dumps(TAGS)) // 2  # in two chunks, as Go sends what is long
            first, second = json.dumps(TAGS).encode()[:half], json.dumps(TAGS).encode()[half:]
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"%x\r\n%b\r\n%x;x=y\r\n%b\r\n0\r\n\r\n" % (len(first), first, len(second), second)
            )
        elif path == "/api/status":
            _send(connection, {"cloud": {"disabled": self.cloud_disabled, "source": "env"}})
        else:
            _send(connection, {"path": path, "version": "0.0"})

    def _stream(self, connection: socket.socket, *, endless: bool) -> None:
        """Two lines, the second when `go_on` is set; or lines until the client leaves."""
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: keep-alive\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(_chunk({"message": {"content": "one"}, "done": False}))
        if endless:
            with suppress(ConnectionResetError):
                connection.recv(1)  # nothing more is sent: this ends when the client leaves
            self.left.set()
            return
        self.go_on.wait()
        connection.sendall(_chunk({"message": {"content": "two"}, "done": True}) + b"0\r\n\r\n")


def _chunk(value: object) -> bytes:
    line = json.dumps(value).encode() + b"\n"
    return b"%x\r\n%s\r\n" % (len(line), line)


def _send(connection: socket.socket, value: object) -> None:
    body = json.dumps(value).encode()
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


@contextmanager
def running(*, cloud_disabled: bool = True, family: int = socket.AF_INET) -> Iterator[ModelServer]:
    """A model server in a thread of its own."""
    server = ModelServer(cloud_disabled=cloud_disabled, family=family)
    accepting = threading.Thread(target=server.accept)
    accepting.start()
    try:
        yield server
    finally:
        server.close()
        accepting.join()

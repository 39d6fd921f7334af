"""The one way to a model server: loopback only, no proxies, no redirects, no compression, bounded.

Both our own streaming client and the `ollama` package's client go through it. Where the seal
allows no socket at all, the connections are those that the gate hands out.
"""

from collections.abc import Iterator

import httpx

from agent.engines.address import Address
from agent.engines.faults import unreachable
from agent.seal.door import opened
from tools.errors import Kind, UserError

CONNECT_SECONDS = 1.5
_WRITE_SECONDS = 30.0
_REDIRECTS = range(300, 400)
_GATE = "offdroid-gate"  # `agent.seal.relay` passes requests on, and answers 502 where none listens
_HINT = "is it Ollama that listens there? `offdroid doctor` shows what answers"


class LoopbackTransport(httpx.BaseTransport):
    """Sends requests to one address and judges each response before its body is read."""

    def __init__(self, address: Address, *, most_bytes: int) -> None:
        self._address = address
        self._most_bytes = most_bytes
        # Plain http only: there are no certificates to check, and none are loaded.
        self._inner = httpx.HTTPTransport(verify=False, trust_env=False, retries=0)
        if (door := opened()) is not None:
            import httpcore

            from agent.engines.handed import HandedNetwork

            # No argument of httpx names a network; one that ignored this could not connect.
            self._inner._pool = httpcore.ConnectionPool(network_backend=HandedNetwork(door))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; a response that is no plain answer of a model server raises `UserError`."""
        if (request.url.host, request.url.port or 80) != (self._address.host, self._address.port):
            raise UserError(f"`{request.url.host}` was to be asked instead of this machine")
        request.headers["accept-encoding"] = "identity"
        request.headers.pop("authorization", None)
        response = self._inner.handle_request(request)
        if response.status_code == 502 and response.headers.get("server") == _GATE:
            response.close()
            raise unreachable(self._address)
        fault = _fault(response, self._address)
        if fault:
            response.close()
            raise UserError(fault, _HINT, Kind.NO_MODEL)
        assert isinstance(response.stream, httpx.SyncByteStream)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_Bounded(response.stream, self._most_bytes),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close what is open."""
        self._inner.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, most_bytes: int) -> None:
        self._inner = inner
        self._left = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise UserError(
                    "the model server sent more than any answer can hold", _HINT, Kind.NO_MODEL
                )
            yield chunk

    def close(self) -> None:
        self._inner.close()


def _fault(response: httpx.Response, address: Address) -> str:
    if response.status_code in _REDIRECTS:
        return f"the server at `{address.url}` sends the request elsewhere (a redirect), refused"
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        return f"the server at `{address.url}` sends a compressed answer, refused"
    if response.headers.get("content-type", "").lower().startswith("text/html"):
        return f"a web page and no model server answers at `{address.url}`"
    return ""


def timeouts(read_seconds: float) -> dict[str, float | None]:
    """The `timeout` extension of a request. `read` is the longest silence, never the total."""
    return {
        "connect": CONNECT_SECONDS,
        "write": _WRITE_SECONDS,
        "pool": CONNECT_SECONDS,
        "read": read_seconds,
    }

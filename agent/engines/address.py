"""Which server may be asked: an address of this machine, written as a literal, and no other.

A name is never resolved, since a resolver may answer with any address; only `localhost` is
understood, by ourselves.
"""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlsplit

from tools.errors import Kind, UserError

DEFAULT_PORT = 11434
_HINT = "give a loopback address such as `127.0.0.1:11434`; a server elsewhere is never asked"
_EVERYWHERE = (
    "`0.0.0.0` is where a server listens, not where it is asked; set `127.0.0.1:11434` for offdroid"
)


@dataclass(frozen=True)
class Address:
    """A loopback literal (without brackets) and a port."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The base of all requests, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def parse_address(text: str) -> Address:
    """Read an address in the forms that `OLLAMA_HOST` takes; an empty one is the default.

    `host`, `host:port`, `:port`, `[::1]:port` and `http://` before any of them. As in Ollama the
    default port is 80 after `http://` and 11434 without it.
    """
    stripped = text.strip()
    scheme, separator, rest = stripped.partition("://")
    if separator and scheme.lower() != "http":
        raise _refused(text, "only plain `http` is spoken with a server on this machine")
    rest = (rest if separator else stripped).removesuffix("/")
    host, port = _split(rest, text, default=80 if separator else DEFAULT_PORT)
    return Address(_literal(host, text), port)


def _split(rest: str, text: str, *, default: int) -> tuple[str, int]:
    if any(character in rest for character in "/?#@%\\") or not rest.isascii():
        raise _refused(text)
    try:
        parts = urlsplit(f"//{rest}")
        port = parts.port
    except ValueError as error:
        raise _refused(text) from error
    if rest.startswith("::") or (parts.hostname or "") != _host_of(rest):
        raise _refused(text, "write an IPv6 address in brackets: `[::1]:11434`")
    if port == 0:
        raise _refused(text)
    return parts.hostname or "127.0.0.1", port or default


def _host_of(rest: str) -> str:
    if not rest.startswith("["):
        return rest.partition(":")[0].lower()
    host, bracket, port = rest[1:].partition("]")
    return host.lower() if bracket and (not port or port.startswith(":")) else "?"


def _literal(host: str, text: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError as error:
        raise _refused(text) from error
    if address.is_unspecified:
        raise _refused(text, _EVERYWHERE)
    if not address.is_loopback or getattr(address, "ipv4_mapped", None):
        raise _refused(text)
    return str(address)


def _refused(text: str, hint: str = _HINT) -> UserError:
    shown = text if text.isprintable() else repr(text)
    return UserError(f"`{shown}` is not an address of this machine", hint, Kind.NO_MODEL)

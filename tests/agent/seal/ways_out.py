"""The ways out of a process, tried one by one: `MODE FOLDER PORT DESCRIPTOR PID`.

Prints `{way: outcome}`: "reached" where the kernel let it happen, else the name of the error.
What arrives carries `way:NAME`, so that the listeners can tell too.
"""

import errno
import json
import os
import socket
import struct
import sys
from collections.abc import Callable

from agent.seal import alone, close, descriptors, door, supervised
from tests.agent.seal.ways_by_process import children, neighbours
from tests.agent.seal.ways_by_socket import sockets

WORLD_4, WORLD_6, WEB_PORT = "192.0.2.1", "2001:db8::1", 8080
GROUP, STUB_RESOLVER = "224.0.0.251", ("127.0.0.53", 53)
SECONDS, SOON = 20, 1
MSG_FASTOPEN, MPTCP = 0x20000000, 262
SOURCE_ROUTE = b"\x83\x07\x04" + socket.inet_aton(WORLD_4) + b"\x01"


def main() -> None:
    """Try all, print."""
    mode, folder, port, descriptor, neighbour = sys.argv[1:]
    environment = dict(os.environ)
    model = ("127.0.0.1", int(port))
    if mode == "sealed":
        close("required", model)
    elif mode != "open":
        descriptors.close_inherited()
        {"supervised": supervised, "alone": alone}[mode].seal(model, None)
    ways: dict[str, Callable[[bytes], object]] = {
        "model": lambda mark: talk(door.connect(model), mark),
        **addresses(),
        **sockets(folder, environment),
        **neighbours(int(descriptor), int(neighbour)),
    }
    outcomes = {way: outcome(way, action) for way, action in ways.items()}
    print(json.dumps(outcomes | children(folder, f"http://{WORLD_4}:{WEB_PORT}", SECONDS)))


def outcome(way: str, action: Callable[[bytes], object]) -> str:
    """Do it with the mark that tells the listeners which way it came."""
    try:
        action(f"GET /way:{way} HTTP/1.0\r\n\r\n".encode())
    except socket.gaierror as error:
        return {socket.EAI_AGAIN: "EAI_AGAIN", socket.EAI_NONAME: "EAI_NONAME"}.get(
            error.errno or 0, str(error)
        )
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return "reached"


def talk(connection: socket.socket, mark: bytes) -> None:
    """Say something, and wait for an answer."""
    with connection:
        connection.settimeout(SECONDS)
        connection.sendall(mark)
        connection.recv(100)


def stream(
    address: tuple[str, int], family: int = socket.AF_INET, protocol: int = 0
) -> Callable[[bytes], object]:
    """A connection on which something is said and answered."""

    def action(mark: bytes) -> None:
        with socket.socket(family, socket.SOCK_STREAM, protocol) as connection:
            connection.settimeout(SECONDS)
            connection.connect(address)
            connection.sendall(mark)
            connection.recv(100)

    return action


def datagram(
    address: tuple[str, int], family: int = socket.AF_INET, protocol: int = 0, content: bytes = b""
) -> Callable[[bytes], object]:
    """A datagram, and its echo."""

    def action(mark: bytes) -> None:
        with socket.socket(family, socket.SOCK_DGRAM, protocol) as sender:
            sender.settimeout(SECONDS)
            sender.sendto(content or mark, address)
            sender.recv(100)

    return action


def stub_resolver(_: bytes) -> None:
    """Ask the resolver that many systems have on their loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(SECONDS)
        asking.connect(STUB_RESOLVER)
        asking.send(b"\0\1\1\0\0\1\0\0\0\0\0\0\4stub\0\0\1\0\1")
        asking.recv(100)


def multicast(mark: bytes) -> None:
    """To a group, over the only interface there is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.settimeout(SOON)
        home = socket.inet_aton("127.0.0.1")
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, home)
        sender.sendto(mark, (GROUP, WEB_PORT))
        sender.recv(100)


def fast_open(mark: bytes) -> None:
    """Data in the first packet: `sendto` that connects."""
    with socket.socket() as connection:
        connection.sendto(mark, MSG_FASTOPEN, (WORLD_4, WEB_PORT))
        connection.recv(100)


def addresses() -> dict[str, Callable[[bytes], object]]:
    """Internet sockets."""
    icmp = struct.pack(">BBHHH", 8, 0, 0, 0, 1)
    return {
        "other loopback port": stream(("127.0.0.1", WEB_PORT)),
        "tcp4": stream((WORLD_4, WEB_PORT)),
        "tcp6": stream((WORLD_6, WEB_PORT), socket.AF_INET6),
        "mptcp": stream((WORLD_4, WEB_PORT), protocol=MPTCP),
        "udp4": datagram((WORLD_4, WEB_PORT)),
        "udp6": datagram((WORLD_6, WEB_PORT), socket.AF_INET6),
        "icmp": datagram((WORLD_4, 0), protocol=socket.IPPROTO_ICMP, content=icmp),
        "stub resolver": stub_resolver,
        "multicast": multicast,
        "fast open": fast_open,
        "borrowed port": borrowed_port,
        "device": option(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo"),
        "source route": option(socket.IPPROTO_IP, socket.IP_OPTIONS, SOURCE_ROUTE),
        "own listener": own_listener(socket.SOCK_STREAM),
        "own datagrams": own_listener(socket.SOCK_DGRAM),
        "name": lambda _: socket.getaddrinfo("offdroid-lab.invalid", 80),
    }


def borrowed_port(mark: bytes) -> None:
    """To a neighbour's port, after taking the same port on another loopback address."""
    with socket.socket() as ours, socket.socket() as connection:
        ours.bind(("127.0.0.9", 0))
        ours.listen()
        try:
            with socket.socket() as taken:
                taken.bind(("127.0.0.9", WEB_PORT))
                taken.listen()
        except OSError:
            pass  # taken everywhere already
        connection.connect(("127.0.0.1", WEB_PORT))
        connection.sendall(mark)
        connection.recv(100)


def option(level: int, number: int, value: bytes) -> Callable[[bytes], object]:
    """A socket option that sends packets another way than the address says."""

    def action(_: bytes) -> None:
        with socket.socket() as connection:
            connection.setsockopt(level, number, value)

    return action


def own_listener(kind: int) -> Callable[[bytes], object]:
    """What Gradle does: talk to a socket of our own."""

    def action(mark: bytes) -> None:
        with socket.socket(socket.AF_INET, kind) as here, socket.socket(socket.AF_INET, kind) as to:
            here.bind(("0.0.0.0", 0))
            port = here.getsockname()[1]
            if kind == socket.SOCK_STREAM:
                here.listen()
                to.connect(("127.0.0.1", port))
                to.sendmsg([mark[:5], mark[5:]])
                with here.accept()[0] as accepted:
                    assert accepted.recv(100) == mark
                return
            to.sendto(mark, ("127.0.0.1", port))
            data, sender = here.recvfrom(100)
            assert data == mark
            here.sendto(b"back", sender)
            assert to.recv(100) == b"back"

    return action


if __name__ == "__main__":
    main()

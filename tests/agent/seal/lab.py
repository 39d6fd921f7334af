"""A private network that has an "internet": runs the ways out, without a seal and with each.

The network namespace of this process has nothing but `lo`, and on it the addresses that stand
for the world outside, each with a listener. So the control really arrives, and no packet leaves
the machine whatever happens. Prints what each way out came to, as JSON:
`{"open": {way: outcome}, "sealed": ..., "supervised": ..., "alone": ...}`.
"""

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from agent.seal import kernel, namespace
from tests.agent.seal.model_server import running
from tests.agent.seal.ways_by_socket import HELPERS

WORLD_4, WORLD_6, WEB_PORT, DNS_PORT = "192.0.2.1", "2001:db8::1", 8080, 53
GROUP = "224.0.0.251"
_SIOCSIFADDR, _SIOCSIFFLAGS, _IFF_UP = 0x8916, 0x8914, 1

MODES = ("open", "sealed", "supervised", "alone")
WAY_BY_NAME = {"name server": "offdroid-lab", "java name": "java-lab"}
"""Way -> the name that it asks for, which the name server sees."""

seen: list[str] = []
"""What arrived at the listeners."""


def main() -> None:
    """Build the world, run the attempts in it, print."""
    enter_private_network()
    add_addresses()
    allow_ping()
    with tempfile.TemporaryDirectory() as folder, running() as model:
        listen_everywhere(folder)
        outcome = {mode: attempt(mode, folder, model.port) for mode in MODES}
    print(json.dumps(outcome), flush=True)
    os._exit(0)  # the listeners' threads never end


def enter_private_network() -> None:
    """A namespace of our own, with all rights in it."""
    built = namespace.build(None)
    built.enter()
    built.close()


def add_addresses(*more: str) -> None:
    """Put the world's addresses, and the one of the machine's name server, on `lo`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for number, address in enumerate(filter(is_outside, (WORLD_4, *name_servers(), *more))):
            name = f"lo:{number}".encode()
            packed = struct.pack("<HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16s16s8x", name, packed))
            fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH22x", name, _IFF_UP))
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        request = struct.pack("<16sIi", socket.inet_pton(socket.AF_INET6, WORLD_6), 128, 1)
        fcntl.ioctl(control, _SIOCSIFADDR, request)


def allow_ping() -> None:
    """Let users send echo requests in this network, as most systems do."""
    Path("/proc/sys/net/ipv4/ping_group_range").write_text(f"{os.getegid()} {os.getegid()}")


def name_servers() -> list[str]:
    """The IPv4 name servers that the resolver of this machine asks."""
    lines = Path("/etc/resolv.conf").read_text().splitlines()
    fields = [line.split() for line in lines if line.startswith("nameserver")]
    return [field[1] for field in fields if ":" not in field[1]]


def is_outside(address: str) -> bool:
    """Whether an address is not on `lo` anyway."""
    return not address.startswith("127.")


def listen_everywhere(folder: str) -> None:
    """TCP and UDP on all addresses, a name server, and Unix sockets by path and by name."""
    for family, everywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        web, datagrams = socket.socket(family), socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET:
            group = socket.inet_aton(GROUP) + socket.inet_aton("127.0.0.1")
            datagrams.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        else:
            for listener in (web, datagrams):
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        web.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
        web.bind((everywhere, WEB_PORT))
        datagrams.bind((everywhere, WEB_PORT))
        start(serve_stream, web)
        start(echo, datagrams)
    for address in ("0.0.0.0", "127.0.0.53"):
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        names.bind((address, DNS_PORT))
        start(refuse_names, names)
    for address in (f"{folder}/helper.sock", "\0offdroid-lab"):
        helper = socket.socket(socket.AF_UNIX)
        helper.bind(address)
        start(serve_stream, helper)
    mailbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    mailbox.bind(f"{folder}/mailbox.sock")
    start(echo, mailbox)
    for path in Path(folder).iterdir():
        path.chmod(0o777)


def start(work: Callable[[socket.socket], None], listener: socket.socket) -> None:
    """Serve a listener in a thread."""
    if listener.type == socket.SOCK_STREAM:
        listener.listen(64)
    threading.Thread(target=work, args=(listener,), daemon=True).start()


def serve_stream(listener: socket.socket) -> None:
    """Note the first line that comes, and answer as a web server that has nothing."""
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            try:
                data = connection.recv(65536)
                seen.append(data.split(b"\r\n")[0].decode("latin-1"))
                connection.sendall(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                continue


def echo(listener: socket.socket) -> None:
    """Send each datagram back."""
    while True:
        data, sender = listener.recvfrom(65536)
        seen.append(data.decode("latin-1"))
        if sender:
            listener.sendto(data, sender)


def refuse_names(listener: socket.socket) -> None:
    """A name server that knows no name."""
    while True:
        query, sender = listener.recvfrom(4096)
        seen.append(f"name query {query[12:]!r}")
        listener.sendto(query[:2] + b"\x81\x83" + query[4:], sender)


def attempt(mode: str, folder: str, port: int) -> dict[str, str]:
    """Run all ways out in a child; which arrived is judged by what the listeners saw."""
    seen.clear()
    inherited = socket.create_connection((WORLD_4, WEB_PORT))
    with inherited, subprocess.Popen(["cat"], stdin=subprocess.PIPE) as neighbour:
        child = subprocess.run(
            [
                *(sys.executable, "-X", "dev", "-m", "tests.agent.seal.ways_out"),
                *(mode, folder, str(port), str(inherited.fileno()), str(neighbour.pid)),
            ],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            pass_fds=(inherited.fileno(),),
            env={
                **os.environ,
                **dict.fromkeys(HELPERS, f"{folder}/helper.sock"),
                "http_proxy": f"http://127.0.0.1:{WEB_PORT}",
                "no_proxy": WORLD_4,
            },
            check=False,
        )
        neighbour.communicate()
    if child.returncode or child.stderr:
        sys.exit(f"{mode}: {child.returncode}\n{child.stdout}\n{child.stderr}")
    outcomes: dict[str, str] = json.loads(child.stdout)
    for way in outcomes:
        if any(f"way:{way}" in line for line in seen):
            outcomes[way] = "reached"
    queries = "".join(line for line in seen if line.startswith("name query"))
    for way, name in WAY_BY_NAME.items():
        outcomes[way] = "reached" if name in queries else "not reached"
    return outcomes


if __name__ == "__main__":
    assert kernel.machine() in kernel.NUMBERS
    main()

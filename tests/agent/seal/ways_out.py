"""The ways out of a process, tried one by one: `MODE FOLDER PORT DESCRIPTOR PID`.

Prints `{way: outcome}`: "reached" where the kernel let it happen, else the name of the error.
What arrives carries `way:NAME`, so that the listeners can tell too.
"""

import ctypes
import errno
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agent.seal import close, descriptors, kernel, supervised

WORLD_4, WORLD_6, WEB_PORT = "192.0.2.1", "2001:db8::1", 8080
SECONDS = 20
MSG_FASTOPEN, MPTCP, TIOCSTI, NETLINK_GENERIC = 0x20000000, 262, 0x5412, 16

SOURCE_ROUTE = b"\x83\x07\x04" + socket.inet_aton(WORLD_4) + b"\x01"

JAVA = """
public class Out {
    public static void main(String[] a) throws Exception {
        new java.net.URL(a[0]).openStream().read();
    }
}
"""


def main() -> None:
    """Try all, print."""
    mode, folder, port, descriptor, neighbour = sys.argv[1:]
    if mode == "sealed":
        close("required", ("127.0.0.1", int(port)))
    elif mode == "supervised":
        descriptors.close_inherited()
        supervised.seal(("127.0.0.1", int(port)), None)
    ways = addresses(int(port)) | sockets(folder) | neighbours(int(descriptor), neighbour)
    outcomes = {way: outcome(way, action) for way, action in ways.items()}
    print(json.dumps(outcomes | children(folder)))


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


def stream(
    address: object, family: int = socket.AF_INET, protocol: int = 0
) -> Callable[[bytes], object]:
    """A connection on which something is said and answered."""

    def action(mark: bytes) -> None:
        with socket.socket(family, socket.SOCK_STREAM, protocol) as connection:
            connection.settimeout(SECONDS)
            connection.connect(address)  # type: ignore[arg-type]
            connection.sendall(mark)
            connection.recv(100)

    return action


def datagram(address: tuple[str, int], family: int) -> Callable[[bytes], object]:
    """A datagram, and its echo."""

    def action(mark: bytes) -> None:
        with socket.socket(family, socket.SOCK_DGRAM) as sender:
            sender.settimeout(SECONDS)
            sender.sendto(mark, address)
            sender.recv(100)

    return action


def fast_open(mark: bytes) -> None:
    """Data in the first packet: `sendto` that connects."""
    with socket.socket() as connection:
        connection.sendto(mark, MSG_FASTOPEN, (WORLD_4, WEB_PORT))
        connection.recv(100)


def addresses(port: int) -> dict[str, Callable[[bytes], object]]:
    """Internet sockets."""
    return {
        "model": stream(("127.0.0.1", port)),
        "other loopback port": stream(("127.0.0.1", WEB_PORT)),
        "tcp4": stream((WORLD_4, WEB_PORT)),
        "tcp6": stream((WORLD_6, WEB_PORT), socket.AF_INET6),
        "mptcp": stream((WORLD_4, WEB_PORT), protocol=MPTCP),
        "udp4": datagram((WORLD_4, WEB_PORT), socket.AF_INET),
        "udp6": datagram((WORLD_6, WEB_PORT), socket.AF_INET6),
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


def sockets(folder: str) -> dict[str, Callable[[bytes], object]]:
    """Families that a network namespace does not hold, and what makes sockets another way."""

    def family(number: int, kind: int = socket.SOCK_STREAM, protocol: int = 0) -> None:
        socket.socket(number, kind, protocol).close()

    def pair(_: bytes) -> None:
        for end in socket.socketpair():
            end.close()

    def aimed_anew(mark: bytes, kind: int = socket.SOCK_DGRAM) -> None:
        left, right = socket.socketpair(socket.AF_UNIX, kind)
        with left, right:
            left.connect(f"{folder}/mailbox.sock")
            left.send(mark)

    def ring(_: bytes) -> None:
        parameters = ctypes.create_string_buffer(120)
        os.close(kernel.syscall("io_uring_setup", ctypes.c_uint(8), parameters))

    def look_up(_: bytes) -> None:
        kind, name = ctypes.c_char_p(b"user"), ctypes.c_char_p(b"offdroid-lab")
        kernel.syscall("request_key", kind, name, None, ctypes.c_int(0))

    return {
        "unix path": stream(f"{folder}/helper.sock", socket.AF_UNIX),
        "unix name": stream("\0offdroid-lab", socket.AF_UNIX),
        "datagram pair": aimed_anew,
        "raw pair": lambda mark: aimed_anew(mark, socket.SOCK_RAW),
        "stream pair": pair,
        "vsock": lambda _: family(socket.AF_VSOCK),
        "alg": lambda _: family(socket.AF_ALG, socket.SOCK_SEQPACKET),
        "packet": lambda _: family(socket.AF_PACKET, socket.SOCK_RAW),
        "netlink generic": lambda _: family(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC),
        "netlink route": lambda _: family(socket.AF_NETLINK, socket.SOCK_RAW),
        "io_uring": ring,
        "key ring": look_up,
    }


def neighbours(descriptor: int, neighbour: str) -> dict[str, Callable[[bytes], object]]:
    """What other processes have, or left us."""

    def typed(_: bytes) -> None:
        reading, writing = os.pipe()
        try:
            fcntl.ioctl(reading, TIOCSTI, b"x")
        finally:
            os.close(reading)
            os.close(writing)

    def entered(_: bytes) -> None:
        with Path("/proc/self/ns/net").open() as opened:
            kernel.setns(opened.fileno(), kernel.CLONE_NEWNET)

    other = Path(f"/proc/{neighbour}")
    return {
        "inherited socket": lambda mark: os.write(descriptor, mark),
        "typing into the terminal": typed,
        "network of another process": lambda _: (other / "ns/net").open().close(),
        "memory of another process": lambda _: (other / "mem").open("rb").close(),
        "entering a namespace": entered,
    }


def children(folder: str) -> dict[str, str]:
    """Programs that a repository or a build could start."""
    source = Path(folder, "Out.java")
    source.write_text(JAVA)
    web = f"http://{WORLD_4}:{WEB_PORT}"
    commands = {
        "bash": ["bash", "-c", f"exec 3<>/dev/tcp/{WORLD_4}/{WEB_PORT}; echo /way:bash >&3"],
        "curl": ["curl", "-sS", "-m", str(SECONDS), f"{web}/way:curl"],
        "proxy": ["curl", "-sS", "-m", str(SECONDS), "http://offdroid-lab.invalid/way:proxy"],
        "git": ["git", "ls-remote", f"{web}/way:git"],
        "java": ["java", "-XX:TieredStopAtLevel=1", str(source), f"{web}/way:java"],
        "namespaces": ["unshare", "-Urn", "true"],
    }
    environment = os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    outcomes = {}
    for way, command in commands.items():
        if shutil.which(command[0]) is None:
            outcomes[way] = "not installed"
            continue
        ended = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, env=environment, check=False
        )
        outcomes[way] = ended.stderr.strip() if ended.returncode else "reached"
    return outcomes


if __name__ == "__main__":
    main()

"""What a hostile process would try with the supervisor itself: `open|supervised`.

Prints `{attempt: outcome}`: "done" where it worked, else the name of the error. `Neighbour` is a
program of the user outside, which comes to a port that the tree has left.
"""

import array
import contextlib
import errno
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agent.seal import close, kernel, on_behalf
from tests.agent.seal.closing import enter_namespace

HOME = "127.0.0.1"
TCP_FASTOPEN, FASTOPEN_CONNECT, TCP_ULP, FASTOPEN_NO_COOKIE = 23, 30, 31, 34
SENT = 200


class Neighbour:
    """Outside: binds to a datagram port on demand, and says what it got there."""

    def __init__(self) -> None:
        asking, self._ask = os.pipe()
        self._answers, answering = os.pipe()
        if os.fork() == 0:
            os.close(self._ask)
            os.close(self._answers)
            _neighbour(asking, answering)
            os._exit(0)
        os.close(asking)
        os.close(answering)

    def come_to(self, port: int) -> str:
        """ "bound", or why not."""
        os.write(self._ask, str(port).encode())
        return os.read(self._answers, 100).decode()

    def received(self) -> str:
        """What arrived."""
        return os.read(self._answers, 100).decode()


def _neighbour(asking: int, answering: int) -> None:
    while port := os.read(asking, 100):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
            try:
                place.bind((HOME, int(port)))
            except OSError as error:
                os.write(answering, (error.strerror or "").encode())
                continue
            os.write(answering, b"bound")
            os.write(answering, place.recv(100))


def main() -> None:
    """Seal or not, try all, print."""
    neighbour = Neighbour()
    if sys.argv[1] == "supervised":
        enter_namespace(kernel.CLONE_NEWUSER)
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
        sealed = close("required", None)
        assert sealed.tier == "supervised", sealed
    elif child := os.fork():  # a parent that stands where the supervisor would
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    outcomes = {name: outcome(action) for name, action in ATTEMPTS.items()}
    outcomes["a datagram port that was left"] = outcome(lambda: left_port(neighbour))
    print(json.dumps(outcomes))


def outcome(action: Callable[[], object]) -> str:
    """ "done", or the error's name."""
    try:
        said = action()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return said if isinstance(said, str) else "done"


def left_port(neighbour: Neighbour) -> str:
    """Connect a datagram socket to ourselves, leave the port to a neighbour, and go on sending."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
            place.bind((HOME, 0))
            port = place.getsockname()[1]
            sender.connect((HOME, port))
            on_behalf.connect(place.fileno(), bytes(16))
        came = neighbour.come_to(port)
        if came != "bound":
            return came
        sender.send(b"secret")
        return "done" if neighbour.received() == "secret" else "lost"


def listen_everywhere() -> str:
    """Have connecting bind a socket, let go of the peer, and listen: on which addresses?"""
    with socket.create_server((HOME, 0)) as server, socket.socket() as second:
        second.connect(server.getsockname())
        on_behalf.connect(second.fileno(), bytes(16))
        second.listen()
        return "done" if second.getsockname()[0] == "0.0.0.0" else second.getsockname()[0]


def every_address() -> str:
    """Listen on every address of the machine."""
    with socket.create_server(("0.0.0.0", 0)) as server:
        return "done" if server.getsockname()[0] == "0.0.0.0" else server.getsockname()[0]


def overrun() -> str:
    """Fill the queue of an own listener until a connection waits, to be made some time later."""
    with socket.socket() as listener:
        listener.bind((HOME, 0))
        listener.listen(0)
        waiting = []
        try:
            for _ in range(20):
                waiting.append(socket.socket())
                waiting[-1].setblocking(False)
                waiting[-1].connect_ex(listener.getsockname())
                if not select.select([], [waiting[-1]], [], 0.5)[1]:
                    return "done"
                failed = waiting[-1].getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if failed or not _connected(waiting[-1]):
                    return "not kept waiting"
        finally:
            for one in waiting:
                one.close()
    return "no queue"


def _connected(one: socket.socket) -> bool:
    try:
        return bool(one.getpeername())
    except OSError:
        return False


def option(number: int) -> Callable[[], object]:
    """Set an option of TCP."""

    def action() -> None:
        with socket.socket() as one:
            one.setsockopt(
                socket.IPPROTO_TCP, number, b"tls\0" if number == TCP_ULP else b"\1\0\0\0"
            )

    return action


def no_sockets() -> None:
    """Ask about many descriptors that are no sockets; afterwards a connection must work."""
    reading, writing = os.pipe()
    for _ in range(300):
        with contextlib.suppress(OSError):
            on_behalf.connect(reading, b"\2\0\0\1\x7f\0\0\1" + bytes(8))
    os.close(reading)
    os.close(writing)
    talk()


def talk() -> None:
    """Connect to ourselves."""
    with socket.create_server((HOME, 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            with server.accept()[0] as accepted:
                client.sendall(b"x")
                assert accepted.recv(1) == b"x"


def under_signals() -> str:
    """Send while signals come: each datagram must arrive once."""
    signal.signal(signal.SIGALRM, lambda _signal, _frame: None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.bind((HOME, 0))
        place.setblocking(False)
        arrived = 0
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            signal.setitimer(signal.ITIMER_REAL, 0.0003, 0.0003)
            try:
                for _ in range(SENT):
                    sender.sendto(b"x", place.getsockname())
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            while select.select([place], [], [], 0)[0]:
                place.recv(10)
                arrived += 1
    return "done" if arrived == SENT else f"{arrived} of {SENT}"


def echo_to_connected() -> None:
    """A datagram server answers a client that is connected to it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((HOME, 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(server.getsockname())
            client.send(b"x")
            server.sendto(*server.recvfrom(10))
            client.recv(10)


def options_of_java() -> None:
    """What a Java `DatagramSocket` sets, by which builds find each other."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as one:
        for number, value in ((26, 0), (49, 0), (18, 1)):  # V6ONLY, RECVPKTINFO, hops
            one.setsockopt(socket.IPPROTO_IPV6, number, value)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)


def inherited_listener() -> None:
    """A listener that lives on in a child only."""
    server = socket.create_server((HOME, 0))
    address = server.getsockname()
    program = "import socket, sys; socket.socket(fileno=int(sys.argv[1])).accept()[0].send(b'x')"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(server.fileno())], pass_fds=[server.fileno()]
    ):
        server.close()
        with socket.create_connection(address) as client:
            assert client.recv(1) == b"x"


def pass_a_descriptor() -> None:
    """Hand an open file over a stream pair."""
    one, other = socket.socketpair()
    with one, other:
        one.sendmsg(
            [b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [one.fileno()]))]
        )


def new_namespace() -> str:
    """A network of its own, by the call that takes its flags from memory too."""
    ended = subprocess.run(["unshare", "-Un", "true"], check=False, stderr=subprocess.DEVNULL)
    return "failed" if ended.returncode else "done"


def descriptor_of_the_parent() -> None:
    """Take a descriptor of the process that started us."""
    os.close(on_behalf.copy_descriptor(os.getppid(), 0))


def memory_of_the_parent() -> None:
    """Open its memory."""
    Path(f"/proc/{os.getppid()}/mem").open("rb").close()


def signal_to_the_parent() -> None:
    """Send nothing, but be allowed to."""
    os.kill(os.getppid(), 0)


ATTEMPTS: dict[str, Callable[[], object]] = {
    "talking to ourselves": talk,
    "no sockets": no_sockets,
    "under signals": under_signals,
    "an answer to who is connected": echo_to_connected,
    "the options of Java": options_of_java,
    "a listener that was inherited": inherited_listener,
    "listening after a connection": listen_everywhere,
    "listening everywhere": every_address,
    "a connection that waits": overrun,
    "fast open": option(TCP_FASTOPEN),
    "connecting later": option(FASTOPEN_CONNECT),
    "connecting later without a cookie": option(FASTOPEN_NO_COOKIE),
    "passing a descriptor": pass_a_descriptor,
    "a new namespace": new_namespace,
    "a descriptor of the supervisor": descriptor_of_the_parent,
    "the memory of the supervisor": memory_of_the_parent,
    "a signal to the supervisor": signal_to_the_parent,
}

if __name__ == "__main__":
    main()

"""The gate: the only process outside the sealed network, and all that it can do.

It accepts connections on a socket that was made inside the sealed namespace (a socket keeps the
namespace it was made in), or hands out ends of pairs where nobody may connect, and connects, from
the host's, to the model server's port: nothing else. Before the first connection it gives up
files, programs, processes and other addresses.
"""

import os
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent.seal import filters, kernel, landlock
from agent.seal.addresses import Upstream, family_of
from agent.seal.tally import MOST_BYTES

if TYPE_CHECKING:
    from agent.seal.relay import Server

CONNECTIONS = 16
"""Connections served at a time; further ones wait for their turn."""

_MEMORY = 1 << 30


class Gate:
    """The running gate, as the sealed process sees it."""

    def __init__(self, process: int, control: int) -> None:
        self.process = process
        self._control = control
        self._owner = os.getpid()

    def forget(self) -> None:
        """In a fork: leave the gate to the process that started it."""
        os.close(self._control)

    def stop(self) -> None:
        """End the gate and leave no zombie. It ends by itself when this process dies."""
        if os.getpid() != self._owner:
            return
        os.close(self._control)
        try:
            if os.waitpid(self.process, os.WNOHANG) == (0, 0):
                os.kill(self.process, signal.SIGKILL)  # it may still be starting
                os.waitpid(self.process, 0)
        except ChildProcessError:
            return


def start(entrance: int, upstream: Upstream, record: int) -> Gate:
    """Fork the gate. `record`: a descriptor to which it adds a line for each request.

    `entrance`: a socket that listens, or one of a pair of `SOCK_SEQPACKET` over which clients
    ask for an end of a new pair.
    """
    ours_to_read, ours_to_hold = os.pipe()
    parent = os.getpid()
    former = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))  # it is not the gate's
    try:
        process = os.fork()
        if process == 0:
            try:
                live(parent, (entrance, ours_to_read, record), upstream)
            finally:
                os._exit(1)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
    os.close(ours_to_read)
    return Gate(process, ours_to_hold)


def live(parent: int, descriptors: tuple[int, int, int], upstream: Upstream) -> None:
    """The gate's whole life. Its descriptors: the entrance, the pipe that ends when the sealed
    process does, the record of requests."""
    entrance, control, record = descriptors
    kernel.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        return
    os.setsid()  # no terminal: Ctrl-C, Ctrl-Z and hang-ups are the main process's to decide
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    kernel.set_name(b"offdroid-gate")
    os.chdir("/")
    _keep_only({entrance, control, record})
    # All that the gate runs is loaded now; afterwards there are no files.
    from agent.seal import relay

    family = family_of(upstream[0])
    server = relay.Server(family, *upstream)
    with socket.socket(fileno=entrance) as opened:
        confine(family, upstream[1], hands_out=opened.type == socket.SOCK_SEQPACKET)
        _run(opened, control, server, _writer(record))
    os._exit(0)


def _keep_only(kept: set[int]) -> None:
    """Close all other descriptors; nobody waits for the end of a pipe that we hold."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (start-up)
        if int(name) > 2 and int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                continue  # the listing's own


def confine(family: socket.AddressFamily, port: int, *, hands_out: bool = False) -> None:
    """Give up, for good, all that the gate does not need to reach one port."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    memory = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold prompts
    kernel.no_new_privileges()
    kernel.drop_capabilities(keep=0)
    landlock.restrict_to_port(port)
    if hands_out and landlock.version() == 0:  # then nothing else keeps the tree out of our memory
        kernel.hide_from_tracing()
    kernel.install_filter(filters.gate_filter(family, hands_out=hands_out))


def _writer(record: int) -> Callable[[str], None]:
    from time import gmtime, strftime

    left = MOST_BYTES

    def write(line: str) -> None:
        nonlocal left
        stamp = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
        data = f"{stamp} {line}\n".encode("ascii", "backslashreplace")
        if len(data) <= left:
            left -= os.write(record, data)

    return write


def _next(entrance: socket.socket) -> socket.socket | None:
    """The next client; None: nobody will come any more."""
    if entrance.type == socket.SOCK_STREAM:
        return entrance.accept()[0]
    wish = entrance.recv(16)
    if not wish:
        return None
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            socket.send_fds(entrance, [wish], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
    return ours


def _run(
    entrance: socket.socket, control: int, server: "Server", log: Callable[[str], None]
) -> None:
    """Serve until the sealed process is gone."""
    import select
    from threading import BoundedSemaphore, Thread

    from agent.seal.relay import serve

    slots = BoundedSemaphore(CONNECTIONS)

    def work(client: socket.socket) -> None:
        try:
            serve(client, server, log)
        finally:
            slots.release()

    entrance.setblocking(False)
    poller = select.poll()
    poller.register(control, select.POLLIN)
    poller.register(entrance, select.POLLIN)
    while control not in [descriptor for descriptor, _ in poller.poll()]:
        try:
            client = _next(entrance)
        except OSError:
            continue  # it left before its turn
        if client is None:
            return
        slots.acquire()  # meanwhile the parent-death signal alone ends us
        try:
            Thread(target=work, args=(client,), daemon=True).start()
        except RuntimeError:  # no more threads
            slots.release()
            client.close()

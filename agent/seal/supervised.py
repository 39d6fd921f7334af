"""Setting up tier 2: this process becomes the supervisor, its child goes on as the command.

The supervisor has to be an ancestor of all that it watches, since a system may let nobody else
look into a process (Yama). It does no work of the command; it waits for it and ends as it ends.
"""

import errno
import os
import signal
import socket
from collections.abc import Callable
from typing import NoReturn

from agent.seal import environment, fence, gate, kernel, landlock, on_behalf, tally
from agent.seal.addresses import Upstream, family_of
from agent.seal.fence import Fence
from agent.seal.linux import Made
from agent.seal.namespace import Unavailable
from agent.seal.supervised_filter import supervised_filter
from agent.seal.supervisor import Supervisor

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: who loses its parent comes to us, and stays below us
_PASSED_ON = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
_FROM_TERMINAL = 0x80  # SI_KERNEL: the whole group has this signal already


def seal(upstream: Upstream | None, around: Fence | None) -> Made:
    """Fork: the child is sealed and gets the result, the parent never comes back.

    Raises `Unavailable` while nothing has happened yet.
    """
    if landlock.version() == 0:
        raise Unavailable("a supervisor needs Landlock, which this kernel lacks")
    _probe()
    record, counter = tally.new_record(), os.memfd_create("offdroid-refused")
    os.pwrite(counter, bytes(8), 0)
    keeper, door = _start_gate(upstream, record)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    child = os.fork()
    if child:
        theirs.close()
        _supervise(child, ours, Supervisor(upstream, door, _counting(counter)))
    ours.close()
    if keeper is not None:
        keeper.forget()
    kernel.die_with_parent(signal.SIGKILL)
    restricted = _confine(theirs, around)
    environment.scrub()
    made = Made("supervised", fence.state_of(False, restricted), tally.Tally(record, counter))
    _prove(made)
    return made


def _start_gate(upstream: Upstream | None, record: int) -> tuple[gate.Gate | None, Upstream | None]:
    """The gate, and where it listens: beside the model server, on a port that nobody knows."""
    if upstream is None:
        return None, None
    with socket.socket(family_of(upstream[0])) as listener:
        listener.bind((upstream[0], 0))
        listener.listen(64)
        return gate.start(listener.fileno(), upstream, record), listener.getsockname()[:2]


def _confine(channel: socket.socket, around: Fence | None) -> bool:
    """Put up the walls around this process, and hand over the kernel's questions."""
    if around is None:
        kernel.no_new_privileges()
        landlock.restrict_writes(["/"], signals=True)
    else:
        around.restrict(signals=True)
    kernel.no_new_privileges()
    kernel.drop_capabilities(keep=kernel.FILE_CAPABILITIES if os.geteuid() == 0 else 0)
    listener = kernel.install_filter(supervised_filter(), listener=True)
    with channel:
        os.write(channel.fileno(), str(listener).encode())  # `write` takes no address
        answer = os.read(channel.fileno(), 1)
    os.close(listener)
    if not answer:
        os._exit(1)  # the supervisor has said why
    return around is not None


def _probe() -> None:
    """See in a throw-away child that questions come and that we may look into it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            _confine(theirs, None)
        except OSError as error:
            theirs.send(f"!{error.strerror}".encode())
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        try:
            os.close(_take(ours, child))
        except OSError as error:
            raise Unavailable(f"a supervisor cannot work: {error.strerror}") from error
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _take(channel: socket.socket, child: int) -> int:
    """The descriptor of the child's questions."""
    said = channel.recv(4096).decode()
    if not said.isdecimal():
        raise OSError(errno.EPERM, said.removeprefix("!") or "the child died")
    return on_behalf.copy_descriptor(child, int(said))


def _counting(counter: int) -> Callable[[], None]:
    from threading import Lock

    lock = Lock()

    def count() -> None:
        with lock:
            os.pwrite(counter, (tally.read_counter(counter) + 1).to_bytes(8, "little"), 0)

    return count


def _supervise(child: int, channel: socket.socket, supervisor: Supervisor) -> NoReturn:
    """This process's whole life from now on."""
    from threading import Thread

    code = 1
    try:
        kernel.set_name(b"offdroid-watch")
        kernel.prctl(_SUBREAPER, 1)
        signal.pthread_sigmask(signal.SIG_BLOCK, (*_PASSED_ON, signal.SIGCHLD))
        listener = _take(channel, child)
        kernel.no_new_privileges()
        kernel.drop_capabilities(keep=kernel.FILE_CAPABILITIES if os.geteuid() == 0 else 0)
        Thread(target=supervisor.serve, args=(listener,), daemon=True).start()
        os.write(channel.fileno(), b"y")
        code = _wait(child)
    finally:
        os._exit(code)


def _wait(child: int) -> int:
    """Pass signals on until the child ends; its exit code. Orphans are buried on the way."""
    while True:
        got = signal.sigwaitinfo((*_PASSED_ON, signal.SIGCHLD))
        if got.si_signo != signal.SIGCHLD:
            if got.si_code != _FROM_TERMINAL:
                os.kill(child, got.si_signo)
            continue
        while True:
            try:
                ended, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return 1
            if ended == 0:
                break
            if ended == child:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code


def _prove(made: Made) -> None:
    """Look once whether the supervisor is at work."""
    from agent.seal.linux import broken

    before = made.tally.refused()
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asking:
                asking.connect((address, 9))
        except OSError:
            continue
        raise broken(f"the supervisor lets a socket aim at {address}")
    if made.tally.refused() == before:
        raise broken("the supervisor counts nothing")
    made.tally.restart()

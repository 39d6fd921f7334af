"""A user and a network namespace with nothing but `lo`: built by a throw-away child, entered here.

The child tries everything that a kernel may refuse (Ubuntu grants `unshare` and refuses the
rest), so a refusal leaves this process as it was.
"""

import os
import socket

from agent.seal import filters, kernel
from agent.seal.addresses import Upstream, family_of

_NOWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that are reserved for documentation: a route to them is a route to anywhere."""

_MAP_ME, _MAPPED, _READY = b"map me", b"mapped", b"ready"


class Unavailable(Exception):
    """The kernel refuses; `str()` names the step and the reason."""


class Namespaces:
    """Open descriptors of namespaces that were built, and the socket that listens in them."""

    def __init__(self, user: int, network: int, listener: int | None) -> None:
        self.user = user
        self.network = network
        self.listener = listener

    def enter(self) -> None:
        """Move this process in. `Unavailable`: it stays where it was; `OSError`: half-way."""
        try:
            kernel.setns(self.user, kernel.CLONE_NEWUSER)
        except OSError as error:
            raise Unavailable(_reason(error)) from error
        kernel.setns(self.network, kernel.CLONE_NEWNET)

    def close(self) -> None:
        """Close the descriptors; the namespaces live on with the processes in them."""
        for descriptor in (self.user, self.network, self.listener):
            if descriptor is not None:
                os.close(descriptor)


def build(upstream: Upstream | None) -> Namespaces:
    """Make the namespaces and, in them, a socket that listens at the model server's address.

    Raises `Unavailable`.
    """
    try:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child = os.fork()
    except OSError as error:
        raise Unavailable(f"starting a process: {_reason(error)}") from error
    if child == 0:
        try:
            ours.close()
            _build_and_report(theirs, upstream)
        finally:
            os._exit(1)
    theirs.close()
    try:
        with ours:
            return _receive(ours, child)
    finally:
        reap(child)


def only_loopback() -> bool:
    """Whether this process's network namespace has no interface but `lo`."""
    with open("/proc/self/net/dev", encoding="ascii") as devices:  # noqa: PTH123 (start-up)
        names = [line.split(":")[0].strip() for line in devices.readlines()[2:]]
    return names == ["lo"]


def way_out() -> str:
    """An address beyond to which there is a route, "" without one.

    Sends nothing: a UDP `connect` only asks for a route.
    """
    for family, address in _NOWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asking:
                asking.connect((address, 9))
        except OSError:
            continue
        return address
    return ""


def allow_mounts() -> None:
    """Undo what `forbid_nesting` of an earlier seal did to us, for a fence of our own.

    The others in here have no right to make mounts, whatever this says.
    """
    try:
        _write("/proc/sys/user/max_mnt_namespaces", "64")
    except OSError:
        return


def forbid_nesting() -> None:
    """No process in here makes namespaces of its own. Best effort: `/proc/sys` may be read-only.

    Only inside a user namespace of our own, since the limit belongs to that namespace.
    """
    for kind in ("user", "net", "mnt"):
        try:
            _write(f"/proc/sys/user/max_{kind}_namespaces", "0")
        except OSError:
            continue


def _build_and_report(channel: socket.socket, upstream: Upstream | None) -> None:
    """The child's whole life: build, hand over the descriptors or the reason, end."""
    try:
        user, group = os.geteuid(), os.getegid()  # in there they are nobody until mapped
        kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET)
        _map_ids(channel, user, group)
        kernel.loopback_up()
        handed = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY) for kind in ("user", "net")]
        if upstream is not None:
            handed.append(listen(upstream))
        kernel.no_new_privileges()
        kernel.install_filter(filters.family_filter())  # refused here rather than half-way
        socket.send_fds(channel, [_READY], handed)
    except OSError as error:
        channel.send(_reason(error).encode())
    os._exit(0)


def _map_ids(channel: socket.socket, user: int, group: int) -> None:
    """Keep every id what it is, so that no file changes its owner.

    An ordinary user may map only itself. For root the parent maps all ids that it has.
    """
    if user == 0:
        channel.send(_MAP_ME)
        answer = channel.recv(4096)
        if answer != _MAPPED:
            raise OSError(answer.decode())
        return
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def listen(upstream: Upstream) -> int:
    """The descriptor of a socket that listens at an address of this network."""
    listener = socket.socket(family_of(upstream[0]), socket.SOCK_STREAM)
    # Connections of an earlier gate linger; whoever listens already is still in the way.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(upstream)
    listener.listen(64)
    return listener.detach()


def _receive(channel: socket.socket, child: int) -> Namespaces:
    """Serve the child's wish for maps, then take what it built."""
    message, descriptors, _flags, _address = socket.recv_fds(channel, 4096, 3)
    if message == _MAP_ME:
        channel.send(_map_all(child))
        message, descriptors, _flags, _address = socket.recv_fds(channel, 4096, 3)
    if message != _READY:
        raise Unavailable(message.decode() or "the process that builds the namespace died")
    return Namespaces(descriptors[0], descriptors[1], descriptors[2] if descriptors[2:] else None)


def _map_all(child: int) -> bytes:
    """Write the child's id maps: every id that exists here, onto itself."""
    try:
        for kind in ("uid_map", "gid_map"):
            with open(f"/proc/self/{kind}", encoding="ascii") as own:  # noqa: PTH123
                ranges = [line.split() for line in own]
            _write(f"/proc/{child}/{kind}", "\n".join(f"{i} {i} {count}" for i, _, count in ranges))
    except OSError as error:
        return _reason(error).encode()
    return _MAPPED


def _write(path: str, text: str) -> None:
    """Write a kernel file in one call, as these files demand."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    except OSError as error:
        raise OSError(error.errno, f"{path}: {error.strerror}") from error
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    said = error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


def reap(child: int) -> None:
    """Bury a child that ended."""
    try:
        os.waitpid(child, 0)
    except ChildProcessError:
        return  # whoever started us ignores SIGCHLD

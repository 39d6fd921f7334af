"""The seccomp programs of the sealed tree and of the gate; `bpf` assembles them.

`supervised_filter` has the one for a tree below a supervisor.
"""

import errno
import socket

from agent.seal import kernel
from agent.seal.bpf import (
    Instructions,
    allow,
    argument,
    call,
    if_any_bit,
    if_equal,
    program,
    refuse,
    socket_type,
)

_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")
_KEY_RINGS = ("add_key", "request_key", "keyctl")
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_NETLINK_ROUTE = 0
_CLONE_THREAD = 0x10000
_NEW_NAMESPACES = kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET | kernel.CLONE_NEWNS


def family_filter(*, guard_neighbours: bool = False) -> bytes:
    """The program of a sealed tree with a network of its own.

    Sockets: IPv4, IPv6, and netlink for routes (Java and libc list addresses with it). Socket
    pairs: Unix streams; a pair of datagram (or raw) sockets can be aimed anew at any Unix
    socket. No io_uring, which makes sockets without system calls; no key rings, for which the
    kernel starts helpers outside that look names up; no typing into the terminal.
    `guard_neighbours`: no reading of other processes either; needed where no user namespace
    of our own keeps them apart.
    """
    return program(
        *everywhere(allow()),
        call("setns", refuse(errno.EPERM)),
        *(neighbours() if guard_neighbours else ()),
    )


def pairs_filter() -> bytes:
    """The program of a sealed tree that shares the host's network, and has nothing but this.

    No sockets of any family, only pairs of Unix streams; no namespaces, no other processes.
    """
    return program(*without_internet(), *no_namespaces(), *neighbours())


def everywhere(internet: Instructions) -> list[Instructions]:
    """What each tree is refused; `internet` is what happens to IPv4 and IPv6 sockets."""
    routes = argument(2) + if_equal(_NETLINK_ROUTE, allow()) + refuse(errno.EAFNOSUPPORT)
    families = (
        if_equal(socket.AF_INET, internet)
        + if_equal(socket.AF_INET6, internet)
        + if_equal(socket.AF_NETLINK, routes)
    )
    return [*_common(), call("socket", argument(0) + families + refuse(errno.EAFNOSUPPORT))]


def without_internet() -> list[Instructions]:
    """As `everywhere`, with no socket at all."""
    return [*_common(), call("socket", refuse(errno.EAFNOSUPPORT))]


def no_namespaces() -> list[Instructions]:
    """No namespaces, new or old."""
    refused = refuse(errno.EPERM)
    return [
        *(call(name, refused) for name in ("setns", "unshare")),
        call("clone3", refuse(errno.ENOSYS)),  # libc then uses clone, whose flags can be read
        call("clone", argument(0) + if_any_bit(_NEW_NAMESPACES, refused) + allow()),
    ]


def neighbours() -> list[Instructions]:
    """No look into other processes."""
    names = ("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd")
    return [call(name, refuse(errno.EPERM)) for name in names]


def _common() -> list[Instructions]:
    no_family, refused = refuse(errno.EAFNOSUPPORT), refuse(errno.EPERM)
    streams = (
        socket_type()
        + if_equal(socket.SOCK_STREAM, allow())
        + if_equal(socket.SOCK_SEQPACKET, allow())
        + no_family
    )
    typing = if_equal(_TIOCSTI, refused) + if_equal(_TIOCLINUX, refused)
    return [
        *(call(name, refuse(errno.ENOSYS)) for name in (*_IO_URING, *_KEY_RINGS)),
        call("socketpair", argument(0) + if_equal(socket.AF_UNIX, streams) + no_family),
        call("ioctl", argument(1) + typing + allow()),
    ]


def gate_filter(family: int, *, hands_out: bool = False) -> bytes:
    """The program of the gate: TCP sockets of one family, threads, and talk on what is open.

    No files, no programs, no processes, no listening, and no sending to an address (TCP fast
    open would connect past Landlock's port rule). `hands_out`: it may make pairs of streams and
    give descriptors away, where the tree cannot connect.
    """
    refused = refuse(errno.EPERM)
    banned = (
        "open", "openat", "openat2", "creat", "execve", "execveat", "fork", "vfork", "bind",
        "listen", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "setns",
        "sendmmsg", *_IO_URING, *_KEY_RINGS,
    )  # fmt: skip
    plain = if_equal(0, allow()) + if_equal(socket.IPPROTO_TCP, allow())  # and no MPTCP
    tcp = socket_type() + if_equal(socket.SOCK_STREAM, argument(2) + plain + refused) + refused
    no_address = if_equal(0, argument(4, high=True) + if_equal(0, allow()) + refused)
    stream = socket_type() + if_equal(socket.SOCK_STREAM, allow()) + refused
    pair = argument(0) + if_equal(socket.AF_UNIX, stream) + refused
    without_flags = argument(2) + if_equal(0, allow()) + refused  # and so no fast open
    return program(
        *(call(name, refused) for name in banned),
        call("socketpair", pair if hands_out else refused),
        call("sendmsg", without_flags if hands_out else refused),
        call("clone3", refuse(errno.ENOSYS)),  # libc then uses clone, whose flags can be read
        call("clone", argument(0) + if_any_bit(_CLONE_THREAD, allow()) + refused),
        call("socket", argument(0) + if_equal(family, tcp) + refused),
        call("sendto", argument(4) + no_address + refused),
    )

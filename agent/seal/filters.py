"""The two seccomp programs: one for the sealed tree, one for the gate.

A program is a list of BPF instructions that the kernel runs before each system call. Ours is a
row of blocks, one for each system call of interest; what no block names is allowed.
"""

import errno
import socket
import struct

from agent.seal import kernel

Instructions = list[tuple[int, int, int, int]]
"""Code, jump if true, jump if false, operand: `struct sock_filter`."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_ALLOW, _ASK, _ERRNO, _KILL = 0x7FFF0000, 0x7FC00000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in `struct seccomp_data`
_AUDIT_NAMES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")
_KEY_RINGS = ("add_key", "request_key", "keyctl")
_X32_CALLS = 0x40000000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_NETLINK_ROUTE = 0
_CLONE_THREAD = 0x10000
_NEW_NAMESPACES = kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET | kernel.CLONE_NEWNS
_TYPE_MASK = 0xF


def family_filter(*, guard_neighbours: bool = False) -> bytes:
    """The program of the sealed tree.

    Sockets: IPv4, IPv6, and netlink for routes (Java and libc list addresses with it). Socket
    pairs: Unix streams; a pair of datagram (or raw) sockets can be aimed anew at any Unix
    socket. No io_uring, which makes sockets without system calls; no key rings, for which the
    kernel starts helpers outside that look names up; no typing into the terminal.
    `guard_neighbours`: no reading of other processes either; needed where no user namespace
    of our own keeps them apart.
    """
    no_family = _refuse(errno.EAFNOSUPPORT)
    neighbours = ("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd")
    return _program(
        _start(),
        *(_call(name, _refuse(errno.ENOSYS)) for name in (*_IO_URING, *_KEY_RINGS)),
        _call("setns", _refuse(errno.EPERM)),
        _call("socket", _argument(0) + _families(_allow()) + no_family),
        _call("socketpair", _argument(0) + _if_equal(socket.AF_UNIX, _streams()) + no_family),
        _call("ioctl", _argument(1) + _typing() + _allow()),
        *(_call(name, _refuse(errno.EPERM)) for name in neighbours if guard_neighbours),
    )


def _families(internet: Instructions) -> Instructions:
    routes = _argument(2) + _if_equal(_NETLINK_ROUTE, _allow()) + _refuse(errno.EAFNOSUPPORT)
    return (
        _if_equal(socket.AF_INET, internet)
        + _if_equal(socket.AF_INET6, internet)
        + _if_equal(socket.AF_NETLINK, routes)
    )


def _streams() -> Instructions:
    return (
        _socket_type()
        + _if_equal(socket.SOCK_STREAM, _allow())
        + _if_equal(socket.SOCK_SEQPACKET, _allow())
        + _refuse(errno.EAFNOSUPPORT)
    )


def _typing() -> Instructions:
    refused = _refuse(errno.EPERM)
    return _if_equal(_TIOCSTI, refused) + _if_equal(_TIOCLINUX, refused)


def supervised_filter() -> bytes:
    """The program of a sealed tree that shares the host's network, under a supervisor.

    As the family filter, and: only TCP and UDP; whatever takes an address is asked about; socket
    options that choose a device, an address or a way (source routes) are refused.
    """
    no_family, refused = _refuse(errno.EAFNOSUPPORT), _refuse(errno.EPERM)
    plain = (
        _argument(2)
        + _if_equal(0, _allow())
        + _if_equal(socket.IPPROTO_TCP, _allow())
        + _if_equal(socket.IPPROTO_UDP, _allow())
        + no_family
    )
    internet = (
        _socket_type()
        + _if_equal(socket.SOCK_STREAM, plain)
        + _if_equal(socket.SOCK_DGRAM, plain)
        + no_family
    )
    by_address = _if_equal(0, _argument(4, high=True) + _if_equal(0, _allow()) + _ask())
    by_name = [_call(name, _ask()) for name in ("connect", "bind", "listen", "sendmsg")]
    return _program(
        _start(),
        *(_call(name, _refuse(errno.ENOSYS)) for name in (*_IO_URING, *_KEY_RINGS, "sendmmsg")),
        *(_call(name, refused) for name in ("setns", "unshare")),
        _call("clone3", _refuse(errno.ENOSYS)),  # libc then uses clone, whose flags can be read
        _call("clone", _argument(0) + _if_any_bit(_NEW_NAMESPACES, refused) + _allow()),
        *by_name,
        _call("sendto", _argument(4) + by_address + _ask()),
        _call("setsockopt", _options()),
        _call("socket", _argument(0) + _families(internet) + no_family),
        _call("socketpair", _argument(0) + _if_equal(socket.AF_UNIX, _streams()) + no_family),
        _call("ioctl", _argument(1) + _typing() + _allow()),
    )


_HARMLESS_4 = (1, 2, 10, 11, 24, 49)  # TOS, TTL, path MTU, errors, port late, MULTICAST_ALL
# Hops, path MTU, errors, V6ONLY, MULTICAST_ALL, RECVPKTINFO, class.
_HARMLESS_6 = (16, 18, 23, 25, 26, 29, 49, 67)
# No delay, sizes, keep-alive and time limits. Not: fast open, which connects when it first sends
# (23, 30, 34), other protocols on top (31), repair (19).
_HARMLESS_TCP = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 18, 25)
_SOL_NETLINK = 270
_DEVICE = (25, 36, 62)  # BINDTODEVICE, MARK, BINDTOIFINDEX: a device leads out despite the address


def _options() -> Instructions:
    refused = _refuse(errno.EPERM)
    devices = [step for option in _DEVICE for step in _if_equal(option, refused)]
    four = [step for option in _HARMLESS_4 for step in _if_equal(option, _allow())]
    six = [step for option in _HARMLESS_6 for step in _if_equal(option, _allow())]
    tcp = [step for option in _HARMLESS_TCP for step in _if_equal(option, _allow())]
    return (
        _argument(1)
        + _if_equal(socket.SOL_SOCKET, _argument(2) + devices + _allow())
        + _if_equal(socket.IPPROTO_IP, _argument(2) + four + refused)
        + _if_equal(socket.IPPROTO_IPV6, _argument(2) + six + refused)
        + _if_equal(socket.IPPROTO_TCP, _argument(2) + tcp + refused)
        + _if_equal(socket.IPPROTO_UDP, _allow())
        + _if_equal(_SOL_NETLINK, _allow())
        + refused
    )


def gate_filter(family: int) -> bytes:
    """The program of the gate: TCP sockets of one family, threads, and talk on what is open.

    No files, no programs, no processes, no listening, and no sending to an address (TCP fast
    open would connect past Landlock's port rule).
    """
    refused = _refuse(errno.EPERM)
    banned = (
        "open", "openat", "openat2", "creat", "execve", "execveat", "fork", "vfork", "bind",
        "listen", "socketpair", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd",
        "setns", "sendmsg", "sendmmsg", *_IO_URING, *_KEY_RINGS,
    )  # fmt: skip
    plain = _if_equal(0, _allow()) + _if_equal(socket.IPPROTO_TCP, _allow())  # and no MPTCP
    tcp = _socket_type() + _if_equal(socket.SOCK_STREAM, _argument(2) + plain + refused) + refused
    no_address = _if_equal(0, _argument(4, high=True) + _if_equal(0, _allow()) + refused)
    return _program(
        _start(),
        *(_call(name, refused) for name in banned),
        _call("clone3", _refuse(errno.ENOSYS)),  # libc then uses clone, whose flags can be read
        _call("clone", _argument(0) + _if_any_bit(_CLONE_THREAD, _allow()) + refused),
        _call("socket", _argument(0) + _if_equal(family, tcp) + refused),
        _call("sendto", _argument(4) + no_address + refused),
    )


def _program(*blocks: Instructions) -> bytes:
    whole = [instruction for block in blocks for instruction in block] + _allow()
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in whole)


def _start() -> Instructions:
    """Kill calls of another architecture (i386 on x86_64); x32 calls do not exist."""
    machine = kernel.machine()
    start: Instructions = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT_NAMES[machine]),
        (_RETURN, 0, 0, _KILL),
    ]
    if machine == "x86_64":
        start += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32_CALLS), *_refuse(errno.ENOSYS)]
    return start


def _call(name: str, then: Instructions) -> Instructions:
    """A block for one system call; `then` must end in a return."""
    number = kernel.number(name)
    return [] if number is None else [(_LOAD, 0, 0, _NUMBER), *_if_equal(number, then)]


def _argument(index: int, *, high: bool = False) -> Instructions:
    """Load the low (or high) 32 bits of an argument; both architectures are little-endian."""
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * index + 4 * high)]


def _socket_type() -> Instructions:
    """Load the second argument without the flags `SOCK_CLOEXEC` and `SOCK_NONBLOCK`."""
    return [*_argument(1), (_AND, 0, 0, _TYPE_MASK)]


def _if_equal(value: int, then: Instructions) -> Instructions:
    return [(_EQUAL, 0, len(then), value), *then]


def _if_any_bit(mask: int, then: Instructions) -> Instructions:
    return [(_ANY_BIT, 0, len(then), mask), *then]


def _allow() -> Instructions:
    return [(_RETURN, 0, 0, _ALLOW)]


def _ask() -> Instructions:
    return [(_RETURN, 0, 0, _ASK)]


def _refuse(code: int) -> Instructions:
    return [(_RETURN, 0, 0, _ERRNO | code)]

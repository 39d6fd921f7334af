"""The seccomp program of a sealed tree that shares the host's network, under a supervisor."""

import errno
import socket

from agent.seal.bpf import (
    Instructions,
    allow,
    argument,
    ask,
    call,
    if_equal,
    program,
    refuse,
    socket_type,
)
from agent.seal.filters import everywhere, no_namespaces

_HARMLESS_4 = (1, 2, 10, 11, 24, 49)  # TOS, TTL, path MTU, errors, port late, MULTICAST_ALL
# Hops, path MTU, errors, V6ONLY, MULTICAST_ALL, RECVPKTINFO, class.
_HARMLESS_6 = (16, 18, 23, 25, 26, 29, 49, 67)
# No delay, sizes, keep-alive and time limits. Not: fast open, which connects when it first sends
# (23, 30, 34), other protocols on top (31), repair (19).
_HARMLESS_TCP = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 18, 25)
_SOL_NETLINK = 270
_DEVICE = (25, 36, 62)  # BINDTODEVICE, MARK, BINDTOIFINDEX: a device leads out despite the address


def supervised_filter() -> bytes:
    """As the family filter, and: only TCP and UDP; whatever takes an address is asked about.

    Socket options that choose a device, an address or a way (source routes) are refused.
    """
    no_family = refuse(errno.EAFNOSUPPORT)
    plain = (
        argument(2)
        + if_equal(0, allow())
        + if_equal(socket.IPPROTO_TCP, allow())
        + if_equal(socket.IPPROTO_UDP, allow())
        + no_family
    )
    internet = (
        socket_type()
        + if_equal(socket.SOCK_STREAM, plain)
        + if_equal(socket.SOCK_DGRAM, plain)
        + no_family
    )
    by_address = if_equal(0, argument(4, high=True) + if_equal(0, allow()) + ask())
    return program(
        call("sendmmsg", refuse(errno.ENOSYS)),
        *(call(name, ask()) for name in ("connect", "bind", "listen", "sendmsg")),
        call("sendto", argument(4) + by_address + ask()),
        call("setsockopt", _options()),
        *no_namespaces(),
        *everywhere(internet),
    )


def _options() -> Instructions:
    refused = refuse(errno.EPERM)
    devices = [step for option in _DEVICE for step in if_equal(option, refused)]
    four = [step for option in _HARMLESS_4 for step in if_equal(option, allow())]
    six = [step for option in _HARMLESS_6 for step in if_equal(option, allow())]
    tcp = [step for option in _HARMLESS_TCP for step in if_equal(option, allow())]
    return (
        argument(1)
        + if_equal(socket.SOL_SOCKET, argument(2) + devices + allow())
        + if_equal(socket.IPPROTO_IP, argument(2) + four + refused)
        + if_equal(socket.IPPROTO_IPV6, argument(2) + six + refused)
        + if_equal(socket.IPPROTO_TCP, argument(2) + tcp + refused)
        + if_equal(socket.IPPROTO_UDP, allow())
        + if_equal(_SOL_NETLINK, allow())
        + refused
    )

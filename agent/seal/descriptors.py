"""What a sealed process keeps of the descriptors that it was started with."""

import os
import socket


def close_inherited() -> tuple[str, ...]:
    """Close sockets above descriptor 2, and keep the other descriptors from children.

    A socket belongs to the namespace that it was made in, so an inherited one reaches out.
    Returns the names of standard streams that are such sockets: they are not ours to close.
    Connected Unix streams are harmless, since they cannot be aimed anew.
    """
    _fill_standard_streams()
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (start-up)
        descriptor = int(name)
        if descriptor > 2 and os.path.exists(f"/proc/self/fd/{name}"):  # noqa: PTH110
            _tame(descriptor)
    streams = ("standard input", "standard output", "standard error")
    return tuple(name for number, name in enumerate(streams) if _reaches_out(number))


def _is_socket(descriptor: int) -> bool:
    """Whether an open descriptor is a socket."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:")  # noqa: PTH115
    except OSError:
        return False


def _fill_standard_streams() -> None:
    """Put nothing where a standard stream is closed, lest a pipe of ours takes its number."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one


def _tame(descriptor: int) -> None:
    try:
        if _is_socket(descriptor):
            os.close(descriptor)
        else:
            os.set_inheritable(descriptor, False)
    except OSError:
        return  # it was the listing's own descriptor


def _reaches_out(descriptor: int) -> bool:
    if not _is_socket(descriptor):
        return False
    with socket.socket(fileno=os.dup(descriptor)) as copy:
        if copy.family != socket.AF_UNIX or copy.type == socket.SOCK_DGRAM:
            return True
        try:
            copy.getpeername()
        except OSError:
            return True  # not connected yet
    return False

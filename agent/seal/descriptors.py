"""What a sealed process keeps of the descriptors that it was started with."""

import os
import socket


def close_inherited() -> tuple[str, ...]:
    """Close sockets above descriptor 2, and keep the other descriptors from children.

    A socket belongs to the namespace that it was made in, so an inherited one reaches out.
    Returns the names of standard streams that are such sockets: they are not ours to close.
    Connected Unix streams are harmless, since they cannot be aimed anew.
    """
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (start-up)
        descriptor = int(name)
        if descriptor > 2 and os.path.exists(f"/proc/self/fd/{name}"):  # noqa: PTH110
            _tame(descriptor)
    streams = ("standard input", "standard output", "standard error")
    return tuple(name for number, name in enumerate(streams) if _reaches_out(number))


def is_socket(descriptor: int) -> bool:
    """Whether an open descriptor is a socket."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:")  # noqa: PTH115
    except OSError:
        return False


def _tame(descriptor: int) -> None:
    try:
        if is_socket(descriptor):
            os.close(descriptor)
        else:
            os.set_inheritable(descriptor, False)
    except OSError:
        return  # it was the listing's own descriptor


def _reaches_out(descriptor: int) -> bool:
    if not is_socket(descriptor):
        return False
    with socket.socket(fileno=os.dup(descriptor)) as copy:
        return copy.family != socket.AF_UNIX or copy.type == socket.SOCK_DGRAM

"""What the supervisor does for a process that it watches: copy from it, and call in its place."""

import ctypes
import os
import socket
import struct

from agent.seal.kernel import syscall


def copy_descriptor(process: int, descriptor: int) -> int:
    """Duplicate a descriptor of another process, as one that may trace it."""
    handle = syscall("pidfd_open", ctypes.c_int(process), ctypes.c_uint(0))
    try:
        numbers = ctypes.c_int(handle), ctypes.c_int(descriptor), ctypes.c_uint(0)
        return syscall("pidfd_getfd", *numbers)
    finally:
        os.close(handle)


def copy_socket(process: int, descriptor: int) -> socket.socket:
    """As `copy_descriptor`, for a socket; `OSError` for anything else."""
    copy = copy_descriptor(process, descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def read_memory(task: int, address: int, length: int) -> bytes:
    """Copy memory of another process, as one that may trace it."""
    if length <= 0:
        return b""
    buffer = ctypes.create_string_buffer(length)
    here = struct.pack("QQ", ctypes.addressof(buffer), length)
    there = struct.pack("QQ", address, length)
    one, flags = ctypes.c_ulong(1), ctypes.c_ulong(0)
    vectors = ctypes.c_char_p(here), one, ctypes.c_char_p(there), one
    read = syscall("process_vm_readv", ctypes.c_int(task), *vectors, flags)
    return buffer.raw[:read]


def connect(descriptor: int, address: bytes) -> int:
    """`connect(2)` with the bytes of a `sockaddr`."""
    name = ctypes.c_char_p(address), ctypes.c_uint(len(address))
    return syscall("connect", ctypes.c_int(descriptor), *name)


def bind(descriptor: int, address: bytes) -> int:
    """`bind(2)` with the bytes of a `sockaddr`."""
    name = ctypes.c_char_p(address), ctypes.c_uint(len(address))
    return syscall("bind", ctypes.c_int(descriptor), *name)


def sendto(descriptor: int, data: bytes, flags: int, address: bytes) -> int:
    """`sendto(2)`; no address: to the peer."""
    to = ctypes.c_char_p(address or None), ctypes.c_uint(len(address))
    what = ctypes.c_char_p(data), ctypes.c_size_t(len(data)), ctypes.c_int(flags & 0x7FFFFFFF)
    return syscall("sendto", ctypes.c_int(descriptor), *what, *to)

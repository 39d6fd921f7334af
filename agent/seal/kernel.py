"""The system calls of the seal that Python has no name for, as thin as they can be.

Linux on x86_64 and aarch64. Nothing here decides anything; a failed call raises `OSError`.
"""

import ctypes
import errno
import fcntl
import os
import socket
import struct
from functools import cache

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x20000, 0x10000000, 0x40000000
MS_BIND, MS_REC, MS_SLAVE = 1 << 12, 1 << 14, 1 << 19

NUMBERS: dict[str, dict[str, int]] = {
    "x86_64": {
        "open": 2, "ioctl": 16, "socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46,
        "bind": 49, "listen": 50, "socketpair": 53, "setsockopt": 54, "clone": 56, "fork": 57,
        "vfork": 58, "execve": 59, "creat": 85, "ptrace": 101, "capget": 125, "capset": 126,
        "add_key": 248, "request_key": 249, "keyctl": 250, "openat": 257, "unshare": 272,
        "sendmmsg": 307, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
        "seccomp": 317, "execveat": 322,
    },
    "aarch64": {
        "ioctl": 29, "openat": 56, "capget": 90, "capset": 91, "unshare": 97, "ptrace": 117,
        "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "connect": 203, "sendto": 206,
        "setsockopt": 208, "sendmsg": 211, "add_key": 217, "request_key": 218, "keyctl": 219,
        "clone": 220, "execve": 221, "setns": 268, "sendmmsg": 269, "process_vm_readv": 270,
        "process_vm_writev": 271, "seccomp": 277, "execveat": 281,
    },
}  # fmt: skip
"""System call numbers that differ between the two architectures."""

COMMON = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "pidfd_open": 434,
    "clone3": 435,
    "openat2": 437, "pidfd_getfd": 438, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}  # fmt: skip
"""System call numbers that all architectures share (424 and above)."""

# linux/capability.h: what a real root in a container needs to work on files, and nothing else.
FILE_CAPABILITIES = 0b11111  # CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NAME = 1, 4, 15
_PR_CAPBSET_DROP, _PR_SET_SECUREBITS = 24, 28
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_CAPABILITY_VERSION_3 = 0x20080522
_MS_RDONLY, _MS_REMOUNT = 1, 1 << 5
_SAME_FLAGS = 0b1110 | 1 << 10  # nosuid, nodev, noexec, noatime: `statvfs` and `mount` agree
_ST_RELATIME, _MS_RELATIME = 1 << 12, 1 << 21
# Flags of seccomp(2). The last: a signal does not have the kernel ask again what is being done.
_EVERY_THREAD, _NEW_LISTENER, _ANSWERED_ONCE = 1, 1 << 3, 1 << 5


def machine() -> str:
    """The architecture by its `uname` name."""
    return os.uname().machine


def number(name: str) -> int | None:
    """The number of a system call on this architecture; None where it does not exist."""
    return COMMON.get(name) or NUMBERS[machine()].get(name)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(name: str, *arguments: object) -> int:
    """Make the system call `name` with ctypes arguments."""
    found = number(name)
    if found is None:
        raise OSError(errno.ENOSYS, f"{name}: no such system call here")
    return _checked(_libc().syscall(ctypes.c_long(found), *arguments), name)


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Move this process into the namespace behind an open descriptor."""
    _checked(_libc().setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def prctl(option: int, value: int = 0, *, what: str = "prctl") -> None:
    """Call `prctl(option, value, 0, 0, 0)`."""
    zero = ctypes.c_ulong(0)
    _checked(_libc().prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero), what)


def no_new_privileges() -> None:
    """From now on no `execve` gives this process or its children more rights (setuid is dead)."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1, what="no_new_privs")


def die_with_parent(signal_number: int) -> None:
    """Have the kernel send this signal to us when our parent dies."""
    prctl(_PR_SET_PDEATHSIG, signal_number, what="parent-death signal")


def hide_from_tracing() -> None:
    """Let no process without capabilities look into this one."""
    prctl(_PR_SET_DUMPABLE, 0, what="dumpable")


def set_name(name: bytes) -> None:
    """Name this process in `ps` (at most 15 bytes)."""
    buffer = ctypes.create_string_buffer(name)
    _libc().prctl(ctypes.c_int(_PR_SET_NAME), buffer, 0, 0, 0)


def drop_capabilities(keep: int) -> None:
    """Give up all capabilities but the bits in `keep`, for us and for what we start."""
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    have = ctypes.create_string_buffer(24)
    syscall("capget", ctypes.c_char_p(header), have)
    keep &= struct.unpack("<6I", have.raw)[1]  # a container's root lacks some of them
    _tolerated(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(64):
        if not keep >> capability & 1 and not _tolerated(_PR_CAPBSET_DROP, capability):
            break
    # Locked: no root by setuid, no fix-up, no keep-caps. A kept root stays root (no NOROOT bits).
    _tolerated(_PR_SET_SECUREBITS, 0b100000 if keep else 0b101111)
    sets = struct.pack("<6I", keep, keep, 0, 0, 0, 0)
    syscall("capset", ctypes.c_char_p(header), ctypes.c_char_p(sets))


def _tolerated(option: int, value: int) -> bool:
    """`prctl` that may be refused: an ordinary user cannot shrink what it does not have."""
    try:
        prctl(option, value)
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EINVAL)
    return True


def loopback_up() -> None:
    """Switch the interface `lo` of this network namespace on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("16sH22x", b"lo", 0)
        flags = struct.unpack("16sH22x", fcntl.ioctl(probe, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(probe, _SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags | _IFF_UP))


def mount(source: str, target: str, flags: int) -> None:
    """Call `mount(2)` without a file system type or data."""
    paths = (os.fsencode(source), os.fsencode(target))
    _checked(_libc().mount(*paths, None, ctypes.c_ulong(flags), None), f"mount {target}")


def make_read_only(target: str) -> None:
    """Make a bind mount read-only. Flags of the mount below must be repeated: they are locked."""
    below = os.statvfs(target).f_flag
    kept = below & _SAME_FLAGS
    kept |= _MS_RELATIME if below & _ST_RELATIME else 0
    mount("none", target, _MS_REMOUNT | MS_BIND | _MS_RDONLY | kept)


def install_filter(program: bytes, *, listener: bool = False) -> int:
    """Install a seccomp program (see `filters`) for this process and all that it starts.

    `listener`: gives the descriptor by which the kernel asks about calls that the program names.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    set_mode_filter = ctypes.c_uint(1)
    what = ctypes.c_char_p(header)
    if not listener:
        return syscall("seccomp", set_mode_filter, ctypes.c_uint(_EVERY_THREAD), what)
    try:
        flags = ctypes.c_uint(_NEW_LISTENER | _ANSWERED_ONCE)
        return syscall("seccomp", set_mode_filter, flags, what)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    return syscall("seccomp", set_mode_filter, ctypes.c_uint(_NEW_LISTENER), what)  # before 5.19

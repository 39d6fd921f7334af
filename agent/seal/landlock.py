"""Landlock: a process gives up, for itself and what it starts, most files or most ports.

The second wall everywhere, and never the only one: rules for UDP, for example, it has none.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from agent.seal import kernel

_WRITE_FILE, _MAKE_AND_REMOVE, _REFER, _TRUNCATE = 1 << 1, 0b111111111 << 4, 1 << 13, 1 << 14


def version() -> int:
    """The version of the kernel's Landlock; 0 where it has none. TCP ports need 4."""
    try:
        return kernel.syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint(1))
    except OSError:
        return 0


def restrict_writes(roots: Iterable[str], *, signals: bool = False) -> None:
    """Landlock: making, changing and removing files only at and below `roots`. Reading is free.

    Whoever is behind this wall can trace nobody before it; `signals`: nor send them signals.
    """
    known = version()
    on_files = _WRITE_FILE | (_TRUNCATE if known >= 3 else 0)
    handled = on_files | _MAKE_AND_REMOVE | (_REFER if known >= 2 else 0)
    scopes = 0b11 if signals and known >= 6 else 0
    attributes = struct.pack("<QQQ", handled, 0, scopes)
    ruleset = _ruleset(attributes if known >= 6 else attributes[:8])
    for root in roots:
        place = os.open(root, os.O_PATH | os.O_CLOEXEC)
        try:
            allowed = handled if stat.S_ISDIR(os.fstat(place).st_mode) else on_files
            _add_rule(ruleset, 1, struct.pack("<Qi", allowed, place))
        finally:
            os.close(place)
    _restrict(ruleset)


def restrict_to_port(port: int) -> None:
    """Landlock: no file at all, no TCP bind, TCP connect to `port` only; as far as it can.

    It is a second layer: the first is that the code which runs under it connects to one fixed
    address.
    """
    known = version()
    if known == 0:
        return
    files = (1 << {1: 13, 2: 14}.get(known, 15 if known < 5 else 16)) - 1
    bind_and_connect, connect, scopes = 0b11, 0b10, 0b11  # scopes: abstract sockets, signals
    attributes = struct.pack("<QQQ", files, bind_and_connect, scopes)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    ruleset = _ruleset(attributes[:size])
    if known >= 4:
        _add_rule(ruleset, 2, struct.pack("<QQ", connect, port))
    _restrict(ruleset)


def _ruleset(attributes: bytes) -> int:
    size = ctypes.c_size_t(len(attributes))
    return kernel.syscall(
        "landlock_create_ruleset", ctypes.c_char_p(attributes), size, ctypes.c_uint(0)
    )


def _add_rule(ruleset: int, kind: int, rule: bytes) -> None:
    """Kind 1: below a path; kind 2: a port."""
    numbers = ctypes.c_int(ruleset), ctypes.c_int(kind)
    kernel.syscall("landlock_add_rule", *numbers, ctypes.c_char_p(rule), ctypes.c_uint(0))


def _restrict(ruleset: int) -> None:
    kernel.syscall("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint(0))
    os.close(ruleset)

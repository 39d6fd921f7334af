"""An assembler for seccomp programs: BPF instructions that the kernel runs at each system call.

A program is a row of blocks, one for each system call of interest; what no block names is allowed.
"""

import errno
import struct

from agent.seal import kernel

Instructions = list[tuple[int, int, int, int]]
"""Code, jump if true, jump if false, operand: `struct sock_filter`."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_ALLOW, _ASK, _ERRNO, _KILL = 0x7FFF0000, 0x7FC00000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in `struct seccomp_data`
_AUDIT_NAMES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_CALLS = 0x40000000
_TYPE_MASK = 0xF


def program(*blocks: Instructions) -> bytes:
    """The bytes of a whole program, which begins with a look at the architecture."""
    whole = [instruction for block in (_start(), *blocks) for instruction in block] + allow()
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
        start += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32_CALLS), *refuse(errno.ENOSYS)]
    return start


def call(name: str, then: Instructions) -> Instructions:
    """A block for one system call; `then` must end in a return."""
    number = kernel.number(name)
    return [] if number is None else [(_LOAD, 0, 0, _NUMBER), *if_equal(number, then)]


def argument(index: int, *, high: bool = False) -> Instructions:
    """Load the low (or high) 32 bits of an argument; both architectures are little-endian."""
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * index + 4 * high)]


def socket_type() -> Instructions:
    """Load the second argument without the flags `SOCK_CLOEXEC` and `SOCK_NONBLOCK`."""
    return [*argument(1), (_AND, 0, 0, _TYPE_MASK)]


def if_equal(value: int, then: Instructions) -> Instructions:
    """Do `then` where what was loaded is `value`, else go on."""
    return [(_EQUAL, 0, len(then), value), *then]


def if_any_bit(mask: int, then: Instructions) -> Instructions:
    """Do `then` where what was loaded has a bit of `mask`, else go on."""
    return [(_ANY_BIT, 0, len(then), mask), *then]


def allow() -> Instructions:
    """Let the call happen."""
    return [(_RETURN, 0, 0, _ALLOW)]


def ask() -> Instructions:
    """Stop the call, and ask the supervisor."""
    return [(_RETURN, 0, 0, _ASK)]


def refuse(code: int) -> Instructions:
    """Have the call fail with an error's number."""
    return [(_RETURN, 0, 0, _ERRNO | code)]

"""Makes a system call of another architecture: `open|sealed i386|x32`. Prints what it answered."""

import ctypes
import mmap
import sys
from socket import AF_INET, SOCK_STREAM

from agent.seal import close

X32 = 0x40000000
SOCKET = bytes.fromhex(
    "53"  # push rbx
    "b867010000"  # mov eax, 359: socket
    "bb02000000"  # mov ebx, 2: AF_INET
    "b901000000"  # mov ecx, 1: SOCK_STREAM
    "31d2"  # xor edx, edx
    "cd80"  # int 0x80
    "5b"  # pop rbx
    "c3"  # ret
)


def main() -> None:
    """Call, print."""
    mode, architecture = sys.argv[1:]
    if mode == "sealed":
        close("required", None)
    print({"i386": by_interrupt, "x32": by_number}[architecture]())


def by_number() -> int:
    """`socket` of x32, in which pointers are short: the number has a bit more."""
    libc = ctypes.CDLL(None, use_errno=True)
    answer: int = libc.syscall(ctypes.c_long(X32 | 41), AF_INET, SOCK_STREAM, 0)
    return answer if answer >= 0 else -ctypes.get_errno()


def by_interrupt() -> int:
    """`socket` of i386, by the interrupt that its programs use."""
    memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(SOCKET)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    answer: int = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    return answer


if __name__ == "__main__":
    main()

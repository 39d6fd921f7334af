"""Makes a system call of the i386 architecture: `open` or `sealed`. Prints what it answered."""

import ctypes
import mmap
import sys

from agent.seal import close

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
    if sys.argv[1] == "sealed":
        close("required", None)
    memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(SOCKET)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    print(ctypes.CFUNCTYPE(ctypes.c_int)(address)())


if __name__ == "__main__":
    main()

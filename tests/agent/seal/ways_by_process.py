"""Ways out by other processes, by what they left us, and by programs that can be started."""

import ctypes
import fcntl
import os
import shutil
import subprocess
import termios
from collections.abc import Callable
from functools import partial
from pathlib import Path

from agent.seal import kernel, on_behalf

TIOCSTI, PTRACE_SEIZE = 0x5412, 0x4206
JAVA = """
public class Out {
    public static void main(String[] a) throws Exception {
        try {
            java.net.InetAddress.getByName("java-lab.invalid");
        } catch (java.net.UnknownHostException e) {
        }
        new java.net.URL(a[0]).openStream().read();
    }
}
"""


def neighbours(descriptor: int, neighbour: int) -> dict[str, Callable[[bytes], object]]:
    """What other processes have, or left us. `neighbour` is one of the same user."""
    other = Path(f"/proc/{neighbour}")
    return {
        "inherited socket": partial(os.write, descriptor),
        "typing into the terminal": typed,
        "network of another process": lambda _: (other / "ns/net").open().close(),
        "memory of another process": lambda _: (other / "mem").open("rb").close(),
        "reading another process": lambda _: on_behalf.read_memory(neighbour, 1, 1),
        "tracing another process": partial(traced, neighbour),
        "descriptor of another process": lambda _: os.close(
            on_behalf.copy_descriptor(neighbour, 0)
        ),
        "entering a namespace": entered,
    }


def typed(_: bytes) -> None:
    """Put a key stroke into the terminal that we are started from, for the shell to read."""
    master, terminal = os.openpty()
    if (child := os.fork()) == 0:
        code = 0
        try:
            os.setsid()
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
            fcntl.ioctl(terminal, TIOCSTI, b"x")
        except OSError as error:
            code = error.errno or 1
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(master)
    os.close(terminal)
    if code:
        raise OSError(code, os.strerror(code))


def traced(process: int, _: bytes) -> None:
    """Become its tracer, in a child of ours, since who traces must let go by ending."""
    if (child := os.fork()) == 0:
        code, nothing = 0, ctypes.c_void_p(0)
        try:
            number = ctypes.c_long(PTRACE_SEIZE)
            kernel.syscall("ptrace", number, ctypes.c_long(process), nothing, nothing)
        except OSError as error:
            code = error.errno or 1
        os._exit(code)
    if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise OSError(code, os.strerror(code))


def entered(_: bytes) -> None:
    """Enter a network namespace."""
    with Path("/proc/self/ns/net").open() as opened:
        kernel.setns(opened.fileno(), kernel.CLONE_NEWNET)


def children(folder: str, web: str, seconds: int) -> dict[str, str]:
    """Programs that a repository or a build could start."""
    source = Path(folder, "Out.java")
    source.write_text(JAVA)
    host, _, port = web.removeprefix("http://").partition(":")
    commands = {
        "bash": ["bash", "-c", f"exec 3<>/dev/tcp/{host}/{port}; echo /way:bash >&3"],
        "curl": ["curl", "-sS", "-m", str(seconds), f"{web}/way:curl"],
        "proxy": ["curl", "-sS", "-m", str(seconds), "http://offdroid-lab.invalid/way:proxy"],
        "git": ["git", "ls-remote", f"{web}/way:git"],
        "java": ["java", "-XX:TieredStopAtLevel=1", str(source), f"{web}/way:java"],
        "namespaces": ["unshare", "-Urn", "true"],
    }
    environment = os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    outcomes = {}
    for way, command in commands.items():
        if shutil.which(command[0]) is None:
            outcomes[way] = "not installed"
            continue
        ended = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, env=environment, check=False
        )
        outcomes[way] = ended.stderr.strip() if ended.returncode else "reached"
    return outcomes

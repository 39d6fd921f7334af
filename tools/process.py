"""The one place that starts a program: its output is captured, and it ends with us."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.errors import UserError

_GRACE = 5.0  # seconds between asking a program to end and killing it
_ENDS_WITHIN = 5.0  # seconds that a killed process is waited for
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class Completed:
    """A program that ended: `code` is negative where a signal ended it."""

    args: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are not UTF-8 become surrogate escapes."""
        return self.stdout.decode("utf-8", "surrogateescape")

    @property
    def error_text(self) -> str:
        """Standard error as text, stripped, for a message."""
        return self.stderr.decode("utf-8", "replace").strip()


def run(
    args: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Completed:
    """Run a program to its end and hand back what it wrote.

    `environment` is the child's whole environment (None: ours); `timeout` is in seconds, counted
    from when `meanwhile`, which is called once the child has started, has returned. The
    child has no terminal, so it can never wait for one, and ends when we do. A missing program
    or a passed time limit is a `UserError`; a non-zero exit code is not an error here.
    """
    child = _start(args, cwd, environment)
    try:
        if meanwhile is not None:
            meanwhile()
        stdout, stderr = child.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        _end(child)
        seconds = f"{timeout:g}"
        raise UserError(f"`{args[0]}` did not end within {seconds} seconds") from None
    except BaseException:
        _end(child)
        raise
    return Completed(tuple(args), child.returncode, stdout, stderr)


def cores() -> int:
    """How many processors this process may use; macOS does not tell, so there all count."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def end_trees(processes: Sequence[int]) -> None:
    """Kill processes, which need not be children of ours, and all that they started (Linux).

    They have ended when this returns, but for what the kernel itself holds up.
    """
    doomed = set(processes)
    for process in processes:
        _signal(process, signal.SIGSTOP)  # so that they start nothing meanwhile
    while more := _children_of(doomed) - doomed:
        for process in more:
            _signal(process, signal.SIGSTOP)
        doomed |= more
    handles = [handle for process in doomed if (handle := _handle(process)) is not None]
    for process in doomed:
        _signal(process, signal.SIGKILL)
    for handle in handles:
        select.select([handle], [], [], _ENDS_WITHIN)
        os.close(handle)


def _handle(process: int) -> int | None:
    """A descriptor that can be read once the process has ended."""
    try:
        return os.pidfd_open(process)
    except OSError:
        return None


def _children_of(parents: set[int]) -> set[int]:
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat") if parents else ():
        try:
            fields = entry.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) in parents:
            found.add(int(entry.parent.name))
    return found


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except (ProcessLookupError, PermissionError):
        return


def _start(
    args: Sequence[str], cwd: Path, environment: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(args),
            cwd=cwd,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),
        )
    except (FileNotFoundError, PermissionError) as error:
        if error.filename != args[0]:
            raise UserError(f"`{cwd}` is not a folder that can be entered") from error
        reason = "not found" if isinstance(error, FileNotFoundError) else "not executable"
        hint = f"install `{args[0]}` and see that it is on `PATH`"
        raise UserError(f"the program `{args[0]}` is {reason}", hint) from error


def _die_with(parent: int) -> Callable[[], None] | None:
    """What a child does first so that SIGTERM reaches it when `parent` is gone (Linux).

    SIGTERM and not SIGKILL: git then takes its lock files away.
    """
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl

    def ask_kernel() -> None:
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask_kernel


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child and what it started, gently first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            pass
        try:
            child.communicate(timeout=_GRACE)
            return
        except subprocess.TimeoutExpired:
            continue

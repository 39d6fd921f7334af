"""What a child does with its network closed: `python -m tests.agent.seal.closing ACTION ...`."""

import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from agent.exits import exit_code
from agent.seal import Mode, Sealed, bpf, bubblewrap, close, door, kernel, namespace
from tools.errors import UserError

WORLD = ("192.0.2.1", 80)
NEW_LISTENER = 1 << 3
NEW_NAMESPACES = 0x7E020000
"""Mount, cgroup, UTS, IPC, user, process and network namespaces."""

DOCKER_CAPABILITIES = 0xA80425FB
"""What a container of Docker has by default."""

LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")


def main() -> None:
    """Do it; a `UserError` ends as the command line ends it."""
    action, *arguments = sys.argv[1:]
    try:
        ACTIONS[action](*arguments)
    except UserError as error:
        print(f"error: {error.message}")
        sys.exit(exit_code(error.kind))


def upstream(port: str, host: str = "127.0.0.1") -> tuple[str, int] | None:
    """The model server; port 0 is none."""
    return (host, int(port)) if int(port) else None


def ask(address: tuple[str, int]) -> str:
    """The status line that the model server, or the gate, answers with."""
    try:
        with door.connect(address) as connection:
            connection.sendall(b"GET /api/version HTTP/1.1\r\nHost: x\r\n\r\n")
            return connection.recv(65536).split(b"\r\n")[0].decode() or "nothing"
    except OSError as error:
        return error.strerror or str(error)


def attempt(action: Callable[[], object]) -> str:
    """ "done", or why not."""
    try:
        action()
    except OSError as error:
        return error.strerror or str(error)
    return "done"


def connect_out() -> None:
    """Ask for a route to the world; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(WORLD)


def unix() -> None:
    """Make a Unix socket."""
    socket.socket(socket.AF_UNIX).close()


def tell(sealed: Sealed, **more: object) -> None:
    """Print the seal and what else was seen."""
    told = {"tier": sealed.tier, "line": sealed.line, "warning": sealed.warning, **more}
    print(json.dumps(told), flush=True)


def plain(mode: Mode, port: str, host: str = "127.0.0.1") -> None:
    """Close, and look around."""
    given = upstream(port, host)
    sealed = close(mode, given)
    tell(
        sealed,
        out=attempt(connect_out),
        unix=attempt(unix),
        name=attempt(lambda: socket.getaddrinfo("offdroid-lab.invalid", 80)),
        model=ask(given) if given else "",
    )


def reaching(port: str) -> None:
    """Close, and reach the model server as a run does."""
    given = upstream(port)
    assert given
    tell(close("required", given), model=ask(given))


def refused(mode: Mode, port: str) -> None:
    """As `plain`, where the kernel grants no more namespaces."""
    enter_namespace(kernel.CLONE_NEWUSER)
    plain(mode, port)


def command(*arguments: str) -> None:
    """Become the command line, where the kernel grants no more namespaces."""
    enter_namespace(kernel.CLONE_NEWUSER)
    os.execv(sys.executable, [sys.executable, "-m", "agent", *arguments])


def wrapped(mode: Mode, port: str) -> None:
    """As `plain`, below `bwrap` as where the kernel grants the namespaces to it alone."""
    if "OFFDROID_BELOW_BWRAP" not in os.environ:
        try:
            bubblewrap.start_anew(upstream(port))
        except namespace.Unavailable as error:
            print(f"unavailable: {error}")
            return
    plain(mode, port)


def forbid(*names: str) -> None:
    """Have the kernel refuse system calls, as a container's filter does."""
    kernel.no_new_privileges()
    refused = bpf.refuse(errno.EPERM)
    kernel.install_filter(bpf.program(*(bpf.call(name, refused) for name in names)))


def enter_docker(*lacking: str, granted: Sequence[str] = ()) -> None:
    """Have the kernel grant what Docker's default profile does, `lacking` less, `granted` more.

    The profile ties these calls to capabilities that its containers do not have.
    """
    kernel.no_new_privileges()
    kernel.drop_capabilities(keep=DOCKER_CAPABILITIES if os.geteuid() == 0 else 0)
    refused = bpf.refuse(errno.EPERM)
    names = ("unshare", "setns", "mount", "pidfd_getfd", "add_key", "keyctl", "request_key")
    flags = bpf.argument(0) + bpf.if_any_bit(NEW_NAMESPACES, refused) + bpf.allow()
    listener = bpf.argument(1) + bpf.if_any_bit(NEW_LISTENER, refused) + bpf.allow()
    filters = bpf.allow() if "pidfd_getfd" in granted else listener
    kernel.install_filter(
        bpf.program(
            *(bpf.call(name, refused) for name in names if name not in granted),
            bpf.call("clone3", bpf.refuse(errno.ENOSYS)),
            bpf.call("clone", flags),
            bpf.call("seccomp", refused if "seccomp" in lacking else filters),
            *(bpf.call(name, bpf.refuse(errno.ENOSYS)) for name in lacking if name in LANDLOCK),
        )
    )


def docker(mode: Mode, port: str, *lacking: str) -> None:
    """As `plain`, where no more is granted than in a container of Docker."""
    enter_docker(*lacking)
    plain(mode, port)


def docker_with_ptrace(mode: Mode, port: str) -> None:
    """As `docker`, with `--cap-add SYS_PTRACE`, for which the profile grants a call more."""
    enter_docker(granted=("pidfd_getfd",))
    plain(mode, port)


def command_in_docker(*arguments: str) -> None:
    """As `command`, in such a container."""
    enter_docker()
    os.execv(sys.executable, [sys.executable, "-m", "agent", *arguments])


def command_refused(*arguments: str) -> None:
    """As `command`, where the kernel grants no filter either."""
    enter_docker("seccomp")
    os.execv(sys.executable, [sys.executable, "-m", "agent", *arguments])


def command_without_loopback(*arguments: str) -> None:
    """As `command`, where the only interface is `lo`, and it is down."""
    enter_namespace(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET)
    os.execv(sys.executable, [sys.executable, "-m", "agent", *arguments])


def lines_despite(*numbers: signal.Signals) -> Iterator[str]:
    """The lines of standard input; says that it was interrupted, also just before it waits."""
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking)
    for number in numbers:
        signal.signal(number, lambda _signal, _frame: os.write(1, b"interrupted\n"))

    def lines() -> Iterator[str]:
        while True:
            if woken in select.select([woken, 0], [], [])[0]:
                os.read(woken, 1)
            elif line := sys.stdin.readline():
                yield line
            else:
                return

    return lines()


def waiting_supervised(port: str) -> None:
    """Close where the kernel grants no namespace, survive signals until the input ends."""
    lines = lines_despite(signal.SIGINT, signal.SIGTERM)
    enter_namespace(kernel.CLONE_NEWUSER)
    tell(close("required", upstream(port)))
    list(lines)


def isolated(mode: Mode) -> None:
    """As `refused`, where there is no network but `lo` already."""
    enter_namespace(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET)
    plain(mode, "0")


def enter_namespace(kinds: int) -> None:
    """New namespaces in which the kernel grants no further ones."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kinds)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    namespace.forbid_nesting()


def nested(port: str) -> None:
    """Close, and let a child close again."""
    close("required", upstream(port))
    sys.exit(subprocess.call([sys.executable, "-m", __spec__.name, "plain", "required", port]))


def threaded(mode: Mode) -> None:
    """Close too late."""
    go_on = threading.Event()
    thread = threading.Thread(target=go_on.wait)
    thread.start()
    try:
        tell(close(mode, None))
    finally:
        go_on.set()
        thread.join()


def gate_process() -> str:
    """The gate is our only child."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().strip()


def waiting(port: str, place: str = "") -> None:
    """Close, say which process is the gate, ask at each line of input; survive Ctrl-C."""
    given = upstream(port)
    assert given
    lines = lines_despite(signal.SIGINT)
    if place == "docker":
        enter_docker()
    tell(close("required", given), gate=gate_process())
    for _ in lines:
        print(ask(given), flush=True)


def daemon(mode: Mode) -> None:
    """Close, and leave a process behind that tries to get out when we are gone."""
    close(mode, None)
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(writing)
        os.setsid()
        os.read(reading, 1)  # ends when we do
        print(attempt(connect_out), flush=True)
    os._exit(0)


def working(folder: str) -> None:
    """What a run needs works inside: git, a pool of processes, files, an environment."""
    from tests.worker import in_worker
    from tools.process import run

    tell(close("required", None))
    here = Path(folder)
    for command in (
        ["git", "init", "-q", "."],
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x", "--allow-empty"],
        ["git", "worktree", "add", "-q", "more"],
    ):
        completed = run(command, cwd=here)
        assert completed.code == 0, completed
    assert in_worker(os.getpid) != os.getpid()
    owner = (here / ".git" / "HEAD").stat().st_uid
    assert owner == os.geteuid()
    print(" ".join(sorted(name for name in os.environ if name.startswith("T_") or "PROXY" in name)))
    print(os.environ.get("JAVA_TOOL_OPTIONS"), os.environ.get("SSH_AUTH_SOCK"))


ACTIONS: dict[str, Callable[..., None]] = {
    function.__name__: function
    for function in (
        plain,
        reaching,
        refused,
        command,
        wrapped,
        docker,
        docker_with_ptrace,
        command_in_docker,
        command_refused,
        command_without_loopback,
        waiting_supervised,
        isolated,
        nested,
        threaded,
        waiting,
        working,
        daemon,
    )
}

if __name__ == "__main__":
    main()

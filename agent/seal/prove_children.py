"""The attempts of children: programs that a repository or a build could start."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from agent.seal import Sealed
from agent.seal.prove import WORLD_4, Proof
from tools.process import run

_SECONDS = 60.0
_REFUSED = re.compile(
    r"unreachable|[Ff]ailed to connect|[Cc]ould(n't| not) connect|not resolve|"
    r"Temporary failure|not known|not supported|[Nn]ot permitted|Permission denied|"
    r"No space left|no new privileges|Failed to|[Cc]annot connect|Connection refused"
)
_JAVA = """
public class Out {
    public static void main(String[] a) throws Exception {
        new java.net.Socket(a[0], 80).close();
    }
}
"""


def children(sealed: Sealed, folder: Path) -> Iterator[Proof]:
    """Run each program that is installed; it must fail, and say that it could not reach out."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        source = Path(scratch, "Out.java")
        source.write_text(_JAVA, encoding="utf-8")
        commands = _commands(source)
        if sealed.outside:  # without namespaces of ours nested ones lead nowhere
            commands["a namespace"] = ("unshare", "-Urn", "true")
        for name, command in commands.items():
            yield _tried(name, command, folder)


def _commands(source: Path) -> dict[str, tuple[str, ...]]:
    return {
        "sh": ("bash", "-c", f"exec 3<>/dev/tcp/{WORLD_4}/80"),
        "curl": ("curl", "-sS", "-m", "10", f"http://{WORLD_4}/"),
        "git by https": ("git", "ls-remote", f"https://{WORLD_4}/x.git"),
        "git by ssh": ("git", "ls-remote", f"ssh://{WORLD_4}/x.git"),
        "java": ("java", "-XX:TieredStopAtLevel=1", str(source), WORLD_4),
        "setuid": ("sudo", "-n", "true"),
        "the session's services": ("systemd-run", "--user", "true"),
    }


def _tried(name: str, command: tuple[str, ...], folder: Path) -> Proof:
    if shutil.which(command[0]) is None:
        return Proof("child", name, "skipped", f"`{command[0]}` is not installed")
    quiet = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    ended = run(command, cwd=folder, environment={**os.environ, **quiet}, timeout=_SECONDS)
    said = f"{ended.error_text}\n{ended.text}".strip()
    if "can't find class" in said or "jdk.compiler" in said:
        return Proof("child", name, "skipped", "this Java compiles nothing")
    refused = [line for line in said.splitlines() if _REFUSED.search(line)]
    if ended.code and refused:
        return Proof("child", name, "held", refused[0].strip()[:100])
    return Proof("child", name, "failed", f"exit code {ended.code}: {said[:100]}")

"""Ways out by another architecture, by git's helpers, and by what outlives the command."""

import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from agent.seal import kernel, namespace
from tests.agent.project import git, make_repository
from tests.agent.seal.conftest import Run
from tools.process import run
from tools.repo.git import safe_environment

pytestmark = pytest.mark.seal

NO_SUCH_CALL = -38


@pytest.mark.parametrize("architecture", ["i386", "x32"])
def test_calls_of_another_architecture(run_as: Run, architecture: str) -> None:
    if kernel.machine() != "x86_64":
        pytest.skip("only x86_64 has another architecture inside")
    control = run_as("-m", "tests.agent.seal.foreign", "open", architecture)
    if control.returncode or int(control.stdout) == NO_SUCH_CALL:
        pytest.skip(f"this kernel has no calls of {architecture}")
    assert int(control.stdout) > 0
    sealed = run_as("-m", "tests.agent.seal.foreign", "sealed", architecture)
    if architecture == "i386":
        assert sealed.returncode == -signal.SIGSYS
    else:
        assert int(sealed.stdout) == NO_SUCH_CALL


HELPERS = {
    "ssh": ("core.sshCommand", ("ls-remote", "ssh://192.0.2.1/x.git")),
    "any program": ("remote.x.url", ("ls-remote", "x")),
    "signing": ("gpg.program", ("commit", "-qm", "x", "--allow-empty")),
    "credentials": ("credential.helper", ("credential", "fill")),
    "submodules": ("submodule.sub.url", ("submodule", "update", "--init")),
}


@pytest.mark.parametrize("helper", HELPERS)
def test_git_starts_no_helper(tmp_path: Path, helper: str) -> None:
    root, mark = make_repository(tmp_path / "project"), tmp_path / "mark"
    setting, command = HELPERS[helper]
    program = tmp_path / "helper"
    program.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(mark))}\nexit 1\n")
    program.chmod(0o755)
    ext = f"ext::{program}"
    values = {"any program": ext, "credentials": f"!{program}", "submodules": ext}
    (root / ".gitmodules").write_text(f'[submodule "sub"]\n\tpath = sub\n\turl = {ext}\n')
    head = git(root, "rev-parse", "HEAD").strip()
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    git(root, "config", setting, values.get(helper, str(program)))
    git(root, "config", "user.email", "a@b")
    git(root, "config", "user.name", "a")
    git(root, "config", "commit.gpgSign", "true")
    git(root, "config", "protocol.ext.allow", "always")
    (root / ".gitconfig").write_text('[protocol "ext"]\n\tallow = always\n')
    asked = b"protocol=https\nhost=192.0.2.1\n\n"
    plain = {"PATH": safe_environment(())["PATH"], "GIT_TERMINAL_PROMPT": "0", "HOME": str(root)}
    subprocess.run(
        ["git", *command], cwd=root, input=asked, env=plain, capture_output=True, check=False
    )
    assert mark.exists(), "the control starts no helper"
    mark.unlink()
    run(("git", *command), cwd=root, environment=safe_environment(()), stdin=asked)
    assert not mark.exists()


@pytest.mark.parametrize("mode", ["off", "required"])
def test_a_daemon_stays_inside(run_as: Run, mode: str) -> None:
    """It is orphaned before it tries, as a build daemon is that outlives its client."""
    if namespace.only_loopback():
        pytest.skip("this machine has no network that could be reached")
    ended = run_as("-m", "tests.agent.seal.closing", "daemon", mode)
    assert ended.stdout == ("done\n" if mode == "off" else "Network is unreachable\n")

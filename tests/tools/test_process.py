"""Programs run to their end, and die with us."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tools.errors import UserError
from tools.process import run


def test_output_code_and_input_come_back(tmp_path: Path) -> None:
    done = run(["sh", "-c", "cat; pwd; echo bad >&2; exit 3"], cwd=tmp_path, stdin=b"in\n")
    assert (done.code, done.text, done.error_text) == (3, f"in\n{tmp_path}\n", "bad")


def test_environment_is_the_whole_environment(tmp_path: Path) -> None:
    done = run(["/usr/bin/env"], cwd=tmp_path, environment={"ONE": "1"})
    assert done.text == "ONE=1\n"


def test_missing_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the program `no-such-program` is not found") as caught:
        run(["no-such-program"], cwd=tmp_path)
    assert caught.value.hint == "install `no-such-program` and see that it is on `PATH`"


def test_missing_folder_is_not_taken_for_a_missing_program(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a folder that can be entered"):
        run(["true"], cwd=tmp_path / "gone")


def test_time_limit_ends_the_program_and_its_children(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alive")
    alive = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(UserError, match=r"`sh` did not end within 0\.5 seconds"):
        run(["sh", "-c", "sleep 60 > alive & wait"], cwd=tmp_path, timeout=0.5)
    os.set_blocking(alive, True)
    assert os.read(alive, 1) == b""  # the last program that held it has ended
    os.close(alive)


def test_child_has_no_terminal(tmp_path: Path) -> None:
    done = run(["sh", "-c", "exec < /dev/tty"], cwd=tmp_path)
    assert done.code != 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_child_ends_when_we_are_killed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alive")
    program = textwrap.dedent("""
        from pathlib import Path
        from tools.process import run
        run(["sh", "-c", "echo $PPID; exec sleep 60 > alive"], cwd=Path.cwd())
    """)
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, env=_importing())
    with (tmp_path / "alive").open("rb") as end:  # opens once the child holds the other end
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        assert end.read() == b""  # ends only when the child has ended


def _importing() -> dict[str, str]:
    """Our environment, with the project importable from any folder."""
    project = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": project}

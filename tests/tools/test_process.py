"""Programs run to their end, die with us, and a pool is not led astray by the current folder."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.errors import UserError
from tools.process import run, within


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


def test_pool_ignores_modules_of_the_current_folder(tmp_path: Path) -> None:
    hostile = tmp_path / "multiprocessing"
    hostile.mkdir()
    trap = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n"
    (hostile / "__init__.py").write_text(trap)
    program = tmp_path / "program" / "main.py"
    program.parent.mkdir()
    program.write_text(
        textwrap.dedent("""
        import os
        from tools.process import pool
        if __name__ == "__main__":
            with pool(2) as workers:
                print(sum(workers.map(abs, [-1, -2])), "PYTHONSAFEPATH" in os.environ)
        """)
    )
    done = run([sys.executable, str(program)], cwd=tmp_path, environment=_importing())
    assert (done.code, done.text) == (0, "3 False\n"), done.error_text
    assert not (tmp_path / "ran").exists()


def _importing() -> dict[str, str]:
    """Our environment, with the project importable from any folder."""
    project = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": project}


def test_items_come_as_they_are_made() -> None:
    assert list(within(60, iter([1, "two"]))) == [1, "two"]


def test_work_that_does_not_end_is_killed_and_keeps_what_came() -> None:
    def endless() -> Iterator[int]:
        yield 1
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        os.read(os.pipe()[0], 1)

    came: list[int] = []
    with pytest.raises(TimeoutError):
        came.extend(within(0.5, endless()))
    assert came == [1]


def test_work_that_fails_or_dies_is_an_error() -> None:
    def fail(numbers: list[int]) -> Iterator[int]:
        yield from numbers
        raise UserError("there is none")

    def die(numbers: list[int]) -> Iterator[int]:
        yield from numbers
        os.kill(os.getpid(), signal.SIGKILL)

    for work, told in ((fail([1]), "there is none"), (die([1]), "its process died")):
        with pytest.raises(UserError, match=told):
            list(within(60, work))

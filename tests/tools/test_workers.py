"""Work is shared with fresh processes, whatever becomes of them, or bounded in time."""

import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worker import Sign, give, in_worker
from tools.errors import UserError
from tools.process import run
from tools.workers import spread, within


def test_results_come_in_the_order_of_the_calls() -> None:
    calls = [(number, 7) for number in range(4_500)]
    assert list(spread(divmod, calls, 3)) == [divmod(one, other) for one, other in calls]


def test_one_worker_is_this_process_and_has_no_meanwhile() -> None:
    assert list(spread(_process, [(1, 2), (1, 2)], 1, pytest.fail)) == [os.getpid()] * 2


def test_another_process_works_too() -> None:
    assert in_worker(os.getpid) != os.getpid()


def test_large_results_come_whole() -> None:
    assert in_worker(_large) == _large()


def test_what_a_killed_process_had_taken_is_done_here(tmp_path: Path) -> None:
    sign = Sign(tmp_path)
    calls = [(sign.path, os.getpid())] * 8
    assert list(spread(_die_elsewhere, calls, 2, sign.wait)) == [os.getpid()] * 8


def test_an_error_of_the_work_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(divmod, [(1, 1), (1, 0), (2, 1)], 2))
    assert capfd.readouterr().err == ""


def test_processes_end_when_nobody_wants_the_rest(tmp_path: Path) -> None:
    sign = Sign(tmp_path)
    results = spread(_hang_at, [(sign.path, number) for number in (0, 1)], 2, sign.wait)
    assert next(results) == 0
    assert not sign.has_ended()
    results.close()  # type: ignore[attr-defined]
    assert sign.has_ended()


def test_workers_ignore_modules_of_the_current_folder_and_interrupts(tmp_path: Path) -> None:
    hostile = tmp_path / "multiprocessing"
    hostile.mkdir()
    trap = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n"
    (hostile / "__init__.py").write_text(trap)
    program = tmp_path / "program" / "main.py"
    program.parent.mkdir()
    program.write_text(
        textwrap.dedent("""
        import os
        from tests.worker import blocked, in_worker
        if __name__ == "__main__":
            print(*map(int, in_worker(blocked)), *blocked())
            print(in_worker(os.getpid) != os.getpid(), "PYTHONSAFEPATH" in os.environ)
        """)
    )
    importing = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = run([sys.executable, str(program)], cwd=tmp_path, environment=importing)
    assert (done.code, done.text) == (0, "2\nTrue False\n"), done.error_text
    assert not (tmp_path / "ran").exists()


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


def _process(_one: int, _other: int) -> int:
    return os.getpid()


def _large() -> bytes:
    return bytes(3_000_000)


def _die_elsewhere(sign: Path, parent: int) -> int:
    if os.getpid() != parent:
        give(sign)
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def _hang_at(sign: Path, number: int) -> int:
    if number:
        give(sign)
        signal.pause()
    return number

"""Ctrl-C and SIGTERM while the model is silent: exit 130, nothing half-done, a transcript."""

import signal
from pathlib import Path

import pytest

from agent.transcript import past_runs
from tests.agent.commands.terminal import Terminal
from tests.agent.project import git, make_repository, offdroid
from tests.wire import answers
from tests.wire.server import WireServer


@pytest.mark.parametrize("how", ["ctrl-c", "SIGTERM", "SIGHUP"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, how: str) -> None:
    project = make_repository(tmp_path / "project")
    with WireServer([answers.silence('{"action"')]) as server:
        terminal = Terminal(
            project, "run", "do it", "--engine", "ollama", OLLAMA_HOST=server.address
        )
        terminal.read_until(lambda shown: "writes" in shown)
        if how == "ctrl-c":
            terminal.process.send_signal(signal.SIGINT)
        else:
            terminal.process.send_signal(getattr(signal, how))
        assert terminal.end() == 130
    assert "error: interrupted" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert terminal.shown.endswith("\r\n")
    assert terminal.shown.count("\x1b[?25l") == terminal.shown.count("\x1b[?25h")
    assert git(project, "status", "--porcelain") == ""
    (run,) = past_runs(project / ".git" / "offdroid")
    assert (run.exit, run.outcome) == (130, "interrupted")


def test_a_second_run_says_who_is_at_work(tmp_path: Path) -> None:
    project = make_repository(tmp_path / "project")
    with WireServer([answers.silence('{"action"')]) as server:
        first = Terminal(project, "run", "do it", "--engine", "ollama", OLLAMA_HOST=server.address)
        first.read_until(lambda shown: "writes" in shown)
        second = offdroid(project, "run", "rename loginUser to signIn")
        reading = offdroid(project, "find", "login")
        first.process.send_signal(signal.SIGTERM)
        assert first.end() == 130
    assert second.code == 1
    assert str(first.process.pid) in second.error
    assert "error: " in second.error
    assert reading.code == 0
    assert offdroid(project, "run", "rename loginUser to signIn").code == 0

"""`ask` and `plan` with a model: an answer or steps on standard output, and nothing changed."""

import json
from pathlib import Path

import pytest

from tests.agent.project import git, make_repository, offdroid
from tests.agent.test_run_faults import READ
from tests.wire.server import WireServer


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


def test_a_question_is_answered_from_what_was_read(project: Path) -> None:
    answer = "`Session.loginUser` returns the name that the session was made with."
    with WireServer([READ, json.dumps({"action": "answer"}), answer]) as server:
        ended = offdroid(project, "ask", "what does loginUser return?", OLLAMA_HOST=server.address)
    assert ended.code == 0, ended.error
    assert ended.out == f"{answer}\n"
    assert git(project, "status", "--porcelain") == ""


def test_a_question_cannot_change_anything(project: Path) -> None:
    edit = json.dumps({"action": "delete_symbol", "symbol": "Session.loginUser"})
    with WireServer([READ, edit, edit, edit]) as server:
        ended = offdroid(project, "ask", "what does loginUser return?", OLLAMA_HOST=server.address)
    assert ended.code == 1
    assert git(project, "status", "--porcelain") == ""


def test_a_plan_says_its_steps_and_changes_nothing(project: Path) -> None:
    steps = ["trim the name in `Session.loginUser`", "test it"]
    with WireServer([READ, json.dumps({"action": "plan", "steps": steps})]) as server:
        ended = offdroid(
            project, "plan", "let the session trim its name", OLLAMA_HOST=server.address
        )
    assert ended.code == 0, ended.error
    assert ended.out == "1. trim the name in `Session.loginUser`\n2. test it\n"
    assert git(project, "status", "--porcelain") == ""

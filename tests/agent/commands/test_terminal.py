"""What a person sees: widths, colours, a moving line, questions, pipes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agent.commands.terminal import Terminal
from tests.agent.project import ROOT, git, make_repository, offdroid
from tests.wire.server import WireServer

RENAME = "rename loginUser to signIn"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize(
    "command",
    ["find login", "usages Session", "doctor", "recipe list", "runs list", "index"],
)
def test_reports_fit_the_terminal(project: Path, command: str, columns: int) -> None:
    terminal = Terminal(project, *command.split(), columns=columns)
    assert terminal.end() == 0
    long = [line for line in terminal.lines() if len(line) > columns]
    assert [line for line in long if " " in line.strip()] == []  # a path alone stays whole


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_run_fits_the_terminal_and_says_everything(project: Path, columns: int) -> None:
    terminal = Terminal(project, "run", RENAME, columns=columns)
    assert terminal.end() == 0
    lines = terminal.lines()
    events = map(json.loads, offdroid(project, "runs", "show", "--json").out.splitlines())
    (diff,) = [event["diff"] for event in events if event["event"] == "diffed"]
    prose = [line for line in lines if line not in diff.splitlines()]
    assert len(lines) - len(prose) == len(diff.splitlines())
    labels = [line.split()[0] for line in prose if line[:1].isalpha()]
    wanted = ["run", "network", "index", "plan", "step", "diff", "checks"]
    wanted += ["network", "done", "undo"]
    assert [label for label in labels if label in wanted] == wanted
    assert max(len(line) for line in prose if not line.startswith("undo")) <= columns
    assert "\x1b[32m+" in terminal.shown


@pytest.mark.parametrize(("no_color", "term"), [("1", "xterm"), ("", "dumb")])
def test_a_plain_terminal_gets_no_control_sequences(
    project: Path, no_color: str, term: str
) -> None:
    terminal = Terminal(project, "run", RENAME, NO_COLOR=no_color, TERM=term)
    assert terminal.end() == 0
    assert "\x1b" not in terminal.shown
    assert "+    fun signIn(): String = name" in terminal.lines()


def test_a_pipe_gets_the_exact_patch_and_nothing_else(project: Path) -> None:
    ended = offdroid(project, "run", RENAME)
    assert ended.code == 0
    assert "\x1b" not in ended.out + ended.error
    assert ended.out.startswith("diff --git ")
    offdroid(project, "undo")
    done = subprocess.run(["git", "apply"], cwd=project, input=ended.out, text=True)
    assert done.returncode == 0
    assert "signIn" in git(project, "diff")


def test_a_reader_that_goes_away_does_not_stop_a_run(project: Path) -> None:
    command = f"'{sys.executable}' -P -m agent run '{RENAME}' | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "d")
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr
    assert "signIn" in git(project, "diff")


def test_a_full_device_is_told(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "agent", "find", "login"],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("error: cannot write standard output: No space left")


def test_the_model_at_work_is_shown_on_one_moving_line(project: Path) -> None:
    with WireServer(['{"action": "give_up", "reason": "too hard"}']) as server:
        terminal = Terminal(
            project, "run", "do it", "--engine", "ollama", OLLAMA_HOST=server.address
        )
        assert terminal.end() == 1
    assert "reads" in terminal.shown
    assert terminal.shown.count("\x1b[?25l") == terminal.shown.count("\x1b[?25h")
    shown = "\n".join(terminal.lines())
    assert "tokens read" in shown
    assert "too hard" in shown
    assert "reads " not in shown


BUILD = "app/build.gradle.kts"
REPLIES = [
    json.dumps({"action": "read", "target": BUILD}),
    json.dumps({"action": "replace_text", "path": BUILD}),
    '```\nnamespace = "dev.small"\n=======\nnamespace = "dev.tiny"\n```',
    json.dumps({"action": "done", "summary": "renamed the namespace"}),
]


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_a_person_is_asked_about_build_scripts(
    project: Path, tmp_path: Path, answer: str, code: int
) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps(REPLIES))
    arguments = ("run", "rename the namespace", "--engine", "scripted", "--model", str(script))
    terminal = Terminal(project, *arguments)
    terminal.read_until(lambda shown: "[y/N]" in shown)
    terminal.type(f"{answer}\n")
    assert terminal.end() == code, terminal.shown
    assert ("dev.tiny" in git(project, "diff")) == (code == 0)
    assert ("kept.patch" in terminal.shown) == (code == 1)


def test_nobody_to_ask_is_a_refusal_unless_yes_is_said(project: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps(REPLIES))
    arguments = ("run", "rename the namespace", "--engine", "scripted", "--model", str(script))
    refused = offdroid(project, *arguments)
    assert refused.code == 1
    assert "--yes" in refused.error
    assert git(project, "status", "--porcelain") == ""
    assert offdroid(project, *arguments, "--yes").code == 0
    assert "dev.tiny" in git(project, "diff")

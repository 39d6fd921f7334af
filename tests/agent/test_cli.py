"""The command line as a process: exit codes, streams, strangers in the folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.version import __version__
from tests.agent.project import ROOT, offdroid

COMMANDS = (
    "run", "plan", "ask", "undo", "review", "checks", "index", "find", "usages", "map", "doctor",
    "demo", "runs", "recipe", "hook",
)  # fmt: skip


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m agent` with the folder first on the path, as the interpreter puts it there."""
    return subprocess.run(
        [sys.executable, "-m", "agent", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )


def test_version(tmp_path: Path) -> None:
    ended = offdroid(tmp_path, "--version")
    assert (ended.code, ended.out, ended.error) == (0, f"offdroid {__version__}\n", "")


def test_a_full_device_is_told_even_by_version() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "agent", "--version"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("error: cannot write standard output: No space left")


def test_the_version_is_answered_before_anything_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['offdroid', '--version']\n"
        "from agent.__main__ import main; main()\n"
        "slow = {'typer', 'rich', 're', 'typing', 'pathlib', 'dataclasses', 'enum'}\n"
        "before = set(sys.argv[2:])\n"
        "sys.exit(sorted(slow & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_help_names_what_is_built_and_nothing_else(tmp_path: Path) -> None:
    ended = offdroid(tmp_path, "--help")
    assert ended.code == 0
    listed = ended.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert all("..." not in line for line in listed)


def test_help_loads_nothing_of_ours(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom agent.cli import execute\nexecute(['--help'])\n"
        "ours = {m for m in sys.modules if m.partition('.')[0] in ('agent', 'tools', 'prompts')}\n"
        "ours = {m for m in ours if m[:9] != 'agent.cli'} - {'agent', 'agent.options'}\n"
        "heavy = {'rich', 'git', 'httpx', 'pydantic', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(str([sorted(ours), heavy]) if ours or heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [*COMMANDS, "runs list", "recipe run"])
def test_every_command_explains_itself_with_an_example(tmp_path: Path, command: str) -> None:
    ended = offdroid(tmp_path, *command.split(), "--help")
    assert ended.code == 0
    if command not in ("runs", "recipe", "hook"):
        assert f"Example: offdroid {command}" in ended.out


@pytest.mark.parametrize(
    "arguments",
    [["rn"], ["run"], ["run", "x", "--nope"], ["find", "x", "--limit", "0"], ["run", " "],
     ["run", "x", "--engine", "gpt"], ["recipe", "show", "renam"], ["find", "x", "--path", "no"],
     ["run", "x", "--commit", "--branch", "b"], ["runs", "delete"]],
    ids=" ".join,
)  # fmt: skip
def test_usage_errors(tmp_path: Path, arguments: list[str]) -> None:
    ended = offdroid(tmp_path, *arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "rror: " in ended.error
    assert "Traceback" not in ended.error


def test_a_repository_with_folders_of_our_names_is_not_imported(tmp_path: Path) -> None:
    for name in ("tools", "prompts", "typer"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('imported!')\n")
    done = start(tmp_path, "recipe", "list")
    assert done.returncode == 0, done.stderr
    assert "rename-symbol" in done.stdout


def test_strangers_on_the_python_path_are_refused(tmp_path: Path) -> None:
    for name in ("tools", "prompts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('imported!')\n")
    done = start(tmp_path.parent, "recipe", "list", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert done.returncode == 1
    assert done.stderr.startswith("error: a package `tools` that is not offdroid's")
    assert "hint:" in done.stderr


def test_outside_git_a_run_says_what_to_do(tmp_path: Path) -> None:
    ended = offdroid(tmp_path, "run", "rename a to b")
    assert ended.code == 1
    assert "is not in a git repository" in ended.error
    assert "hint: run `git init`" in ended.error


def test_an_error_is_an_event_with_json(tmp_path: Path) -> None:
    ended = offdroid(tmp_path, "run", "rename a to b", "--json")
    assert ended.code == 1
    assert ended.out.startswith('{"event": "failed", "message": ')
    assert ended.error == ""


def test_a_fault_of_ours_is_logged_and_not_thrown_at_the_person(tmp_path: Path) -> None:
    program = (
        "import agent.cli, agent.boundary, sys\n"
        "def broken(arguments): raise ZeroDivisionError('inside')\n"
        "agent.cli.execute = broken\n"
        "sys.exit(agent.boundary.run(['run', 'x']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    log = Path(done.stderr.strip().rpartition(": ")[2])
    assert "ZeroDivisionError: inside" in log.read_text()
    assert f"offdroid {__version__}" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_shell_completion_names_the_commands(tmp_path: Path) -> None:
    ended = offdroid(
        tmp_path,
        _OFFDROID_COMPLETE="complete_bash",
        COMP_WORDS="offdroid re",
        COMP_CWORD="1",
    )
    assert ended.out.split() == ["review", "recipe"]

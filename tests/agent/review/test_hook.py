"""The hook in real repositories: beside other hooks, moved folders, linked work trees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agent.project import GREETING, IDENTITY, Ended, git, offdroid
from tests.agent.review.project import BROKEN, FINE, LOST, MENDED, make, stage, staged, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


def commit(root: Path, *arguments: str, **environment: str) -> Ended:
    """`git commit` as a person types it, with neither offdroid nor its folder on a path."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        ["git", *IDENTITY, "commit", "-m", "A change", *arguments],
        cwd=root,
        env={**clean, "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def installed(root: Path) -> Path:
    ended = offdroid(root, "hook", "install")
    assert ended.code == 0, ended
    assert offdroid(root, "hook", "status").code == 0
    return Path(ended.out.splitlines()[1].strip())


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def test_it_refuses_what_is_broken_and_lets_the_rest_pass(root: Path) -> None:
    installed(root)
    stage(root, GREETING, LOST)
    refused = commit(root)
    assert refused.code == 1
    assert f"{GREETING}:3:61  KT-04" in refused.error
    assert "`git commit --no-verify` skips the review" in refused.error
    stage(root, GREETING, FINE)
    assert commit(root).code == 0
    stage(root, GREETING, LOST)
    assert commit(root, "--no-verify").code == 0


def test_commits_of_all_and_of_some_files_are_reviewed_as_they_will_be(root: Path) -> None:
    installed(root)
    write(root, GREETING, BROKEN)
    refused = commit(root, "-a")
    assert refused.code == 1
    assert "by `git add` of the files and `offdroid review --staged --fix`" in refused.error
    write(root, GREETING, LOST)
    assert commit(root, GREETING).code == 1
    write(root, GREETING, FINE)
    assert commit(root, "-a").code == 0


def test_an_amend_without_a_change_passes_and_one_with_a_change_is_reviewed(root: Path) -> None:
    stage(root, GREETING, LOST)
    assert commit(root).code == 0
    installed(root)
    assert commit(root, "--amend", "--reset-author").code == 0
    stage(root, GREETING, LOST.replace("Nowhere", "Elsewhere"))
    assert commit(root, "--amend").code == 1


@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick"])
def test_merges_and_the_like_are_left_alone(root: Path, command: str) -> None:
    git(root, "checkout", "-q", "-b", "side")
    stage(root, GREETING, LOST)
    git(root, "commit", "-q", "-m", "Break")
    git(root, "checkout", "-q", "main")
    stage(root, GREETING, FINE)
    git(root, "commit", "-q", "-m", "Other")
    installed(root)
    stopped = subprocess.run(["git", *IDENTITY, command, "side"], cwd=root, capture_output=True)
    assert stopped.returncode
    stage(root, GREETING, LOST.replace("Nowhere", "Elsewhere"))
    assert commit(root).code == 0


def test_a_hook_that_was_there_runs_first_and_comes_back(root: Path) -> None:
    other = root / ".git/hooks/pre-commit"
    script(other, "echo first >> .git/ran\ntest ! -e .git/refuse")
    before = other.read_bytes()
    assert "another hook is there" in offdroid(root, "hook", "status").out
    assert "runs first" in offdroid(root, "hook", "install").out
    assert offdroid(root, "hook", "install").code == 0
    stage(root, GREETING, FINE)
    write(root, ".git/refuse", "")
    assert commit(root).code == 1
    (root / ".git/refuse").unlink()
    assert commit(root).code == 0
    assert (root / ".git/ran").read_text() == "first\nfirst\n"
    assert "is back" in offdroid(root, "hook", "uninstall").out
    assert other.read_bytes() == before
    assert sorted(path.name for path in other.parent.glob("*offdroid*")) == []
    again = offdroid(root, "hook", "uninstall")
    assert (again.code, "there is no hook of offdroid" in again.error) == (1, True)


def test_it_says_so_and_lets_pass_when_offdroid_is_gone(root: Path) -> None:
    hook = installed(root)
    text = hook.read_text(encoding="utf-8")
    hook.write_text(text.replace(sys.executable, "/gone/python"), encoding="utf-8")
    stage(root, GREETING, LOST)
    passed = commit(root)
    assert passed.code == 0
    assert "offdroid is no longer at /gone/python: this commit is not reviewed" in passed.error


def test_settings_of_the_repository_that_cannot_be_read_do_not_block(root: Path) -> None:
    installed(root)
    write(root, ".offdroid.toml", "nonsense = 1\n")
    stage(root, GREETING, LOST)
    passed = commit(root)
    assert (passed.code, "unknown setting `nonsense`" in passed.error) == (0, True)


def test_a_linked_work_tree_shares_the_hook(root: Path, tmp_path: Path) -> None:
    installed(root)
    other = tmp_path / "other"
    git(root, "worktree", "add", "-q", str(other))
    assert offdroid(other, "hook", "status").code == 0
    stage(other, GREETING, LOST)
    assert commit(other).code == 1
    stage(other, GREETING, FINE)
    assert commit(other).code == 0


def test_a_hooks_folder_of_the_repository_is_used(root: Path) -> None:
    git(root, "config", "core.hooksPath", ".githooks")
    ended = offdroid(root, "hook", "install")
    assert (ended.code, "do not commit it" in ended.out) == (0, True)
    assert (root / ".githooks/pre-commit").exists()
    stage(root, GREETING, LOST)
    assert commit(root).code == 1
    assert offdroid(root, "hook", "uninstall").code == 0


def test_a_hook_of_the_project_is_not_moved(root: Path) -> None:
    git(root, "config", "core.hooksPath", ".githooks")
    script(root / ".githooks/pre-commit", "exit 0")
    git(root, "add", "-A")
    refused = offdroid(root, "hook", "install")
    assert refused.code == 1
    assert "`.githooks/pre-commit` belongs to the project" in refused.error
    assert "offdroid review --staged" in refused.error
    script(root / ".githooks/pre-commit", "offdroid review --staged")
    assert "through a hook that names offdroid" in offdroid(root, "hook", "status").out
    again = offdroid(root, "hook", "install")
    assert (again.code, "reviewed already" in again.error) == (1, True)


def test_a_hooks_folder_for_all_repositories_is_not_written(root: Path, tmp_path: Path) -> None:
    everywhere = tmp_path / "hooks"
    git(root, "config", "--global", "core.hooksPath", str(everywhere))
    refused = offdroid(root, "hook", "install")
    assert (refused.code, "for all your repositories" in refused.error) == (1, True)
    assert not everywhere.exists()


@pytest.mark.parametrize(
    ("config", "path", "told"),
    [
        (".husky/_", ".husky/pre-commit", "husky runs the hooks"),
        ("", "lefthook.yml", "lefthook runs the hooks"),
    ],
)
def test_husky_and_lefthook_are_told_of(root: Path, config: str, path: str, told: str) -> None:
    if config:
        git(root, "config", "core.hooksPath", config)
    write(root, path, "")
    refused = offdroid(root, "hook", "install")
    assert refused.code == 1
    assert told in refused.error
    assert f"add this to `{path}`" in refused.error
    assert offdroid(root, "hook", "status").code == 1
    write(root, path, refused.error.rpartition(": ")[2])
    assert offdroid(root, "hook", "status").code == 0


def test_fixes_go_into_a_commit_of_what_is_staged(root: Path) -> None:
    script(root / ".git/hooks/pre-commit", f"exec '{sys.executable}' -P -m agent review --fix")
    stage(root, GREETING, BROKEN)
    home = str(Path(__file__).parent.parent.parent.parent)
    assert commit(root, PYTHONPATH=home).code == 0
    assert staged(root, GREETING) == git(root, "show", f"HEAD:{GREETING}") == MENDED
    write(root, GREETING, BROKEN)
    refused = commit(root, "-a", PYTHONPATH=home)
    assert (refused.code, "cannot be fixed" in refused.error) == (1, True)

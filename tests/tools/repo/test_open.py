"""Finding the repository, and git called so that nothing of the repository's own runs."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.repo.conftest import Git
from tests.tools.repo.worlds import edited
from tools.errors import UserError
from tools.repo.draft import Draft
from tools.repo.git import safe_environment
from tools.repo.patch import Patch
from tools.repo.repository import Repository


def test_sub_folder_leads_to_the_root(git: Git) -> None:
    folder = git.root / "a" / "b"
    folder.mkdir(parents=True)
    repository = Repository.open(folder)
    assert (repository.root, repository.common_dir) == (git.root, git.root / ".git")
    assert repository.state.stat().st_mode & 0o777 == 0o700


def test_folder_without_git_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not in a git repository") as caught:
        Repository.open(tmp_path)
    assert caught.value.hint == "run `git init`"


@pytest.mark.parametrize("bare", [True, False])
def test_bare_repository_and_git_folder_are_told(git: Git, tmp_path: Path, bare: bool) -> None:
    git("init", "-q", "--bare", str(tmp_path / "bare.git"))
    place = tmp_path / "bare.git" if bare else git.root / ".git"
    with pytest.raises(UserError, match="is a bare repository or a git folder"):
        Repository.open(place)


def test_missing_git_is_told(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UserError, match="the program `git` is not found"):
        Repository.open(git.root)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_repository_of_another_user_is_told(git: Git) -> None:
    for place in (git.root, git.root / ".git"):
        os.chown(place, 12345, 12345)
    with pytest.raises(UserError, match="git does not trust this repository") as caught:
        Repository.open(git.root)
    assert caught.value.hint == (
        f"run `git config --global --add safe.directory {git.root}` if you trust it"
    )


def test_variables_of_a_surrounding_git_are_ignored(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git.write("a.kt", "a\n")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare'='true'")
    assert list(Repository.open(git.root).snapshot().paths()) == ["a.kt"]


def test_settings_in_the_environment_stay_and_ours_come_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "2")
    for number, (key, value) in enumerate([("safe.directory", "*"), ("core.hooksPath", "/x")]):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    environment = safe_environment([])
    settings = [
        (environment[f"GIT_CONFIG_KEY_{n}"], environment[f"GIT_CONFIG_VALUE_{n}"])
        for n in range(int(environment["GIT_CONFIG_COUNT"]))
    ]
    assert settings[0] == ("safe.directory", "*")
    assert dict(settings)["core.hooksPath"] == "/dev/null"


def _monitor(git: Git, trap: Path) -> None:
    git("config", "core.fsmonitor", str(trap))


def _hooks(git: Git, trap: Path) -> None:
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit"):
        hook = git.root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.symlink_to(trap)


def _filters(git: Git, trap: Path) -> None:
    git.write(".gitattributes", "* filter=trap diff=trap merge=trap\n")
    for key in ("filter.trap.clean", "filter.trap.smudge", "diff.trap.textconv"):
        git("config", key, str(trap))
    git("config", "filter.trap.required", "true")
    git("config", "merge.trap.driver", str(trap))


def _process_filter(git: Git, trap: Path) -> None:
    git.write(".gitattributes", "* filter=tr.ap\n")
    git("config", "filter.tr.ap.process", str(trap))


def _programs(git: Git, trap: Path) -> None:
    for key in ("diff.external", "core.pager", "core.editor", "core.sshCommand", "gpg.program"):
        git("config", key, str(trap))
    git("config", "log.showSignature", "true")
    git("config", "credential.helper", str(trap))


@pytest.mark.parametrize("arm", [_monitor, _hooks, _filters, _process_filter, _programs])
def test_nothing_that_a_repository_names_is_run(
    project: Git, tmp_path: Path, arm: Callable[[Git, Path], None]
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\ncat\n")
    trap.chmod(0o755)
    arm(project, trap)
    (tmp_path / "ran").unlink(missing_ok=True)
    repository = Repository.open(project.root)
    patch = edited(repository).patch()
    text = (project.root / "App.kt").read_text()
    project.write("App.kt", text.replace("five", "FIVE"))
    repository.apply(patch, "run-1")
    repository.undo("run-1")
    repository.snapshot()
    if arm in (_monitor, _hooks, _programs):
        repository.branch("side", _committed_only(repository), "Side")
    assert not (tmp_path / "ran").exists()


def _committed_only(repository: Repository) -> Patch:
    draft = Draft(repository.snapshot())
    draft.write("crlf.kt", "x\n")
    return draft.patch()


def test_missing_objects_of_a_partial_clone_are_not_fetched(project: Git, tmp_path: Path) -> None:
    project("commit", "-q", "-m", "Staged")
    project("config", "uploadpack.allowFilter", "true")
    clone = Git(tmp_path)
    clone("clone", "-q", "--filter=blob:none", f"file://{project.root}", str(tmp_path / "partial"))
    partial = Git(tmp_path / "partial")
    partial.identify()
    partial("reset", "-q", "--soft", "HEAD~1")
    partial.write("App.kt", "one\n")
    repository = Repository.open(partial.root)
    repository.snapshot()
    draft = Draft(repository.snapshot())
    draft.write("App.kt", "two\n")
    with pytest.raises(UserError, match="is not in this repository") as caught:
        repository.branch("side", draft.patch(), "Side")
    assert caught.value.hint == "fetch the missing objects while online, then try again"

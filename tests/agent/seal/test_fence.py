"""What is written inside cannot be run later outside: each way works unfenced, and not fenced."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from agent.app import fence_of
from agent.seal import landlock, namespace
from agent.seal.fence import Fence
from agent.settings import Settings
from tests.agent.project import git
from tests.agent.seal.conftest import NOBODY, Run
from tests.agent.seal.fenced import ATTEMPTS, FENCES

pytestmark = pytest.mark.seal

KEPT = {"a source file", "a commit", "a temporary file", "our own folder"}
HELD_BY_MOUNTS = {
    *("git's hook", "git's setting", "git's settings by rename", "the hooks moved away"),
    *("git moved away", "a linked work tree moved away", "all linked work trees moved away"),
    *("hooks that the settings name", "settings that the settings include"),
    *("what a hook leads to", "a hook of a submodule"),
}
NEEDS_MORE = {"the fence taken away", "a job for later", "the spool of cron"}
"""What the control may not be able to do either: no mount, no `at`, no right to the spool."""


def world(owner: int | None) -> Path:
    """A home folder with a repository in it, outside the temporary folders that stay open."""
    home = Path(tempfile.mkdtemp(prefix="offdroid-fence-", dir="/var"))
    (home / "repo/.git/modules/sub/hooks").mkdir(parents=True)
    (home / ".cache/offdroid").mkdir(parents=True)
    (home / ".bashrc").touch()
    repository = home / "repo"
    git(home, "init", "-q", "repo")
    git(repository, "commit", "-qm", "x", "--allow-empty")
    git(repository, "worktree", "add", "-q", "../more")
    (repository / ".gitconfig").touch()
    for name, setting in (("core.hooksPath", ".githooks"), ("include.path", "../.gitconfig")):
        git(repository, "config", name, setting)
    for folder in (".githooks", "scripts"):
        (repository / folder).mkdir()
    (repository / "scripts/post-merge").touch()
    (repository / ".git/hooks").mkdir(exist_ok=True)
    (repository / ".git/hooks/post-merge").symlink_to("../../scripts/post-merge")
    if owner is not None:
        for path in (home, *home.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)
    return home


@pytest.fixture(scope="module")
def outcomes(run_as: Run) -> dict[str, dict[str, str]]:
    if landlock.version() == 0:
        pytest.skip("this kernel has no Landlock")
    if os.geteuid() != 0:
        pytest.skip("needs a folder that is neither home nor temporary: run as root")
    ordinary = getattr(run_as, "args", (None, None))[1] is not None
    told = {}
    for mode in ("open", *FENCES):
        if mode not in ("open", "namespace") and namespace.only_loopback():
            continue  # this machine has no network to be refused
        home = world(NOBODY if ordinary else None)
        try:
            ended = run_as("-m", "tests.agent.seal.fenced", mode, HOME=str(home), TMPDIR="")
            assert (ended.returncode, ended.stderr) == (0, "")
            told[mode] = json.loads(ended.stdout)
        finally:
            shutil.rmtree(home)
    return told


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_may_be_written(outcomes: dict[str, dict[str, str]], attempt: str) -> None:
    demand_control(outcomes, attempt)
    fenced = outcomes["namespace"][attempt]
    assert (fenced == "done") == (attempt in KEPT), fenced


@pytest.mark.parametrize("tier", ["supervised", "filter"])
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_may_be_written_where_mounts_are_refused(
    outcomes: dict[str, dict[str, str]], attempt: str, tier: str
) -> None:
    demand_control(outcomes, attempt)
    if tier not in outcomes:
        pytest.skip("this machine has no network to be refused")
    fenced = outcomes[tier][attempt]
    assert (fenced == "done") == (attempt in KEPT | HELD_BY_MOUNTS), fenced


def demand_control(outcomes: dict[str, dict[str, str]], attempt: str) -> None:
    """Skip what cannot be done unfenced either."""
    control = outcomes["open"][attempt]
    if control != "done":
        assert attempt in NEEDS_MORE, control
        pytest.skip(f"not even the control can: {control}")


def test_a_linked_work_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "main")
    git(tmp_path / "main", "commit", "-qm", "x", "--allow-empty")
    git(tmp_path / "main", "worktree", "add", "-q", "../more")
    fence = Fence(str(tmp_path / "more"))
    common, own = tmp_path / "main/.git", tmp_path / "main/.git/worktrees/more"
    assert fence.open[:4] == [
        str(tmp_path / "more"),
        f"{tmp_path}/more/.git",
        str(own),
        str(common),
    ]
    assert {f"{tmp_path}/more/.git", f"{common}/hooks", f"{own}/commondir"} <= set(fence.frozen)


def test_a_git_file_that_names_the_home_folder(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/.git").write_text(f"gitdir: {Path.home()}\n")
    assert str(Path.home()) not in Fence(str(tmp_path / "repo")).open


def test_a_repository_of_the_home_folder(tmp_path: Path) -> None:
    home = Path.home()
    git(home, "init", "-q")
    assert f"{home}/.bashrc" in Fence(str(home)).frozen


def test_other_settings_of_git_do_not_appear_unseen(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    fence = Fence(str(tmp_path))
    assert fence.appeared() == []
    (tmp_path / ".git/commondir").write_text("/elsewhere\n")
    assert fence.appeared() == [f"{tmp_path}/.git/commondir"]


def test_a_repository_that_is_exchanged_does_not_go_unseen(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "real")
    (tmp_path / "project").mkdir()
    link = tmp_path / "project/.git"
    link.symlink_to("../real/.git")
    fence = Fence(str(tmp_path / "project"))
    link.unlink()
    git(tmp_path / "project", "init", "-q")
    assert str(link) in fence.appeared()


@pytest.mark.parametrize("name", ["config.worktree", "rebase-merge/git-rebase-todo"])
def test_orders_to_git_do_not_appear_unseen(tmp_path: Path, name: str) -> None:
    git(tmp_path, "init", "-q")
    fence = Fence(str(tmp_path))
    file = tmp_path / ".git" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("exec x\n")
    assert fence.appeared() == [f"{tmp_path}/.git/{name.partition('/')[0]}"]


def test_settings_of_a_submodule_do_not_change_unseen(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitmodules").write_text('[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/.git").write_text("gitdir: ../.git/modules/sub\n")
    fence = Fence(str(tmp_path))
    assert fence.appeared() == []
    (tmp_path / "sub/.git").unlink()
    git(tmp_path / "sub", "init", "-q")
    assert fence.appeared() == [f"{tmp_path}/sub/.git"]


def test_a_hook_that_no_mount_holds_does_not_change_unseen(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    fence = Fence(str(tmp_path))
    fence.prepare()
    (tmp_path / ".git/hooks/pre-commit").write_text("evil")
    assert f"{tmp_path}/.git/hooks" in fence.appeared()


def test_the_file_of_a_patch_opens_no_folder(tmp_path: Path) -> None:
    fence = fence_of(Settings(patch=str(tmp_path / "x.patch")))
    assert str(tmp_path / "x.patch") in fence.open
    assert str(tmp_path) not in fence.open
    assert (tmp_path / "x.patch").is_file()

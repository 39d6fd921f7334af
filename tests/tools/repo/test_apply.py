"""A patch lands as a whole or not at all, beside whatever the user has in the work tree."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.repo.conftest import Git
from tests.tools.repo.worlds import edited, files
from tools.errors import UserError
from tools.repo.draft import Draft
from tools.repo.merge import Conflict
from tools.repo.repository import Repository

RUN = "run-1"


def test_patch_lands_unstaged_and_undo_restores_every_byte(project: Git) -> None:
    before, staged = files(project.root), project("diff", "--cached")
    head = project("rev-parse", "HEAD")
    repository = Repository.open(project.root)
    draft = edited(repository)
    applied = repository.apply(draft.patch(), RUN)
    after = files(project.root)
    assert applied.paths == draft.changed()
    assert (applied.merged, applied.notes) == ((), ())
    assert after["App.kt"][0] == b"one\nTWO\nthree\nfour\nfive\nSIX staged\nseven unstaged\n"
    assert after["crlf.kt"][0] == b"one\r\nTWO\r\nthree\r\n"
    assert after["untracked.kt"] == (b"\xef\xbb\xbfv\r\n", 0o100600)
    assert after["run.sh"][1] == 0o100755
    assert after["far/script.sh"][1] & 0o100
    assert "gone.kt" not in after
    assert "dir" not in after
    assert after["image.png"] == before["image.png"]
    assert (project("diff", "--cached"), project("rev-parse", "HEAD")) == (staged, head)
    undone = repository.undo(None)
    assert (undone.run, undone.paths) == (RUN, applied.paths)
    assert files(project.root) == before
    assert (project("diff", "--cached"), project("rev-parse", "HEAD")) == (staged, head)
    with pytest.raises(UserError, match="the run `run-1` was undone already"):
        repository.undo(RUN)
    with pytest.raises(UserError, match="there is no run to undo"):
        repository.undo(None)


def test_state_is_private_and_knows_the_runs(project: Git) -> None:
    repository = Repository.open(project.root)
    repository.apply(edited(repository).patch(), RUN)
    state = project.root / ".git" / "offdroid"
    modes = {place.stat().st_mode & 0o77 for place in [state, *state.rglob("*")]}
    assert modes == {0}
    (known,) = repository.runs_applied()
    assert (known.run, known.root, known.commit, known.undone) == (RUN, project.root, "", False)
    assert "App.kt" in known.paths
    repository.undo(RUN)
    assert repository.runs_applied()[0].undone
    repository.forget(RUN)
    assert repository.runs_applied() == ()
    assert "offdroid" not in project("status", "--porcelain", "--ignored")


def test_change_of_the_user_meanwhile_is_merged_and_undone_around(project: Git) -> None:
    repository = Repository.open(project.root)
    draft = edited(repository)
    text = (project.root / "App.kt").read_text()
    project.write("App.kt", text.replace("five", "FIVE"))
    applied = repository.apply(draft.patch(), RUN)
    assert applied.merged == ("App.kt",)
    assert applied.notes == ("`App.kt` was changed meanwhile: both changes are kept",)
    assert (project.root / "App.kt").read_text() == text.replace("two", "TWO").replace(
        "five", "FIVE"
    )
    now = (project.root / "App.kt").read_text()
    project.write("App.kt", now.replace("seven", "SEVEN"))
    undone = repository.undo(RUN)
    assert undone.merged == ("App.kt",)
    wanted = text.replace("five", "FIVE").replace("seven", "SEVEN")
    assert (project.root / "App.kt").read_text() == wanted


def _same_line(git: Git) -> str:
    git.write("App.kt", "one\nnot two\nthree\n")
    return "App.kt"


def _removed(git: Git) -> str:
    (git.root / "run.sh").unlink()
    return "run.sh"


def _created(git: Git) -> str:
    git.write("far/script.sh", "mine\n")
    return "far/script.sh"


def _deleted_one_edited(git: Git) -> str:
    git.write("gone.kt", "still needed\n")
    return "gone.kt"


@pytest.mark.parametrize("meddle", [_same_line, _removed, _created, _deleted_one_edited])
def test_conflict_applies_nothing_and_keeps_the_patch(
    project: Git, meddle: Callable[[Git], str]
) -> None:
    repository = Repository.open(project.root)
    patch = edited(repository).patch()
    path = meddle(project)
    before = files(project.root)
    with pytest.raises(Conflict) as caught:
        repository.apply(patch, RUN)
    message = f"nothing was changed, since you changed `{path}` while the run went on"
    assert caught.value.message == message
    kept = project.root / ".git/offdroid/runs/run-1/kept.patch"
    assert caught.value.hint == f"the patch is kept: `git apply --reject {kept}`"
    assert patch.text.encode() in kept.read_bytes()
    assert files(project.root) == before
    assert repository.runs_applied() == ()
    project.fails("apply", "--reject", str(kept))
    assert (project.root / "crlf.kt").read_bytes() == b"one\r\nTWO\r\nthree\r\n"


def test_undo_of_a_file_edited_in_the_same_place_is_refused(project: Git) -> None:
    repository = Repository.open(project.root)
    repository.apply(edited(repository).patch(), RUN)
    project.write("crlf.kt", b"one\r\nmine\r\nthree\r\n")
    project.write("far/script.sh", "mine\n")
    before = files(project.root)
    message = r"since you changed `crlf\.kt`, `far/script\.sh` since the run"
    with pytest.raises(Conflict, match=message):
        repository.undo(RUN)
    assert files(project.root) == before


def test_two_runs_are_undone_one_after_the_other(project: Git) -> None:
    repository = Repository.open(project.root)
    before = files(project.root)
    for run in ("first", "second"):
        draft = Draft(repository.snapshot())
        draft.write("App.kt", draft.text("App.kt") + f"{run}\n")
        repository.apply(draft.patch(), run)
    assert [repository.undo(None).run, repository.undo(None).run] == ["second", "first"]
    assert files(project.root) == before


def test_unknown_run_is_told(project: Git) -> None:
    with pytest.raises(UserError, match="there is no applied run `nope`"):
        Repository.open(project.root).undo("nope")


def test_run_of_another_work_tree_is_not_undone_here(project: Git, tmp_path: Path) -> None:
    project("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repository.open(tmp_path / "linked")
    draft = Draft(linked.snapshot())
    draft.write("crlf.kt", "x\n")
    linked.apply(draft.patch(), RUN)
    here = Repository.open(project.root)
    with pytest.raises(UserError, match="was applied in the work tree"):
        here.undo(RUN)
    with pytest.raises(UserError, match="there is no run to undo"):
        here.undo(None)
    assert linked.undo(None).run == RUN


@pytest.mark.parametrize(
    ("path", "mode", "named"), [("App.kt", 0o444, "App.kt"), ("far/script.sh", 0o555, "far")]
)
def test_read_only_file_or_folder_is_told_before_anything(
    project: Git, path: str, mode: int, named: str
) -> None:
    (project.root / "far").mkdir()
    repository = Repository.open(project.root)
    patch = edited(repository).patch()
    (project.root / named).chmod(mode)
    before = files(project.root)
    with pytest.raises(UserError, match=f"`{named}` is read-only") as caught:
        repository.apply(patch, RUN)
    assert caught.value.hint.startswith(f"run `chmod u+w {named}`; the patch is kept: ")
    assert files(project.root) == before
    (project.root / named).chmod(0o755)


@pytest.mark.parametrize("path", ["App.kt", "far"])
def test_link_put_in_the_way_is_never_followed(project: Git, tmp_path: Path, path: str) -> None:
    repository = Repository.open(project.root)
    patch = edited(repository).patch()
    outside = tmp_path / "outside"
    if path == "App.kt":
        outside.write_bytes((project.root / path).read_bytes())
        (project.root / path).unlink()
    else:
        outside.mkdir()
    (project.root / path).symlink_to(outside)
    before = files(project.root)
    with pytest.raises(UserError, match="is or leads through a symbolic link"):
        repository.apply(patch, RUN)
    assert files(project.root) == before
    assert outside.is_file() or not list(outside.iterdir())


def _can_mount() -> bool:
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(probe, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


_FULL_DISK = """
from pathlib import Path
from tools.repo.repository import Repository
from tools.repo.draft import Draft
from tools.errors import UserError
repository = Repository.open(Path.cwd())
draft = Draft(repository.snapshot())
for number in range(4):
    draft.create(f"new/{number}.txt", "x" * 200_000)
draft.write("App.kt", "changed\\n")
try:
    repository.apply(draft.patch(), "run-1")
except UserError as error:
    print(error.message)
print(sorted(p.name for p in Path.cwd().iterdir()), Path("App.kt").read_text())
print(repository.recover())
"""


def test_full_disk_changes_nothing(project: Git, tmp_path: Path) -> None:
    if not _can_mount():
        pytest.skip("no user namespace in which a small disk could be mounted")
    small = tmp_path / "small"
    small.mkdir()
    script = (
        f"mount -t tmpfs -o size=600k none {small} && cd {small} && git init -q"
        " --separate-git-dir $BIG && printf 'App\\n' > App.kt"
        f" && exec {sys.executable} -c '{_FULL_DISK}'"
    )
    environment = os.environ | {
        "BIG": str(tmp_path / "big.git"),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, env=environment
    )
    assert done.stdout.splitlines() == [
        "nothing was changed, since `new/3.txt` cannot be written: No space left on device",
        "['.git', 'App.kt'] App",
        "",
        "None",
    ], done.stderr


def test_old_records_are_pruned(project: Git) -> None:
    repository = Repository.open(project.root)
    repository.apply(edited(repository).patch(), RUN)
    (record,) = (repository.state / "applied").iterdir()
    os.utime(record, (0, 0))
    with repository.lock("look"):
        assert repository.runs_applied() == ()

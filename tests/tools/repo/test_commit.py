"""`--commit` and `--branch`: only the agent's hunks; the user's hooks run, their work stays."""

from pathlib import Path

import pytest

from tests.tools.repo.conftest import LINES, Git
from tests.tools.repo.worlds import changes, files, hook, whole, work
from tools.errors import UserError
from tools.repo.draft import Draft
from tools.repo.merge import Conflict
from tools.repo.patch import Patch
from tools.repo.repository import Repository

RUN = "run-1"


def edit(repository: Repository, **texts: str) -> Patch:
    """A patch that replaces whole texts, by path without its ending."""
    draft = Draft(repository.snapshot())
    for name, text in texts.items():
        draft.write(f"{name}.kt", text)
    return draft.patch()


def land(repository: Repository, patch: Patch, branch: str) -> None:
    """Commit, on a branch of its own where one is named."""
    if branch:
        repository.branch(branch, patch, "Change")
    else:
        repository.commit(patch, "Change", RUN)


def test_only_the_agents_hunks_are_committed(layered: Git) -> None:
    before, head = work(layered), layered("rev-parse", "HEAD").strip()
    repository = Repository.open(layered.root)
    patch = whole(repository)
    done = repository.commit(patch, "Change it\n\nWith a body", RUN)
    assert done.commit == layered("rev-parse", "HEAD").strip()
    assert layered("rev-parse", "HEAD^").strip() == head
    assert layered("log", "-1", "--format=%an <%ae>%n%B").strip() == (
        "Ada <ada@example.org>\nChange it\n\nWith a body"
    )
    assert (done.paths, done.notes) == (patch.paths, ())
    committed = changes(layered("show", "--format=", "-M", "HEAD"))
    assert [line for line in committed if not line.startswith(("+++", "---"))] == [
        "-line 15",
        "+agent 15",
        "-b",
        "+agent",
        "rename from dir/old.kt",
        "rename to dir/new.kt",
        "-line 3",
        "+agent 3",
        "deleted file mode 100644",
        "-gone",
        "new file mode 100755",
        "+echo",
    ]
    assert layered.raw("show", "HEAD:clean.kt") == b"a\r\nagent\r\nc\r\n"
    assert work(layered) == before
    assert "agent 15" in (layered.root / "App.kt").read_text()


def test_undo_takes_the_commit_back_and_leaves_the_users_work(layered: Git) -> None:
    tree, head = files(layered.root), layered("rev-parse", "HEAD")
    index, staged = layered("ls-files", "-s"), work(layered)
    repository = Repository.open(layered.root)
    done = repository.commit(whole(repository), "Change", RUN)
    assert repository.runs_applied()[0].commit == done.commit
    undone = repository.undo(None)
    assert (undone.commit, undone.notes) == (done.commit, ())
    assert files(layered.root) == tree
    assert layered("rev-parse", "HEAD") == head
    assert (layered("ls-files", "-s"), work(layered)) == (index, staged)
    assert layered("symbolic-ref", "HEAD") == "refs/heads/main\n"
    assert f"offdroid undo {RUN}" in layered("reflog", "-1")


def test_undo_when_head_moved_on_names_revert(layered: Git) -> None:
    repository = Repository.open(layered.root)
    done = repository.commit(whole(repository), "Change", RUN)
    layered("commit", "-q", "-m", "Mine")
    before = files(layered.root)
    with pytest.raises(UserError, match="HEAD has moved on from the run's commit") as caught:
        repository.undo(RUN)
    assert caught.value.hint == f"run `git revert {done.commit[:10]}`"
    assert files(layered.root) == before


def test_undo_of_a_published_commit_names_revert(layered: Git, tmp_path: Path) -> None:
    repository = Repository.open(layered.root)
    repository.commit(whole(repository), "Change", RUN)
    layered("init", "-q", "--bare", str(tmp_path / "remote.git"))
    layered("remote", "add", "origin", str(tmp_path / "remote.git"))
    layered("push", "-q", "origin", "main")
    with pytest.raises(UserError, match="is on `origin/main`"):
        repository.undo(RUN)


HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")


def test_users_hooks_run_once_each_on_the_commit_and_never_else(layered: Git) -> None:
    names = (*HOOKS, "post-index-change", "reference-transaction", "post-checkout")
    repository = Repository.open(layered.root)
    log = layered.root.parent / "hooks"
    for name in names:
        hook(layered, name, f"echo {name} >> {log}")
    patch = whole(repository)
    repository.branch("side", patch, "Side")
    assert not log.exists()
    repository.commit(patch, "Change", RUN)
    ran = log.read_text().split()
    assert [name for name in ran if name in HOOKS] == list(HOOKS)
    log.unlink()
    repository.undo(RUN)
    assert not log.exists()


def test_hooks_see_the_users_environment(layered: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    log = layered.root.parent / "seen"
    hook(layered, "pre-commit", f'echo "$LC_ALL $(git diff --cached --name-only)" > {log}')
    repository = Repository.open(layered.root)
    repository.commit(edit(repository, clean="a\n"), "Change", RUN)
    assert log.read_text() == "C.UTF-8 clean.kt\n"


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg"])
def test_failing_hook_is_quoted_and_nothing_changes(layered: Git, name: str) -> None:
    hook(layered, name, "echo checked on stdout; echo line too long >&2; exit 1")
    index = (layered.root / ".git/index").read_bytes()
    before, head = files(layered.root), layered("rev-parse", "HEAD")
    repository = Repository.open(layered.root)
    patch = whole(repository)
    with pytest.raises(UserError) as caught:
        repository.commit(patch, "Change", RUN)
    assert caught.value.message.startswith("`git commit` failed, so nothing was applied")
    assert "checked on stdout" in caught.value.message
    assert "line too long" in caught.value.message
    kept = layered.root / ".git/offdroid/runs/run-1/kept.patch"
    assert caught.value.hint == f"the patch is kept: `git apply --reject {kept}`"
    assert patch.text.encode() in kept.read_bytes()
    assert (files(layered.root), layered("rev-parse", "HEAD")) == (before, head)
    assert (layered.root / ".git/index").read_bytes() == index
    assert repository.runs_applied() == ()
    assert repository.recover() is None


def test_hook_that_formats_and_adds_is_committed_and_undone(layered: Git) -> None:
    hook(layered, "pre-commit", "sed -i s/agent/AGENT/ clean.kt && git add clean.kt")
    tree, before, index = files(layered.root), work(layered), layered("ls-files", "-s")
    repository = Repository.open(layered.root)
    repository.commit(edit(repository, clean="a\nagent\nc\n"), "Change", RUN)
    assert layered.raw("show", "HEAD:clean.kt") == b"a\r\nAGENT\r\nc\r\n"
    assert work(layered) == before
    repository.undo(RUN)
    assert (files(layered.root), work(layered)) == (tree, before)
    assert layered("ls-files", "-s") == index


def test_hook_that_formats_and_fails_leaves_nothing_behind(layered: Git) -> None:
    hook(layered, "pre-commit", "sed -i s/agent/AGENT/ clean.kt; exit 1")
    before = files(layered.root)
    repository = Repository.open(layered.root)
    with pytest.raises(UserError) as caught:
        repository.commit(edit(repository, clean="a\nagent\nc\n"), "Change", RUN)
    assert files(layered.root) == before
    aside = layered.root / ".git/offdroid/runs/run-1/aside"
    assert f"what the hooks made of `clean.kt` is in `{aside}`" in caught.value.hint
    assert (aside / "clean.kt").read_bytes() == b"a\r\nAGENT\r\nc\r\n"


def test_without_an_identity_nothing_is_applied(layered: Git) -> None:
    layered("config", "--unset", "user.name")
    layered("config", "--unset", "user.email")
    repository = Repository.open(layered.root)
    patch, before = whole(repository), files(layered.root)
    for name in ("", "side"):
        with pytest.raises(UserError, match="git does not know who commits") as caught:
            land(repository, patch, name)
        assert "git config user.name" in caught.value.hint
    assert files(layered.root) == before


def test_identity_may_come_from_the_environment(
    layered: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    layered("config", "--unset", "user.name")
    layered("config", "--unset", "user.email")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Bo")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "bo@example.org")
    repository = Repository.open(layered.root)
    repository.commit(whole(repository), "Change", RUN)
    assert layered("log", "-1", "--format=%an %ce") == "Bo bo@example.org\n"


def test_signing_is_left_to_the_user_and_told(layered: Git) -> None:
    layered("config", "commit.gpgSign", "true")
    layered("config", "gpg.program", "false")
    repository = Repository.open(layered.root)
    patch = whole(repository)
    note = ("the commit is not signed, though `commit.gpgSign` is set",)
    assert repository.branch("side", patch, "Side").notes == note
    assert repository.commit(patch, "Change", RUN).notes == note


def test_first_commit_of_a_repository(git: Git) -> None:
    git.write("mine.kt", "mine\n")
    repository = Repository.open(git.root)
    draft = Draft(repository.snapshot())
    draft.create("new.kt", "new\n")
    patch = draft.patch()
    repository.branch("side", patch, "Side")
    repository.commit(patch, "First", RUN)
    assert git("ls-tree", "-r", "--name-only", "HEAD") == "new.kt\n"
    assert git("ls-tree", "-r", "--name-only", "side") == "new.kt\n"
    assert work(git) == ([], [], "mine.kt\n")
    repository.undo(RUN)
    assert git("status", "--porcelain") == "?? mine.kt\n"
    git.fails("rev-parse", "--verify", "HEAD")
    draft = Draft(repository.snapshot())
    draft.write("mine.kt", "edited\n")
    with pytest.raises(Conflict, match=r"`mine\.kt` is not committed yet"):
        repository.commit(draft.patch(), "Second", "run-2")


def test_detached_head(layered: Git) -> None:
    layered("checkout", "-q", "--detach")
    repository = Repository.open(layered.root)
    done = repository.commit(whole(repository), "Change", RUN)
    assert layered("rev-parse", "HEAD").strip() == done.commit
    assert layered("rev-parse", "main").strip() != done.commit
    repository.undo(RUN)
    assert layered("rev-parse", "HEAD") == layered("rev-parse", "main")


def test_linked_work_tree(layered: Git, tmp_path: Path) -> None:
    layered("worktree", "add", "-q", "-b", "linked", str(tmp_path / "linked"))
    linked = Git(tmp_path / "linked")
    before = work(layered)
    repository = Repository.open(linked.root)
    done = repository.commit(edit(repository, clean="x\n"), "Change", RUN)
    assert linked("rev-parse", "linked").strip() == done.commit
    assert linked("status", "--porcelain") == ""
    assert work(layered) == before


@pytest.mark.parametrize("what", ["a merge", "a cherry-pick", "a rebase"])
def test_commit_in_the_middle_of_something_is_refused(git: Git, what: str) -> None:
    git.write("clean.kt", "a\nb\nc\n")
    first = git.commit()
    git.write("clean.kt", "a\nb\nc\nd\n")
    git.commit()
    if what == "a rebase":
        git("-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-q", "-i", first)
    elif what == "a merge":
        git("merge", "-q", "--no-commit", "--no-ff", "-s", "ours", _other(git, first))
    else:
        git.fails("cherry-pick", _other(git, first))
        git("checkout", "-q", "HEAD", "--", "clean.kt")
    repository = Repository.open(git.root)
    patch, before = edit(repository, clean="A\nb\nc\nd\n"), files(git.root)
    with pytest.raises(UserError, match=f"{what} is under way, so nothing can be committed"):
        repository.commit(patch, "Change", RUN)
    assert files(git.root) == before
    repository.apply(patch, RUN)
    assert (git.root / "clean.kt").read_bytes().startswith(b"A\n")


def _other(git: Git, first: str) -> str:
    git("checkout", "-q", "-b", "other", first)
    git.write("clean.kt", "other\n")
    other = git.commit()
    git("checkout", "-q", "main")
    return other


def test_hunk_on_uncommitted_work_is_refused(layered: Git) -> None:
    repository = Repository.open(layered.root)
    draft = Draft(repository.snapshot())
    draft.write("App.kt", draft.text("App.kt").replace("staged 2\n", "agent 2\n"))
    patch, before = draft.patch(), files(layered.root)
    index = (layered.root / ".git/index").read_bytes()
    for name in ("", "side"):
        with pytest.raises(Conflict, match=r"change of `App\.kt` builds on uncommitted work"):
            land(repository, patch, name)
    assert files(layered.root) == before
    assert (layered.root / ".git/index").read_bytes() == index
    assert layered("branch", "--format=%(refname)") == "refs/heads/main\n"


def test_staged_work_that_meets_the_change_is_refused(layered: Git) -> None:
    layered.write("clean.kt", b"a\r\nstaged\r\nc\r\n")
    layered("add", "clean.kt")
    layered.write("clean.kt", b"a\r\nb\r\nc\r\n")
    repository = Repository.open(layered.root)
    patch, before = edit(repository, clean="a\nagent\nc\n"), files(layered.root)
    with pytest.raises(Conflict, match=r"your staged work in `clean\.kt` meets the change"):
        repository.commit(patch, "Change", RUN)
    assert files(layered.root) == before


def test_file_that_goes_through_a_filter_is_refused(layered: Git) -> None:
    layered("config", "filter.secret.clean", f"touch {layered.root.parent / 'ran'}; cat")
    layered.write(".gitattributes", "clean.kt filter=secret\n")
    repository = Repository.open(layered.root)
    patch = edit(repository, clean="x\n")
    with pytest.raises(Conflict, match=r"`clean\.kt` goes through git's `filter` attribute"):
        repository.commit(patch, "Change", RUN)
    repository.apply(patch, RUN)
    assert not (layered.root.parent / "ran").exists()


def test_index_in_use_is_told_before_anything(layered: Git) -> None:
    repository = Repository.open(layered.root)
    patch, before = whole(repository), files(layered.root)
    lock = layered.write(".git/index.lock", "")
    with pytest.raises(UserError, match="another git command holds the index"):
        repository.commit(patch, "Change", RUN)
    assert files(layered.root) == before
    lock.unlink()


def test_index_taken_during_the_commit_is_put_right_by_the_next_command(layered: Git) -> None:
    lock = layered.root / ".git/index.lock"
    hook(layered, "post-commit", f"touch {lock}")
    before = work(layered)
    repository = Repository.open(layered.root)
    done = repository.commit(whole(repository), "Change", RUN)
    assert done.notes == (
        "another git command holds the index of this repository; "
        "the next offdroid command puts the index right",
    )
    lock.unlink()
    assert repository.recover() == f"finished the killed run `{RUN}`"
    assert work(layered) == before
    assert layered("rev-parse", "HEAD").strip() == done.commit
    assert repository.runs_applied()[0].commit == done.commit


@pytest.mark.parametrize(
    "attributes", ["", "* text=auto\n", "* text\n", "* eol=crlf\n", "* -text\n"]
)
@pytest.mark.parametrize("autocrlf", ["false", "input", "true"])
@pytest.mark.parametrize("stored", [b"a\nb\nc\n", b"a\r\nb\r\nc\r\n"])
def test_line_ends_are_committed_as_git_add_would(
    git: Git, attributes: str, autocrlf: str, stored: bytes
) -> None:
    git("config", "core.autocrlf", "false")
    git.write("a.kt", stored)
    git.commit()
    git.write(".gitattributes", attributes)
    git("config", "core.autocrlf", autocrlf)
    git.write("a.kt", b"a\r\nb\r\nc\r\n")
    repository = Repository.open(git.root)
    draft = Draft(repository.snapshot())
    draft.write("a.kt", "a\nB\nc\n")
    draft.create("new.kt", "new\n")
    if git("diff", "--numstat", "--", "a.kt"):  # git takes all lines for changed by the user
        with pytest.raises(Conflict, match=r"`a\.kt` builds on uncommitted work"):
            repository.branch("side", draft.patch(), "Side")
        return
    repository.branch("side", draft.patch(), "Side")
    repository.apply(draft.patch(), RUN)
    git("add", "a.kt", "new.kt")
    assert git("diff", "--cached", "--name-only", "side", "--", "a.kt", "new.kt") == ""


def test_branch_touches_neither_files_nor_index_nor_head(layered: Git) -> None:
    before = (
        files(layered.root),
        (layered.root / ".git/index").read_bytes(),
        layered("stash", "list"),
    )
    repository = Repository.open(layered.root)
    done = repository.branch("feature/side", whole(repository), "Side\n")
    assert layered("rev-parse", "feature/side").strip() == done.commit
    assert layered("log", "-1", "--format=%P %s", "feature/side").split() == [
        layered("rev-parse", "main").strip(),
        "Side",
    ]
    after = (
        files(layered.root),
        (layered.root / ".git/index").read_bytes(),
        layered("stash", "list"),
    )
    assert after == before
    assert layered("symbolic-ref", "HEAD") == "refs/heads/main\n"
    shown = layered("show", "feature/side:App.kt")
    assert shown == LINES.replace("line 15\n", "agent 15\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("main", "the branch `main` exists already"),
        ("a..b", "is not a name that a branch can have"),
        ("-x", "is not a name that a branch can have"),
        ("HEAD", "is not a name that a branch can have"),
        ("main/sub", "git cannot move the reference"),
    ],
)
def test_branch_name_that_cannot_be_is_told(layered: Git, name: str, message: str) -> None:
    repository = Repository.open(layered.root)
    with pytest.raises(UserError, match=message):
        repository.branch(name, whole(repository), "Side")


def test_inside_a_submodule(layered: Git, tmp_path: Path) -> None:
    parent = Git(tmp_path / "parent")
    parent.root.mkdir()
    parent("init", "-q")
    parent.identify()
    parent("submodule", "--quiet", "add", str(layered.root), "sub")
    parent.commit()
    inside = Git(parent.root / "sub")
    inside.identify()
    repository = Repository.open(inside.root)
    done = repository.commit(edit(repository, clean="x\n"), "Change", RUN)
    assert inside("rev-parse", "HEAD").strip() == done.commit
    assert inside("status", "--porcelain") == ""
    assert parent("status", "--porcelain") == " M sub\n"
    repository.undo(RUN)
    assert parent("status", "--porcelain") == ""


def test_repository_with_sha256_ids(tmp_path: Path) -> None:
    git = Git(tmp_path / "long")
    git.root.mkdir()
    git("init", "-q", "--object-format=sha256")
    git.identify()
    git.write("clean.kt", "a\n")
    git.write("gone.kt", "gone\n")
    git.commit()
    repository = Repository.open(git.root)
    draft = Draft(repository.snapshot())
    draft.write("clean.kt", "b\n")
    draft.delete("gone.kt")
    repository.branch("side", draft.patch(), "Side")
    repository.commit(draft.patch(), "Change", RUN)
    assert git("diff", "--stat", "side") == ""
    assert git("ls-files") == "clean.kt\n"
    repository.undo(RUN)
    assert git("status", "--porcelain") == ""

"""A snapshot is the work tree with untracked files, and leaves the user's git as it was."""

import os
from pathlib import Path

import pytest

from tests.tools.repo.conftest import Git
from tools.base import Refused
from tools.errors import UserError
from tools.repo.draft import Draft
from tools.repo.repository import Repository


def _tree(git: Git, tree: str) -> dict[str, bytes]:
    names = git("ls-tree", "-r", "-z", "--name-only", tree).split("\0")[:-1]
    return {name: git.raw("cat-file", "blob", f"{tree}:{name}") for name in names}


def test_tree_holds_staged_unstaged_and_untracked_work(git: Git) -> None:
    git.write(".gitignore", "build/\n")
    for name in ("clean", "edited", "staged", "gone", "both"):
        git.write(f"dir/{name}.kt", f"{name}\n")
    git.commit()
    git.write("dir/staged.kt", "staged 2\n")
    git.write("dir/both.kt", "index\n")
    git("add", "-A")
    git.write("dir/edited.kt", "edited 2\n")
    git.write("dir/both.kt", "tree\n")
    git.write("new ünï.kt", "new\n")
    git.write("build/out", "ignored\n")
    (git.root / "dir/gone.kt").unlink()
    before = _state(git)
    snapshot = Repository.open(git.root / "dir").snapshot()
    assert _state(git) == before
    wanted = {
        ".gitignore": b"build/\n",
        "dir/clean.kt": b"clean\n",
        "dir/edited.kt": b"edited 2\n",
        "dir/staged.kt": b"staged 2\n",
        "dir/both.kt": b"tree\n",
        "new ünï.kt": b"new\n",
    }
    assert _tree(git, snapshot.tree) == wanted
    assert list(snapshot.paths()) == sorted(wanted)
    assert {path: snapshot.read(path) for path in snapshot.paths()} == wanted
    assert snapshot.head == git("rev-parse", "HEAD").strip()
    assert snapshot.notes == ()
    with pytest.raises(UserError, match="there is no file `build/out`"):
        snapshot.read("build/out")


def _state(git: Git) -> tuple[bytes, str, str, str]:
    index = git.root / ".git" / "index"
    return (
        index.read_bytes() if index.exists() else b"",
        git("stash", "list"),
        git("for-each-ref"),
        git("status", "--porcelain=v2", "--branch"),
    )


def test_file_changed_in_the_moment_of_staging_is_seen(git: Git) -> None:
    git("config", "core.trustctime", "false")
    moment = (1_700_000_000_000_000_000,) * 2
    place = git.write("a.kt", "one\n")
    os.utime(place, ns=moment)
    git("add", "a.kt")
    place.write_bytes(b"two\n")  # same size, same times as the entry and the index
    for path in (place, git.root / ".git/index"):
        os.utime(path, ns=moment)
    snapshot = Repository.open(git.root).snapshot()
    assert _tree(git, snapshot.tree) == {"a.kt": b"two\n"}


def test_repository_without_a_commit(git: Git) -> None:
    git.write("a.kt", "a\n")
    git.write("staged.kt", "b\n")
    git("add", "staged.kt")
    snapshot = Repository.open(git.root).snapshot()
    assert snapshot.head is None
    assert list(snapshot.paths()) == ["a.kt", "staged.kt"]


def test_empty_repository(git: Git) -> None:
    assert list(Repository.open(git.root).snapshot().paths()) == []


def test_line_ends_are_raw_and_the_tree_is_gits(git: Git) -> None:
    git.write(".gitattributes", "*.kt text\n")
    git.write("a.kt", b"a\r\nb\r\n")
    snapshot = Repository.open(git.root).snapshot()
    assert snapshot.read("a.kt") == b"a\r\nb\r\n"
    assert _tree(git, snapshot.tree)["a.kt"] == b"a\nb\n"


def test_bytes_stay_as_first_read(git: Git) -> None:
    git.write("a.kt", "a\n")
    snapshot = Repository.open(git.root).snapshot()
    assert snapshot.read("a.kt") == b"a\n"
    git.write("a.kt", "b\n")
    assert snapshot.read("a.kt") == b"a\n"


def test_file_removed_meanwhile_is_told(git: Git) -> None:
    git.write("a.kt", "a\n")
    snapshot = Repository.open(git.root).snapshot()
    (git.root / "a.kt").unlink()
    with pytest.raises(UserError, match=r"`a\.kt` was removed while the run went on"):
        snapshot.read("a.kt")


def test_large_untracked_files_and_nested_repositories_are_left_out(git: Git) -> None:
    git.write("a.kt", "a\n")
    with (git.root / "huge.bin").open("wb") as file:
        file.truncate(10_000_001)
    nested = Git(git.root / "nested")
    nested.root.mkdir()
    nested("init", "-q")
    nested.identify()
    nested.write("inside.kt", "x\n")
    nested.commit()
    snapshot = Repository.open(git.root).snapshot()
    assert list(snapshot.paths()) == ["a.kt"]
    assert snapshot.notes == (
        "`huge.bin` is left out: untracked and 10 MB large",
        "`nested/` is left out: a repository inside this one",
    )
    for path, code in (("huge.bin", "left-out"), ("nested/new.kt", "nested-repository")):
        with pytest.raises(Refused) as caught:
            Draft(snapshot).create(path, "x\n")
        assert caught.value.code == code


def test_links_submodules_and_ignored_paths_are_no_files(git: Git, tmp_path: Path) -> None:
    library = Git(tmp_path / "library")
    library.root.mkdir()
    library("init", "-q")
    library.identify()
    library.write("lib.kt", "lib\n")
    library.commit()
    git.write(".gitignore", "*.tmp\n")
    git.write("dir/a.kt", "a\n")
    (git.root / "link").symlink_to("dir")
    (git.root / "out.kt").symlink_to(tmp_path / "gitconfig")
    git("submodule", "--quiet", "add", str(library.root), "sub")
    git.commit()
    repository = Repository.open(git.root)
    snapshot = repository.snapshot()
    assert list(snapshot.paths()) == [".gitignore", ".gitmodules", "dir/a.kt"]
    for path, code in [
        ("link/b.kt", "symlink"),
        ("out.kt", "symlink"),
        ("sub/lib.kt", "submodule"),
        ("sub/new.kt", "submodule"),
        ("x.tmp", "ignored"),
    ]:
        with pytest.raises(Refused) as caught:
            Draft(snapshot).create(path, "x\n")
        assert caught.value.code == code
    inside = Repository.open(git.root / "sub")
    assert inside.root == git.root / "sub"
    assert list(inside.snapshot().paths()) == ["lib.kt"]


def test_unmerged_index_is_refused(git: Git) -> None:
    git.write("a.kt", "base\n")
    git.commit()
    git("checkout", "-q", "-b", "other")
    git.write("a.kt", "other\n")
    git.commit()
    git("checkout", "-q", "main")
    git.write("a.kt", "main\n")
    git.commit()
    git.fails("merge", "other")
    with pytest.raises(UserError, match=r"files are unmerged: `a\.kt`"):
        Repository.open(git.root).snapshot()


def test_detached_head_and_a_rebase_are_noted(git: Git) -> None:
    git.write("a.kt", "a\n")
    first = git.commit()
    git.write("a.kt", "b\n")
    git.commit()
    git("-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-q", "-i", first)
    snapshot = Repository.open(git.root).snapshot()
    head = git("rev-parse", "HEAD").strip()
    assert snapshot.notes == ("a rebase is under way", f"HEAD is detached at {head[:10]}")


def test_linked_work_tree_has_its_own_files_and_the_shared_state(git: Git, tmp_path: Path) -> None:
    git.write("a.kt", "a\n")
    git.commit()
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Git(tmp_path / "linked")
    linked.write("dir/b.kt", "b\n")
    repository = Repository.open(linked.root / "dir")
    assert repository.root == linked.root
    assert repository.state == git.root / ".git" / "offdroid"
    assert list(repository.snapshot().paths()) == ["a.kt", "dir/b.kt"]


def test_sparse_checkout_is_told(git: Git) -> None:
    git.write("app/a.kt", "a\n")
    git.write("other/b.kt", "b\n")
    git.commit()
    git("sparse-checkout", "set", "app")
    snapshot = Repository.open(git.root).snapshot()
    assert list(snapshot.paths()) == ["app/a.kt"]
    assert snapshot.tree == git("rev-parse", "HEAD^{tree}").strip()
    assert snapshot.notes == ("1 file is left out: not checked out (sparse checkout)",)


def test_folder_that_became_a_file_and_back(git: Git) -> None:
    git.write("one", "file\n")
    git.write("two/x", "folder\n")
    git.commit()
    (git.root / "one").unlink()
    git.write("one/x", "folder\n")
    (git.root / "two/x").unlink()
    (git.root / "two").rmdir()
    git.write("two", "file\n")
    snapshot = Repository.open(git.root).snapshot()
    assert _tree(git, snapshot.tree) == {"one/x": b"folder\n", "two": b"file\n"}

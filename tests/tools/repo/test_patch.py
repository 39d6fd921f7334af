"""A patch is a git diff: real git applies it to the old files and gets the new ones."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.repo.conftest import Git
from tools.errors import UserError
from tools.repo.draft import Draft
from tools.repo.patch import FileChange, Patch
from tools.repo.tree import Content, MemoryTree

_ENDS = ["\n", "\r\n", "\r"]
_LINES = st.tuples(st.sampled_from(["", "a", "b", "c", "  é", "-- x"]), st.sampled_from(_ENDS))


@st.composite
def _texts(draw: st.DrawFn) -> bytes:
    """Few different lines, all line ends, with and without a final one."""
    lines = draw(st.lists(_LINES, max_size=30))
    last = draw(st.sampled_from(["", "a", "z"]))
    return ("".join(body + end for body, end in lines) + last).encode()


_CONTENTS = st.none() | st.builds(
    Content,
    _texts() | st.sampled_from([b"\0binary", b"caf\xe9\n", b"\xef\xbb\xbfmark\n"]),
    st.booleans(),
)
_PATHS = st.sampled_from(["a.kt", "dir/b.kt", "with space.kt", 'quo"te\\.kt', "ünï.kt", "tab\t.kt"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=st.dictionaries(_PATHS, st.tuples(_CONTENTS, _CONTENTS), min_size=1))
def test_git_applies_every_patch(
    tmp_path_factory: pytest.TempPathFactory,
    files: dict[str, tuple[Content | None, Content | None]],
) -> None:
    root = tmp_path_factory.mktemp("tree")
    git = Git(root)
    for path, (old, _) in files.items():
        if old:
            git.write(path, old.data).chmod(0o755 if old.executable else 0o644)
    changes = [FileChange(path, old, new) for path, (old, new) in files.items() if old != new]
    patch = Patch(tuple(changes))
    git("init", "-q")
    if patch.empty:
        return
    git("apply", "-", stdin=patch.text.encode("utf-8", "surrogateescape"))
    assert _contents(root) == {path: new for path, (_, new) in files.items() if new}


def _contents(root: Path) -> dict[str, Content]:
    return {
        place.relative_to(root).as_posix(): Content(
            place.read_bytes(), bool(place.stat().st_mode & 0o100)
        )
        for place in root.rglob("*")
        if place.is_file() and ".git" not in place.relative_to(root).parts
    }


def test_rename_with_an_edit_is_one_change_that_git_shows_as_a_rename(git: Git) -> None:
    git.write("old name.kt", "one\ntwo\nthree\nfour\nfive\n")
    git.commit()
    draft = Draft(MemoryTree({"old name.kt": b"one\ntwo\nthree\nfour\nfive\n"}))
    draft.rename("old name.kt", "dir/new.kt")
    draft.write("dir/new.kt", "one\nTWO\nthree\nfour\nfive\n")
    patch = draft.patch()
    assert patch.paths == ("dir/new.kt", "old name.kt")
    assert (patch.added, patch.removed, draft.changed()) == (1, 1, patch.paths)
    git("apply", "--index", "-", stdin=patch.text.encode())
    assert git("diff", "--cached", "--name-status", "-M").startswith("R0")
    assert "TWO" in (git.root / "dir/new.kt").read_text()


def test_blob_ids_let_git_merge_where_the_patch_does_not_fit(git: Git) -> None:
    git.write("a.kt", "one\ntwo\nthree\n")
    git.commit()
    draft = Draft(MemoryTree({"a.kt": b"one\ntwo\nthree\n"}))
    draft.write("a.kt", "one\ntwo\nthree\nagent\n")
    git.write("a.kt", "zero\none\ntwo\nTHREE\n")
    git.commit()
    git.fails("apply", "--3way", _saved(git, draft.patch()))
    assert "<<<<<<< ours\nTHREE\n=======\nthree\nagent\n" in (git.root / "a.kt").read_text()


def _saved(git: Git, patch: Patch) -> str:
    place = git.root.parent / "saved.patch"
    patch.write(place)
    return str(place)


def test_patch_file_is_applied_by_git_and_only_an_own_one_is_overwritten(git: Git) -> None:
    git.write("a.kt", "one\n")
    draft = Draft(MemoryTree({"a.kt": b"one\n"}))
    draft.write("a.kt", "two\n")
    target = git.root.parent / "out.patch"
    draft.patch().write(target)
    draft.patch().write(target)
    git("apply", str(target))
    assert (git.root / "a.kt").read_bytes() == b"two\n"
    target.write_text("notes\n")
    with pytest.raises(UserError, match="exists and is no patch of offdroid"):
        draft.patch().write(target)
    assert target.read_text() == "notes\n"


def test_patch_is_not_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("# offdroid patch; take it over with `git apply`\n")
    (tmp_path / "link").symlink_to(victim)
    with pytest.raises(UserError, match="exists and is no patch"):
        Patch(()).write(tmp_path / "link")


def test_a_reserved_patch_is_written_in_place(git: Git) -> None:
    git.write("a.kt", "one\n")
    target = git.root.parent / "out.patch"
    Patch.reserve(target)
    Patch.reserve(target)
    reserved = target.stat().st_ino
    draft = Draft(MemoryTree({"a.kt": b"one\n"}))
    draft.write("a.kt", "two\n")
    draft.patch().write(target)
    assert target.stat().st_ino == reserved
    git("apply", str(target))
    assert (git.root / "a.kt").read_bytes() == b"two\n"

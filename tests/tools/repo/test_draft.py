"""A draft keeps each file's form, and refuses what must not be written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.base import Refused, Retry, ToolFault
from tools.errors import UserError
from tools.repo.draft import Draft
from tools.repo.text import decode, encode
from tools.repo.tree import Content, FolderTree, MemoryTree

_FORMS = [
    pytest.param(b"a\nb\nc\n", "a\nB\nc\n", b"a\nB\nc\n", id="lf"),
    pytest.param(b"a\r\nb\r\nc\r\n", "a\nB\nnew\nc\n", b"a\r\nB\r\nnew\r\nc\r\n", id="crlf"),
    pytest.param(b"a\rb\rc\r", "a\nc\n", b"a\rc\r", id="cr"),
    pytest.param(b"a\r\nb\nc\r\n", "a\nB\nc\nd\n", b"a\r\nB\nc\r\nd\r\n", id="mixed"),
    pytest.param(b"a\nb\r\nc", "new\na\nb\nc", b"new\na\nb\r\nc", id="mixed-insert-first"),
    pytest.param(b"\xef\xbb\xbfa\r\n", "b\n", b"\xef\xbb\xbfb\r\n", id="mark"),
    pytest.param(b"a\nb", "a\nc\n", b"a\nc", id="no-final-newline-stays"),
    pytest.param(b"a\nb\n", "a\nc", b"a\nc\n", id="final-newline-stays"),
    pytest.param(b"a\nb", "a\nb\n", b"a\nb\n", id="edit-is-about-final-newline"),
    pytest.param(b"a\r\nb\r\n", "a\nb", b"a\r\nb", id="edit-takes-final-newline"),
    pytest.param(b"a\n", "a\r\nb\r\n", b"a\nb\n", id="foreign-line-ends-in-the-edit"),
    pytest.param(b"", "a\n", b"a\n", id="empty"),
    pytest.param(b"a\n", "", b"", id="emptied"),
]


@pytest.mark.parametrize(("before", "text", "after"), _FORMS)
def test_form_of_a_file_is_kept(before: bytes, text: str, after: bytes) -> None:
    draft = Draft(MemoryTree({"A.kt": before}))
    draft.write("A.kt", text)
    assert draft.read("A.kt") == after


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["\n", "\r\n", "\r"]))))
def test_writing_the_same_text_changes_no_byte(lines: list[tuple[str, str]]) -> None:
    data = "".join(body + end for body, end in lines).encode()
    text = decode("a", data)
    assert encode("a", text, base=data, current=data) == data


def test_edit_and_its_reversal_leave_nothing_changed() -> None:
    draft = Draft(MemoryTree({"A.kt": b"a\r\nb\nc\r"}, frozenset({"A.kt"})))
    before = draft.text("A.kt")
    draft.write("A.kt", "x\nb\nc\nd\n")
    assert draft.changed() == ("A.kt",)
    draft.write("A.kt", before)
    assert draft.changed() == ()
    assert draft.patch().empty
    assert draft.executable("A.kt")


def test_created_edited_deleted_and_renamed_files() -> None:
    draft = Draft(MemoryTree({"a": b"1\n", "b": b"2\n", "c": b"3\n"}))
    draft.create("d/new.sh", "echo\n", executable=True)
    draft.write("a", "one\n")
    draft.delete("b")
    draft.rename("c", "e")
    draft.rename("e", "f")
    assert draft.changed() == ("a", "b", "c", "d/new.sh", "f")
    assert list(draft.paths()) == ["a", "d/new.sh", "f"]
    assert (draft.base_text("a"), draft.base_text("f")) == ("1\n", None)
    by_path = {change.path: change for change in draft.patch().files}
    assert by_path["d/new.sh"].new == Content(b"echo\n", True)
    assert by_path["b"].new is None
    assert by_path["f"].source == "c"
    assert "c" not in by_path


def test_checkpoint_takes_edits_back() -> None:
    draft = Draft(MemoryTree({"a": b"1\n"}))
    draft.write("a", "2\n")
    checkpoint = draft.checkpoint()
    draft.rename("a", "b")
    draft.restore(checkpoint)
    assert (draft.changed(), draft.text("a")) == (("a",), "2\n")


def test_draft_over_a_draft() -> None:
    first = Draft(MemoryTree({"a": b"1\r\n"}))
    first.write("a", "2\n")
    second = Draft(first)
    second.write("a", "3\n")
    assert (first.text("a"), second.read("a"), second.base_text("a")) == ("2\n", b"3\r\n", "2\n")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../a", "outside"),
        ("/etc/passwd", "outside"),
        ("a//b", "outside"),
        ("", "outside"),
        ("a\nb", "outside"),
        (".git/config", "git-folder"),
        ("sub/.GIT/hooks/x", "git-folder"),
    ],
)
def test_path_that_leads_out_is_refused(path: str, code: str) -> None:
    draft = Draft(MemoryTree({"a": b"1\n"}))
    with pytest.raises(Refused) as caught:
        draft.create(path, "x\n")
    assert caught.value.code == code
    with pytest.raises(Refused):
        draft.write(path, "x\n")


_FAULTS = [
    pytest.param("image.png", "binary", id="binary"),
    pytest.param("latin.txt", "encoding", id="latin-1"),
    pytest.param("wide.txt", "encoding", id="utf-16"),
    pytest.param("gone.kt", "not-found", id="missing"),
]


@pytest.mark.parametrize(("path", "code"), _FAULTS)
def test_file_that_is_no_utf8_text_is_answered(path: str, code: str) -> None:
    files = {
        "image.png": b"\x89PNG\0",
        "latin.txt": b"caf\xe9",
        "wide.txt": "é".encode("utf-16"),
        "gone_.kt": b"",
    }
    draft = Draft(MemoryTree(files))
    for edit in (draft.text, lambda name: draft.write(name, "x")):
        with pytest.raises(Retry) as caught:
            edit(path)
        assert caught.value.code == code
    assert draft.changed() == ()


def test_missing_path_is_answered_with_near_ones() -> None:
    draft = Draft(MemoryTree({"app/src/Login.kt": b""}))
    with pytest.raises(Retry) as caught:
        draft.text("app/src/login.kt")
    assert caught.value.values["near"] == ("app/src/Login.kt",)


def test_text_that_is_no_unicode_is_answered() -> None:
    draft = Draft(MemoryTree({"a": b""}))
    with pytest.raises(Retry, match="cannot be written as UTF-8"):
        draft.write("a", "\ud800")


@pytest.mark.parametrize("path", ["a", "a/b", "dir"])
def test_creating_over_what_exists_is_answered(path: str) -> None:
    draft = Draft(MemoryTree({"a": b"", "dir/c": b""}))
    with pytest.raises(ToolFault) as caught:
        draft.create(path, "")
    assert caught.value.code == "exists"


def test_folder_tree_leaves_out_git_and_links(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "config").touch()
    (root / "dir").mkdir()
    (root / "dir" / "a.sh").write_bytes(b"a\n")
    (root / "dir" / "a.sh").chmod(0o755)
    (root / "link").symlink_to("dir")
    tree = FolderTree(root)
    assert list(tree.paths()) == ["dir/a.sh"]
    assert (tree.read("dir/a.sh"), tree.executable("dir/a.sh")) == (b"a\n", True)
    with pytest.raises(UserError, match="there is no file `b`"):
        tree.read("b")
    with pytest.raises(Refused, match="symbolic link"):
        Draft(tree).create("link/b", "")

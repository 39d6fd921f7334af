"""What cannot be read is left in peace, and said once."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.tools.index.conftest import FILES, write
from tools.index import Index
from tools.index.listing import list_files
from tools.index.reading import read_batch, read_data

_SETTINGS = [
    *("-c", "protocol.file.allow=always"),
    *("-c", "user.name=A"),
    *("-c", "user.email=a@b.c"),
]


def _git(root: Path, *args: str) -> None:
    subprocess.run(
        ["git", *_SETTINGS, *args],
        cwd=root,
        check=True,
        capture_output=True,
    )


def _commit(root: Path) -> None:
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "All")


def _notes(root: Path, store: Path) -> tuple[str, ...]:
    with Index.open(root, store) as index:
        return index.refresh().notes


def test_awkward_files_are_said_once(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "i.sqlite"
    _git(root, "init", "-q")
    (root / "app/Loop.kt").symlink_to(root / "app")
    (root / "app/Binary.kt").write_bytes(b"class A\0\0\1")
    (root / "app/Wide.kt").write_bytes("class Wide".encode("utf-16"))
    (root / "app/Huge.kt").write_bytes(b"// 50 MB\n" * 5_600_000)
    (root / "app/Empty.kt").write_text("")
    notes = _notes(root, store)
    assert notes == (
        "too large to be read: `app/Huge.kt`",
        "symbolic links are not followed: `app/Loop.kt`",
        "not text, so not read: `app/Binary.kt`, `app/Wide.kt`",
    )
    (root / "app/Empty.kt").write_text("class NoLongerEmpty\n")
    assert _notes(root, store) == ()
    (root / "app/Other.kt").symlink_to(root / "app")
    assert _notes(root, store) == (
        "symbolic links are not followed: `app/Loop.kt`, `app/Other.kt`",
    )


def test_awkward_files_disturb_no_answer(root: Path, tmp_path: Path) -> None:
    (root / "app/Loop.kt").symlink_to(root / "app")
    (root / "app/Latin.kt").write_bytes("class Bär\nclass Plain".encode("latin-1"))
    (root / "app/Binary.kt").write_bytes(b"class A\0\0\1")
    with Index.open(root, tmp_path / "i.sqlite") as index:
        index.refresh()
        facts = index.view()
        assert facts.file("app/Loop.kt") is None
        assert facts.symbols("A") == []
        assert len(facts.symbols("Plain")) == 1


def test_a_file_that_may_not_be_read(root: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    write(root, "app/Secret.kt", "class Secret\n")
    (root / "app/Secret.kt").chmod(0)
    assert _notes(root, tmp_path / "i.sqlite") == ("could not be read: `app/Secret.kt`",)


def test_a_file_that_vanishes_while_others_are_read(root: Path, tmp_path: Path) -> None:
    path = "app/src/main/kotlin/shop/app/LoginScreen.kt"
    _commit(root)
    (root / path).unlink()
    assert path in list_files(root)
    assert read_batch(root, [(1, path)]).rows == []
    with Index.open(root, tmp_path / "i.sqlite") as index:
        assert index.refresh().notes == ()
        assert index.view().symbols("LoginScreen") == []


def test_a_sparse_checkout(root: Path, tmp_path: Path) -> None:
    _commit(root)
    _git(root, "sparse-checkout", "set", "app")
    away = sum("/" in path and not path.startswith("app/") for path in FILES)
    assert _notes(root, tmp_path / "i.sqlite") == (
        f"a sparse checkout: {away} files are not here and not known",
    )


def test_a_submodule(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, "lib/src/main/kotlin/Lib.kt", "class Lib\n")
    _commit(other)
    _commit(root)
    _git(root, "submodule", "add", "-q", str(other), "third/lib")
    with Index.open(root, tmp_path / "i.sqlite") as index:
        assert index.refresh().notes == (
            "a submodule is a project of its own and not read: `third/lib`",
        )
        assert index.view().symbols("Lib") == []


def test_a_shallow_clone(root: Path, tmp_path: Path) -> None:
    _commit(root)
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    with Index.open(clone, tmp_path / "i.sqlite") as index:
        index.refresh()
        assert index.view().symbols("SessionRepository")


def test_names_that_differ_in_case_only(root: Path, tmp_path: Path) -> None:
    write(root, "app/src/main/kotlin/shop/app/loginscreen.kt", "class Lower\n")
    (note,) = _notes(root, tmp_path / "i.sqlite")
    assert note.startswith("names that differ in case only are one file on some systems: `app/src/")


def test_a_package_called_build_is_no_output(root: Path, tmp_path: Path) -> None:
    write(root, "app/src/main/kotlin/shop/build/Tool.kt", "package shop.build\nclass Tool\n")
    write(root, "app/build/tmp/Made.kt", "class Made\n")
    for _ in range(2):  # without git, and with it
        with Index.open(root, tmp_path / "i.sqlite") as index:
            index.refresh()
            assert index.view().symbols("Tool")
            assert index.view().symbols("Made") == []
        _git(root, "init", "-q")


def test_what_became_a_link_or_a_pipe_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("outside")
    root = tmp_path / "project"
    root.mkdir()
    (root / "Link.kt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(root / "Pipe.kt")
    (root / "Real.kt").write_text("class Real")
    found = [read_data(root, name) for name in ("Link.kt", "Pipe.kt", ".", "Gone.kt", "Real.kt")]
    assert found == [None, None, None, None, b"class Real"]

"""The index: what it reads again, and what survives damage, switches and company."""

import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.tools.index.conftest import FILES, write
from tools.index import Index, Refreshed


def _counts(done: Refreshed) -> tuple[int, int, int]:
    return done.files, done.parsed, done.removed


def test_only_what_changed_is_read_again(root: Path, tmp_path: Path) -> None:
    total = len(FILES) - 1
    with Index.open(root, tmp_path / "i.sqlite") as index:
        assert _counts(index.refresh()) == (total, total, 0)
        assert _counts(index.refresh()) == (total, 0, 0)
        write(root, "app/src/main/kotlin/shop/app/New.kt", "package shop.app\nclass New\n")
        assert _counts(index.refresh()) == (total + 1, 1, 0)
        (root / "app/src/main/kotlin/shop/app/New.kt").unlink()
        assert _counts(index.refresh()) == (total, 0, 1)
        assert index.view().symbols("New") == []


def test_content_that_was_seen_before_is_not_read_again(root: Path, tmp_path: Path) -> None:
    path = "core/data/src/main/kotlin/shop/data/SessionRepository.kt"
    before = (root / path).read_text()
    with Index.open(root, tmp_path / "i.sqlite") as index:
        index.refresh()
        write(root, path, before.replace("loginUser", "signIn"))
        assert index.refresh().parsed == 1
        assert [s.name for s in index.view().members("shop.data.SessionRepository")] == ["signIn"]
        write(root, path, before)
        assert index.refresh().parsed == 0
        assert [s.name for s in index.view().members("shop.data.SessionRepository")] == [
            "loginUser"
        ]


def test_an_edit_of_equal_size_and_time_is_seen(root: Path, tmp_path: Path) -> None:
    path = "core/data/src/main/kotlin/shop/data/SessionRepository.kt"
    text = (root / path).read_text()
    with Index.open(root, tmp_path / "i.sqlite") as index:
        index.refresh()
        write(root, path, text.replace("loginUser", "loginUzer"))
        index.refresh()
        assert index.view().symbols("loginUzer")


def test_a_damaged_store_is_rebuilt_with_one_line(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "i.sqlite"
    store.write_bytes(b"SQLite format 3\0" + b"nonsense" * 900)
    with Index.open(root, store) as index:
        done = index.refresh()
        assert len(done.notes) == 1
        assert done.notes[0].startswith("the index was rebuilt: ")
        assert index.refresh().notes == ()


def test_damage_inside_is_met_while_refreshing(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "i.sqlite"
    with Index.open(root, store) as index:
        index.refresh()
    data = bytearray(store.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    store.write_bytes(data)
    with Index.open(root, store) as index:
        done = index.refresh()
        assert len(done.notes) == 1
        assert index.view().symbols("SessionRepository")


def test_an_older_store_is_rebuilt(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "i.sqlite"
    with Index.open(root, store) as index:
        index.refresh()
    connection = sqlite3.connect(store)
    connection.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    connection.commit()
    connection.close()
    with Index.open(root, store) as index:
        done = index.refresh()
        assert done.parsed == done.files
        assert done.notes == ("the index was rebuilt: it was written by another version",)


def test_several_at_once_agree(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "i.sqlite"

    def work(number: int) -> int:
        with Index.open(root, store) as index:
            index.refresh()
            return len(index.view().uses("loginUser"))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(work, range(8))) == [2] * 8


def test_an_empty_file_where_the_store_should_be_is_replaced(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "i.sqlite"
    store.touch()

    with Index.open(root, store) as index:
        assert index.refresh().notes == ("the index was rebuilt: its tables are missing",)
        assert index.view().uses("loginUser")

    assert [path.name for path in tmp_path.glob("i.sqlite*")] == ["i.sqlite"]


def test_work_trees_share_a_store_and_keep_apart(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for path, text in FILES.items():
        write(other, path, text)
    write(other, "app/src/main/kotlin/shop/app/Only.kt", "package shop.app\nclass Only\n")
    store = tmp_path / "i.sqlite"
    with Index.open(root, store) as index:
        index.refresh()
    with Index.open(other, store) as index:
        assert index.refresh().parsed == 1
        assert index.view().symbols("Only")
    with Index.open(root, store) as index:
        assert index.view().symbols("Only") == []
        assert index.search("only") == []


def test_git_decides_what_belongs_to_the_project(root: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / ".gitignore").write_text("Secret.kt\n")
    write(root, "app/src/main/kotlin/shop/app/Secret.kt", "class Secret\n")
    write(root, "app/src/main/kotlin/shop/app/Ünïtracked.kt", "class Untracked\n")
    with Index.open(root, tmp_path / "i.sqlite") as index:
        index.refresh()
        facts = index.view()
        assert facts.symbols("Secret") == []
        assert facts.symbols("Ignored") == []
        assert facts.symbols("Untracked")[0].path.endswith("Ünïtracked.kt")


def test_a_program_that_the_repository_names_is_not_run(root: Path, tmp_path: Path) -> None:
    program = tmp_path / "monitor"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "config", "core.fsmonitor", str(program)], cwd=root, check=True)
    with Index.open(root, tmp_path / "i.sqlite") as index:
        assert index.refresh().files == len(FILES) - 1
    assert not (tmp_path / "ran").exists()


def test_an_empty_folder_has_an_index(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with Index.open(tmp_path / "empty", tmp_path / "i.sqlite") as index:
        assert _counts(index.refresh()) == (0, 0, 0)
        assert index.search("anything") == []
        assert index.map(100, len) == ""
        assert index.project().modules == ()


def test_a_large_project_is_read_by_several_processes(tmp_path: Path) -> None:
    root = tmp_path / "large"
    for number in range(1_300):
        write(root, f"src/main/kotlin/p{number % 7}/C{number}.kt", f"class C{number}\n")
    told: list[tuple[int, int]] = []
    with Index.open(root, tmp_path / "i.sqlite") as index:
        done = index.refresh(lambda read, total: told.append((read, total)))
        assert done.parsed == 1_300
        assert told[-1] == (1_300, 1_300)
        assert index.view().symbols("C1299")[0].path == "src/main/kotlin/p4/C1299.kt"


def test_what_no_work_tree_needs_is_forgotten(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "app/src/main/kotlin/shop/app/LoginScreen.kt"
    with Index.open(root, tmp_path / "i.sqlite") as index:
        index.refresh()
        files = len(index.paths())
        for number in range(2 * files):
            write(root, path, f"class Version{number}\n")
            index.refresh()
        count = "SELECT count(*) FROM version"
        assert index.store.connection.execute(count).fetchone()[0] > 2 * files
        monkeypatch.setattr("tools.index.refresh._STALE_FROM", files)
        write(root, path, "class Last\n")
        index.refresh()
        assert index.store.connection.execute(count).fetchone()[0] == files
        assert index.view().symbols("Last")
        assert index.view().symbols("SessionRepository")

"""Search and git's history: real repositories, rewritten, cut short, moved and missing."""

import subprocess
from pathlib import Path

from tools.index import Hit, Index
from tools.index.history import History, read_history
from tools.index.store import Store

A, B = "app/src/main/kotlin/shop/A.kt", "app/src/main/kotlin/shop/B.kt"


def _git(root: Path, *args: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    done = subprocess.run(
        ["git", *identity, *args], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _commit(root: Path, subject: str, **texts: str) -> None:
    for name, text in texts.items():
        path = root / {"a": A, "b": B}.get(name, f"app/src/main/kotlin/shop/{name}.kt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", subject)


def _shop(root: Path) -> Path:
    root.mkdir()
    _git(root, "init", "-q", "-b", "main")
    _commit(root, "Begin", a="class A\n", b="class B\n")
    _commit(root, "Stop the flickering of the basket", a="class A { val x = 1 }\n")
    _commit(root, "Count the parcels", b="class B { val y = 1 }\n")
    return root


def _search(root: Path, store: Path, query: str) -> list[Hit]:
    with Index.open(root, store) as index:
        index.refresh()
        return index.search(query)


def _read(root: Path, store: Path) -> History:
    opened, _ = Store.open(store)
    try:
        return read_history(root, opened)
    finally:
        opened.close()


def test_a_file_is_found_by_what_its_commits_said(tmp_path: Path) -> None:
    root = _shop(tmp_path / "shop")
    hits = _search(root, tmp_path / "i.sqlite", "the basket flickers while flickering")

    assert [hit.path for hit in hits] == [A]
    assert "history: Stop the flickering of the basket" in hits[0].reasons
    assert "recently changed" in hits[0].reasons
    assert hits == _search(root, tmp_path / "other.sqlite", "the basket flickers while flickering")


def test_the_last_change_counts_more_than_two_older_ones(tmp_path: Path) -> None:
    root = _shop(tmp_path / "shop")
    for number in (1, 2):
        _commit(root, "Tidy up", a=f"class A {{ val box = {number} }}\n")
    for number in range(8):
        _commit(root, "Water the plants", **{f"Plant{number}": "class Plant\n"})
    _commit(root, "Tidy up", b="class B { val box = 1 }\n")

    assert [hit.path for hit in _search(root, tmp_path / "i.sqlite", "box")] == [B, A]


def test_a_moved_file_keeps_its_history(tmp_path: Path) -> None:
    root = _shop(tmp_path / "shop")
    (root / "core").mkdir()
    _git(root, "mv", A, "core/A.kt")
    _git(root, "commit", "-q", "-m", "Move")

    assert [hit.path for hit in _search(root, tmp_path / "i.sqlite", "flickering")] == ["core/A.kt"]


def test_history_brought_up_to_date_equals_a_fresh_one(tmp_path: Path) -> None:
    root, store = _shop(tmp_path / "shop"), tmp_path / "i.sqlite"
    _read(root, store)
    _commit(root, "Open the drawer", a="class A { val x = 2 }\n", b="class B { val y = 2 }\n")
    grown = _read(root, store)
    assert grown.commits[0].paths == (A, B)
    assert grown.commits == _read(root, tmp_path / "fresh.sqlite").commits
    touched = grown.touched({1: (A, (1, 1, 1)), 2: (B, (1, 1, 1))})
    assert 1 in touched.together(2)

    _git(root, "commit", "-q", "--amend", "-m", "Close the drawer")
    rewritten = _read(root, store)
    assert "Open the drawer" not in {one.subject for one in rewritten.commits}
    assert rewritten.commits == _read(root, tmp_path / "again.sqlite").commits

    _git(root, "reflog", "expire", "--expire=now", "--all")
    _git(root, "reset", "-q", "--hard", "HEAD~1")
    _git(root, "reflog", "expire", "--expire=now", "--all")
    _git(root, "gc", "-q", "--prune=now")
    assert len(_read(root, store).commits) == 3


def test_a_shallow_clone_knows_what_it_has(tmp_path: Path) -> None:
    root = _shop(tmp_path / "shop")
    _git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "shallow")

    history = _read(tmp_path / "shallow", tmp_path / "i.sqlite")

    assert [(one.subject, one.paths) for one in history.commits] == [("Count the parcels", ())]
    hits = _search(tmp_path / "shallow", tmp_path / "j.sqlite", "class B")
    assert not any("history" in reason for hit in hits for reason in hit.reasons)


def test_without_commits_or_git_there_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "A.kt").write_text("class Basket\n")
    (tmp_path / "unborn").mkdir()
    _git(tmp_path / "unborn", "init", "-q")

    assert _read(tmp_path / "plain", tmp_path / "i.sqlite").commits == ()
    assert _read(tmp_path / "unborn", tmp_path / "i.sqlite").commits == ()
    assert _search(tmp_path / "plain", tmp_path / "j.sqlite", "basket")[0].path == "A.kt"
    assert _search(tmp_path / "plain", tmp_path / "j.sqlite", "nothing") == []


def test_a_folder_of_a_repository_has_its_part_of_the_history(tmp_path: Path) -> None:
    root = _shop(tmp_path / "shop")

    history = _read(root / "app", tmp_path / "i.sqlite")

    assert {path for one in history.commits for path in one.paths} == {
        A.removeprefix("app/"),
        B.removeprefix("app/"),
    }


def test_a_file_that_the_request_names_comes_first(tmp_path: Path) -> None:
    root = _shop(tmp_path / "shop")
    _commit(root, "More", BasketScreen="class Other\n", Basket="class Basket { val basket = 1 }\n")

    first = _search(root, tmp_path / "i.sqlite", "Fix BasketScreen.kt <!-- Basket Basket -->")[0]

    assert first.path.endswith("/BasketScreen.kt")
    assert "named in the request" in first.reasons

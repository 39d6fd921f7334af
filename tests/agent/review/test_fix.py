"""`--fix`: the index gets the mended staged content, the work tree the same mending merged in."""

from pathlib import Path

import pytest

from tests.agent.project import GREETING, SESSION, Ended, git, offdroid
from tests.agent.review.project import BROKEN, CLOCK, LOST, MENDED, make, stage, staged, write

FAR = "\n\n\n\n\n\n\n\nfun far(): Int = 1\n"
"""Lines that edits of the work tree change without meeting the fix."""

EDITED = FAR.replace("1", "2")

KIND = "package dev.small\n\nenum class Kind { FIRST, LAST }\n\nval one = Kind.SECOND\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


def fix(root: Path, *arguments: str) -> Ended:
    return offdroid(root, "review", "--fix", *arguments)


def disk(root: Path, path: str = GREETING) -> str:
    return (root / path).read_bytes().decode()


def test_staged_and_nothing_else(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    ended = fix(root, "--staged")
    assert (ended.code, ended.out) == (0, "")
    assert ended.error.splitlines() == [
        f"fixed    {GREETING}: added the import of `dev.small.time.Clock`",
        "review   staged changes, 1 file: nothing found",
    ]
    assert staged(root, GREETING) == disk(root) == MENDED
    assert git(root, "status", "--short") == f"M  {GREETING}\n"


def test_what_is_left_out_holds_no_fix_back(root: Path) -> None:
    stage(root, "app/src/main/kotlin/dev/small/Kind.kt", KIND)
    stage(root, GREETING, BROKEN)
    assert fix(root, "--staged", "--select", "KT-04").code == 0
    assert staged(root, GREETING) == MENDED


def test_what_is_wrong_twice_in_a_file_is_mended_beside_what_cannot_be(root: Path) -> None:
    twice = KIND.replace("SECOND", "FRIST") + "\nval two = Kind.FRIST\n"
    path = "app/src/main/kotlin/dev/small/Kind.kt"
    stage(root, path, twice)
    stage(root, GREETING, f"{BROKEN}\nval kinds = listOf(Kind.FRIST, TODO())\n")
    fix(root, "--staged")
    assert staged(root, path) == twice.replace("FRIST", "FIRST")


def test_a_fix_that_leads_back_to_the_last_commit_is_made(root: Path) -> None:
    committed = disk(root, CLOCK)
    broken = committed.replace("package dev.small.time", "package dev.small.tim")
    assert broken != committed
    stage(root, CLOCK, broken)
    write(root, CLOCK, broken + FAR)
    ended = fix(root, "--staged")
    assert ended.code == 0
    assert ended.error.startswith(f"fixed    {CLOCK}: ")
    assert staged(root, CLOCK) == committed
    assert disk(root, CLOCK) == committed + FAR


def test_edits_elsewhere_in_the_file_stay_unstaged(root: Path) -> None:
    stage(root, GREETING, BROKEN + FAR)
    write(root, GREETING, BROKEN + EDITED)
    assert fix(root, "--staged").code == 0
    assert staged(root, GREETING) == MENDED + FAR
    assert disk(root) == MENDED + EDITED


def test_edits_that_meet_the_fix_leave_both_alone_and_are_told(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    edited = BROKEN.replace("package dev.small\n\n", "package dev.small\n\n// mine\n")
    write(root, GREETING, edited)
    ended = fix(root, "--staged")
    assert ended.code == 1
    assert f"`{GREETING}` was not fixed: your edits that are not staged meet the fix" in ended.error
    assert f"{GREETING}:3:61  KT-04" in ended.out
    assert (staged(root, GREETING), disk(root)) == (BROKEN, edited)


def test_the_same_fix_made_by_hand_in_the_work_tree_is_no_conflict(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    write(root, GREETING, MENDED)
    assert fix(root, "--staged").code == 0
    assert staged(root, GREETING) == disk(root) == MENDED


def test_a_file_that_is_gone_from_the_work_tree_stays_gone(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    (root / GREETING).unlink()
    assert fix(root, "--staged").code == 0
    assert staged(root, GREETING) == MENDED
    assert not (root / GREETING).exists()


def test_what_is_only_unstaged_is_not_fixed_with_staged(root: Path) -> None:
    stage(root, SESSION, disk(root, SESSION) + "\n")
    write(root, GREETING, BROKEN)
    assert fix(root, "--staged").code == 0
    assert disk(root) == BROKEN
    assert git(root, "diff", "--cached", "--name-only") == f"{SESSION}\n"


def test_other_files_staged_and_not_stay_as_they_are(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    stage(root, SESSION, disk(root, SESSION) + "// staged\n")
    write(root, SESSION, disk(root, SESSION) + "// not staged\n")
    write(root, "note.txt", "new\n")
    assert fix(root, "--staged").code == 0
    assert staged(root, SESSION).endswith("// staged\n")
    assert disk(root, SESSION).endswith("// staged\n// not staged\n")
    assert git(root, "status", "--short").splitlines() == [
        f"M  {GREETING}", f"MM {SESSION}", "?? note.txt",
    ]  # fmt: skip


def test_the_work_tree_alone_is_fixed_and_undone(root: Path) -> None:
    write(root, GREETING, BROKEN)
    assert fix(root).code == 0
    assert (staged(root, GREETING), disk(root)) != (BROKEN, BROKEN)
    assert disk(root) == MENDED
    assert git(root, "diff", "--cached") == ""
    assert offdroid(root, "undo").code == 0
    assert disk(root) == BROKEN


def test_windows_line_ends_of_the_work_tree_are_kept(root: Path) -> None:
    git(root, "config", "core.autocrlf", "true")
    (root / GREETING).write_bytes((BROKEN + FAR).replace("\n", "\r\n").encode())
    git(root, "add", GREETING)
    assert git(root, "show", f":{GREETING}") == BROKEN + FAR
    (root / GREETING).write_bytes((BROKEN + EDITED).replace("\n", "\r\n").encode())
    assert fix(root, "--staged").code == 0
    assert staged(root, GREETING) == MENDED + FAR
    assert disk(root) == (MENDED + EDITED).replace("\n", "\r\n")


def test_an_executable_stays_one(root: Path) -> None:
    (root / GREETING).chmod(0o755)
    stage(root, GREETING, BROKEN)
    assert fix(root, "--staged").code == 0
    assert git(root, "ls-files", "-s", GREETING).startswith("100755")
    assert (root / GREETING).stat().st_mode & 0o777 == 0o755


def test_what_has_no_certain_fix_is_left_and_told(root: Path) -> None:
    stage(root, GREETING, BROKEN + LOST.partition("\n\n")[2].replace("greet", "other"))
    ended = fix(root, "--staged")
    assert ended.code == 1
    assert "`Nowhere` is not declared" in ended.out
    assert "`Clock`" not in ended.out
    assert "import dev.small.time.Clock" in staged(root, GREETING)


def test_an_index_that_another_git_holds_changes_nothing(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    (root / ".git/index.lock").touch()
    ended = fix(root, "--staged")
    (root / ".git/index.lock").unlink()
    assert (ended.code, "holds the index" in ended.error) == (1, True)
    assert staged(root, GREETING) == disk(root) == BROKEN


def test_a_path_with_a_filter_is_left_alone(root: Path) -> None:
    write(root, ".gitattributes", "*.kt working-tree-encoding=UTF-8\n")
    stage(root, GREETING, BROKEN)
    ended = fix(root, "--staged")
    assert (ended.code, "`working-tree-encoding`" in ended.error) == (1, True)
    assert staged(root, GREETING) == BROKEN


def test_history_cannot_be_fixed(root: Path) -> None:
    ended = fix(root, "--commit", "HEAD")
    assert (ended.code, ended.error.splitlines()[0]) == (2, "error: a commit cannot be fixed")


def test_only_selected_findings_are_fixed(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    assert fix(root, "--staged", "--ignore", "KT-04").code == 0
    assert staged(root, GREETING) == BROKEN


def test_a_moved_file_is_put_right(root: Path) -> None:
    new = CLOCK.replace("/time/", "/clock/")
    (root / new).parent.mkdir()
    git(root, "mv", CLOCK, new)
    assert fix(root, "--staged").code == 0
    assert staged(root, new) == disk(root, new)
    assert disk(root, new).startswith("package dev.small.clock\n")

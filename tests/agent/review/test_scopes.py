"""Which change is reviewed: staged blobs, the work tree, commits, ranges, files, odd entries."""

import json
from pathlib import Path

import pytest

from tests.agent.project import GREETING, SESSION, git, offdroid
from tests.agent.review.project import BROKEN, CLOCK, FINE, LOST, MENDED, make, stage, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


def found(root: Path, *arguments: str, code: int = 0) -> list[str]:
    """The findings of a review as `path check`; `code` is how it must end."""
    ended = offdroid(root, "review", *arguments, "--format", "json")
    assert ended.code == code, ended
    return [f"{one['path']} {one['check']}" for one in json.loads(ended.out)["findings"]]


def test_the_text_names_the_place_the_code_and_the_fix(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    ended = offdroid(root, "review")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        f"block    {GREETING}:3:61  KT-04",
        "         `Clock` is not imported: `dev.small.time.Clock`",
        "         | fun greet(session: Session): String = session.loginUser() + Clock...",
        "         |                                                             ^",
        "         fix: import dev.small.time.Clock",
    ]
    assert ended.error.splitlines() == [
        "review   staged changes, 1 file: 1 block",
        "         this can be fixed by `offdroid review --staged --fix`",
    ]


def test_the_fix_of_several_uses_is_told_in_a_sentence(root: Path) -> None:
    old = '@Deprecated("Say", ReplaceWith("said()"))\nfun told() = said()\nfun said() = 1\n'
    write(root, "app/src/main/kotlin/dev/small/words/Words.kt", f"package dev.small.words\n\n{old}")
    used = "package dev.small\n\nimport dev.small.words.told\n\nval one = told() + told()\n"
    stage(root, "app/src/main/kotlin/dev/small/Uses.kt", used)
    git(root, "add", "-A")
    ended = offdroid(root, "review", "--select", "KT-24")
    assert ended.out.splitlines()[-1] == "         fix: put `said` in the place of `told`"


def test_what_is_staged_is_reviewed_and_not_the_work_tree(root: Path) -> None:
    stage(root, GREETING, LOST)
    write(root, GREETING, FINE)
    assert found(root, "--staged", code=1) == [f"{GREETING} KT-04"]
    stage(root, GREETING, FINE)
    write(root, GREETING, LOST)
    assert found(root, "--staged") == []
    assert found(root, GREETING, code=1) == [f"{GREETING} KT-04"]


def test_a_name_that_is_not_there_is_no_silent_success(root: Path) -> None:
    ended = offdroid(root, "review", "app/nope")
    assert (ended.code, ended.error) == (2, f"error: there is no `app/nope` in `{root}`\n")
    (root / CLOCK).unlink()
    assert found(root, CLOCK) == []


def test_a_deleted_file_is_reviewed_by_what_it_breaks(root: Path) -> None:
    stage(root, GREETING, MENDED)
    git(root, "commit", "-q", "-m", "Tell the time")
    (root / CLOCK).unlink()
    assert found(root, CLOCK, code=1) == [f"{GREETING} KT-02"]
    assert found(root, "app/src/main/kotlin/dev/small/time", code=1) == [f"{GREETING} KT-02"]
    write(root, SESSION, (root / SESSION).read_text() + "\n")
    assert found(root, CLOCK, code=1) == [f"{GREETING} KT-02"]
    assert found(root, SESSION) == []
    write(root, GREETING, FINE)
    assert found(root, CLOCK) == []


def test_a_file_that_was_not_added_is_missed(root: Path) -> None:
    write(root, CLOCK.replace("Clock", "Alarm"), "package dev.small.time\n\nclass Alarm\n")
    stage(root, GREETING, MENDED.replace("Clock", "Alarm").replace(".now()", ".toString()"))
    assert f"{GREETING} KT-02" in found(root, "--staged", code=1)
    git(root, "add", "-A")
    assert found(root, "--staged") == []


def test_a_declaration_that_is_only_unstaged_is_missed(root: Path) -> None:
    write(root, CLOCK, "package dev.small.time\n\nclass Clock\n\nclass Alarm\n")
    stage(root, GREETING, MENDED.replace("Clock", "Alarm").replace(".now()", ".toString()"))
    assert f"{GREETING} KT-02" in found(root, "--staged", code=1)


def test_without_a_word_it_is_what_is_staged_or_else_the_work_tree(root: Path) -> None:
    nothing = offdroid(root, "review")
    assert (nothing.code, nothing.out) == (0, "")
    assert nothing.error == "review   changes of the work tree: there are none\n"
    write(root, GREETING, LOST)
    assert "changes of the work tree, 1 file: 1 block" in offdroid(root, "review").error
    stage(root, SESSION, (root / SESSION).read_text() + "\n")
    assert "staged changes, 1 file: nothing found" in offdroid(root, "review").error


def test_a_commit_and_a_range_are_reviewed_from_any_work_tree(root: Path) -> None:
    stage(root, GREETING, LOST)
    git(root, "commit", "-q", "-m", "Break")
    stage(root, GREETING, FINE)
    git(root, "commit", "-q", "-m", "Mend")
    write(root, SESSION, "package dev.small\n")
    assert found(root, "--commit", "HEAD~1", code=1) == [f"{GREETING} KT-04"]
    assert found(root, "--commit", "HEAD") == []
    assert found(root, "--range", "HEAD~2..HEAD") == []
    assert found(root, "--range", "HEAD~2..HEAD~1", code=1) == [f"{GREETING} KT-04"]
    assert offdroid(root, "review", "--commit", "nothing").code == 2
    assert offdroid(root, "review", "--range", "HEAD").code == 2
    assert offdroid(root, "review", "--commit", "HEAD", "--staged").code == 2


def test_a_range_leaves_out_what_the_other_branch_did(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "work")
    stage(root, GREETING, FINE)
    git(root, "commit", "-q", "-m", "Work")
    git(root, "checkout", "-q", "main")
    git(root, "rm", "-q", CLOCK)
    git(root, "commit", "-q", "-m", "Remove the clock")
    ended = offdroid(root, "review", "--range", "main..work", "--format", "json")
    assert json.loads(ended.out)["files"] == [GREETING]


def test_the_first_commit_is_reviewed_against_nothing(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "new")
    stage(root, GREETING, LOST)
    all_new = [f"{GREETING} KT-04", "app/src/main/res/values/strings.xml RES-16"]
    assert found(root, "--staged", code=1) == all_new
    git(root, "commit", "-q", "-m", "Start again")
    assert found(root, "--commit", "HEAD", code=1) == all_new


def test_a_merge_is_reviewed_against_its_first_parent(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    stage(root, GREETING, LOST)
    git(root, "commit", "-q", "-m", "Break")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--no-edit", "side")
    assert found(root, "--commit", "HEAD", code=1) == [f"{GREETING} KT-04"]
    assert "a merge, against its first parent" in offdroid(root, "review", "--commit", "HEAD").error


def test_a_moved_file_is_judged_at_its_new_place(root: Path) -> None:
    (root / CLOCK).parent.with_name("clock").mkdir()
    git(root, "mv", CLOCK, CLOCK.replace("/time/", "/clock/"))
    assert found(root, "--staged", code=1) == [f"{CLOCK.replace('/time/', '/clock/')} KT-07"]


def test_a_deleted_class_breaks_those_that_use_it(root: Path) -> None:
    stage(root, GREETING, MENDED)
    stage(root, CLOCK.replace("Clock", "Alarm"), "package dev.small.time\n\nclass Alarm\n")
    git(root, "commit", "-q", "-m", "Use the clock")
    git(root, "rm", "-q", CLOCK)
    assert f"{GREETING} KT-02" in found(root, "--staged", code=1)
    assert f"{GREETING} KT-02" in found(root, code=1)


def test_a_person_means_what_is_still_to_do_but_leaves_no_code_out(root: Path) -> None:
    stage(root, GREETING, f"{FINE}\nfun later(): Int = TODO()\n")
    assert f"{GREETING} KT-16" in found(root, "--staged")
    stage(root, GREETING, f"{FINE}\n// ... rest of the code\n")
    assert f"{GREETING} KT-16" in found(root, "--staged", code=1)


def test_conflict_markers_are_found(root: Path) -> None:
    text = FINE.replace("fun ", "<<<<<<< HEAD\nfun hi() = 1\n=======\n>>>>>>> other\nfun ")
    stage(root, GREETING, text)
    assert f"{GREETING} KT-01" in found(root, "--staged", code=1)


def test_unmerged_files_are_told(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    stage(root, GREETING, FINE)
    git(root, "commit", "-q", "-m", "One")
    git(root, "checkout", "-q", "main")
    stage(root, GREETING, LOST)
    git(root, "commit", "-q", "-m", "Two")
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "side")
    ended = offdroid(root, "review", "--staged")
    assert (ended.code, ended.out) == (1, "")
    assert ended.error.startswith(f"error: `{GREETING}` is unmerged")


def test_pictures_submodules_links_and_odd_names_are_no_obstacle(root: Path) -> None:
    picture = "app/src/main/res/drawable/ic.png"
    write(root, picture, "")
    (root / picture).write_bytes(b"\x89PNG\0\0")
    (root / "notes.kt").write_bytes(b"\xff\xfe\0k")
    (root / "app/link.kt").symlink_to("../settings.gradle.kts")
    (root / "app/src/odd name é.txt").write_bytes(b"x")
    inner = make(root / "inner")
    git(root, "add", "-A")
    assert git(root, "ls-files", "-s", "inner").startswith("160000")
    assert found(root, "--staged") == [f"{picture} RES-16"]
    git(root, "commit", "-q", "-m", "Add odd things")
    stage(inner, GREETING, LOST)
    git(inner, "commit", "-q", "-m", "Inside")
    git(root, "rm", "-q", "--cached", "notes.kt")
    assert found(root, "--commit", "HEAD") == [f"{picture} RES-16"]
    assert found(root, "--staged") == []
    assert found(root, "inner") == []


def test_a_sparse_checkout_warns_of_what_may_lie_outside_it(root: Path) -> None:
    write(root, "other/src/main/kotlin/dev/other/Far.kt", "package dev.other\n\nclass Far\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Add a module")
    git(root, "sparse-checkout", "set", "app")
    assert not (root / "other").exists()
    stage(root, GREETING, LOST)
    ended = offdroid(root, "review", "--staged")
    assert ended.code == 0
    assert ended.out.startswith(f"warn     {GREETING}:3:61  KT-04")
    assert "not every file is checked out" in ended.error


def test_only_the_named_files_and_folders_are_told_of(root: Path) -> None:
    write(root, GREETING, LOST)
    write(root, CLOCK, "package dev.small.time\n\nval clock = Nowhere()\n")
    assert found(root, "app/src/main/kotlin/dev/small/time", code=1) == [f"{CLOCK} KT-04"]
    folder = root / "app/src/main/kotlin"
    assert found(folder, "dev/small/Greeting.kt", code=1) == [f"{GREETING} KT-04"]
    assert offdroid(root, "review", "/etc/hosts").code == 2


def test_a_comment_of_the_change_silences_a_check(root: Path) -> None:
    silenced = "\n// offdroid:ignore KT-04 later\nfun greet"
    stage(root, GREETING, LOST.replace("\nfun greet", silenced))
    assert found(root, "--staged") == []


def test_checks_are_selected_ignored_and_weighed(root: Path) -> None:
    stage(root, GREETING, LOST)
    assert found(root, "--ignore", "KT-04") == []
    assert found(root, "--select", "RES") == []
    assert found(root, "--select", "KT", code=1) == [f"{GREETING} KT-04"]
    assert found(root, "--fail-on", "never") == [f"{GREETING} KT-04"]
    unknown = offdroid(root, "review", "--select", "KT-4")
    assert (unknown.code, "no check `KT-4`" in unknown.error) == (2, True)
    write(root, ".offdroid.toml", 'ignore = ["KT-04"]\n')
    assert found(root, "--staged") == []


def test_a_review_works_in_a_linked_work_tree(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git(root, "worktree", "add", "-q", str(other))
    stage(other, GREETING, LOST)
    assert found(other, "--staged", code=1) == [f"{GREETING} KT-04"]
    assert found(root, "--staged") == []

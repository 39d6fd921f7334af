"""What tests of the work tree share: patches to land, and how to see what is there."""

from pathlib import Path

from tests.tools.repo.conftest import LINES, Git
from tools.repo.draft import Draft
from tools.repo.patch import Patch
from tools.repo.repository import Repository


def edited(repository: Repository) -> Draft:
    """A draft that edits, creates, deletes and renames."""
    draft = Draft(repository.snapshot())
    draft.write("App.kt", draft.text("App.kt").replace("two", "TWO"))
    draft.write("crlf.kt", "one\nTWO\nthree\n")
    draft.write("run.sh", "echo two\n")
    draft.write("untracked.kt", "v\n")
    draft.delete("gone.kt")
    draft.rename("dir/old.kt", "far/away/new.kt")
    draft.create("far/script.sh", "echo\n", executable=True)
    return draft


def whole(repository: Repository) -> Patch:
    """A patch that edits the file with the user's work, creates, deletes, renames."""
    draft = Draft(repository.snapshot())
    draft.write("App.kt", draft.text("App.kt").replace("line 15\n", "agent 15\n"))
    draft.write("clean.kt", "a\nagent\nc\n")
    draft.delete("gone.kt")
    draft.rename("dir/old.kt", "dir/new.kt")
    draft.write("dir/new.kt", LINES.replace("line 3\n", "agent 3\n"))
    draft.create("tool.sh", "echo\n", executable=True)
    return draft.patch()


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file and folder of a work tree with bytes and mode."""
    return {
        place.relative_to(root).as_posix(): (
            place.read_bytes() if place.is_file() else b"",
            place.lstat().st_mode,
        )
        for place in root.rglob("*")
        if ".git" not in place.relative_to(root).parts
    }


def changes(diff: str) -> list[str]:
    """The changed lines of a diff, with the files' names."""
    marks = ("+", "-", "deleted", "new file", "rename", "old mode", "new mode")
    return [line for line in diff.splitlines() if line.startswith(marks)]


def work(git: Git) -> tuple[list[str], list[str], str]:
    """What the user has staged, not staged, and untracked."""
    untracked = git("ls-files", "--others", "--exclude-standard")
    return changes(git("diff", "--cached")), changes(git("diff")), untracked


def hook(git: Git, name: str, script: str) -> None:
    git.write(f".git/hooks/{name}", f"#!/bin/sh\n{script}\n").chmod(0o755)

"""The small project with something to import, and edits of it that a review sees."""

from pathlib import Path

from tests.agent.project import GREETING, SESSION, git, make_repository

CLOCK = "app/src/main/kotlin/dev/small/time/Clock.kt"
STRINGS = "app/src/main/res/values/strings.xml"

BROKEN = """package dev.small

fun greet(session: Session): String = session.loginUser() + Clock().now()
"""
"""The greeting without an import that it needs; a review has the fix."""

MENDED = """package dev.small

import dev.small.time.Clock

fun greet(session: Session): String = session.loginUser() + Clock().now()
"""

FINE = """package dev.small

fun greet(session: Session): String = "hello " + session.loginUser()
"""

LOST = """package dev.small

fun greet(session: Session): String = session.loginUser() + Nowhere().toString()
"""
"""The greeting with a name that nothing declares: there is no fix."""


def make(root: Path) -> Path:
    """The repository, committed once."""
    make_repository(root)
    write(root, CLOCK, 'package dev.small.time\n\nclass Clock {\n    fun now(): String = ""\n}\n')
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Add a clock")
    return root


def write(root: Path, path: str, text: str) -> None:
    """Write a file of the work tree."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def stage(root: Path, path: str, text: str) -> None:
    """Write a file and stage it."""
    write(root, path, text)
    git(root, "add", "--", path)


def staged(root: Path, path: str) -> str:
    """What is staged of a file."""
    return git(root, "show", f":{path}")


__all__ = ["BROKEN", "CLOCK", "FINE", "GREETING", "LOST", "MENDED", "SESSION", "STRINGS"]

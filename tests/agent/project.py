"""A small Android project in a real git repository, and the command line run on it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

SESSION = "app/src/main/kotlin/dev/small/Session.kt"
GREETING = "app/src/main/kotlin/dev/small/Greeting.kt"

FILES = {
    "settings.gradle.kts": 'include(":app")\n',
    "app/build.gradle.kts": 'plugins { id("com.android.application") }\n'
    'android { namespace = "dev.small" }\n',
    SESSION: "package dev.small\n\n"
    "class Session(private val name: String) {\n"
    "    fun loginUser(): String = name\n\n"
    "    fun logout() {\n        println(name)\n    }\n}\n",
    GREETING: "package dev.small\n\nfun greet(session: Session): String = session.loginUser()\n",
    "app/src/main/res/values/strings.xml": "<resources>\n"
    '    <string name="app_name">Small</string>\n</resources>\n',
}

IDENTITY = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org")


@dataclass(frozen=True)
class Ended:
    """How a command line ended."""

    code: int
    out: str
    error: str


def write_project(root: Path) -> None:
    """The files of the small project."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def git(root: Path, *arguments: str) -> str:
    """Run git in `root`; what it prints."""
    done = subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout


def make_repository(root: Path) -> Path:
    """The small project, committed once."""
    write_project(root)
    return _committed(root)


def make_repository_of(folder: Path, root: Path) -> Path:
    """A copy of a folder, committed once."""
    shutil.copytree(folder, root)
    return _committed(root)


def _committed(root: Path) -> Path:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    return root


def offdroid(root: Path, *arguments: str, stdin: str = "", **environment: str) -> Ended:
    """Run the command line in `root` as a person would."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "agent", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Ended(done.returncode, done.stdout, done.stderr)

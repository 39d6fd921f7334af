"""A real git in an empty home, and small repositories made with it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

LINES = "".join(f"line {number}\n" for number in range(1, 31))


@dataclass(frozen=True)
class Git:
    """The user's git in a work tree."""

    root: Path

    def __call__(self, *args: str, stdin: bytes | None = None) -> str:
        """Run git, demand success, hand back what it printed."""
        return self.raw(*args, stdin=stdin).decode()

    def raw(self, *args: str, stdin: bytes | None = None) -> bytes:
        """The same as bytes."""
        done = subprocess.run(["git", *args], cwd=self.root, input=stdin, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def fails(self, *args: str) -> str:
        """Run git, demand failure, hand back what it said."""
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, text=True)
        assert done.returncode != 0
        return done.stdout + done.stderr

    def write(self, path: str, data: bytes | str) -> Path:
        """Put a file into the work tree."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
        return place

    def identify(self) -> None:
        """Configure who commits."""
        self("config", "user.name", "Ada")
        self("config", "user.email", "ada@example.org")

    def commit(self, message: str = "Work") -> str:
        """Commit everything and hand back the id."""
        self("add", "-A")
        self("commit", "-q", "-m", message)
        return self("rev-parse", "HEAD").strip()


@pytest.fixture(autouse=True)
def _git_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git settings file of our own, and no variables of a surrounding git."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("EMAIL", raising=False)
    settings = tmp_path / "gitconfig"
    settings.write_text('[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """An empty repository with an identity."""
    root = tmp_path / "project"
    root.mkdir()
    git = Git(root)
    git("init", "-q")
    git.identify()
    return git


@pytest.fixture
def project(git: Git) -> Git:
    """Committed, staged, unstaged and untracked work; CRLF, a binary, an executable bit."""
    git.write("App.kt", "one\ntwo\nthree\nfour\nfive\nsix\n")
    git.write("crlf.kt", b"one\r\ntwo\r\nthree\r\n")
    git.write("run.sh", "echo one\n").chmod(0o755)
    git.write("image.png", b"\x89PNG\0\1")
    git.write("gone.kt", "gone\n")
    git.write("dir/old.kt", "a\nb\nc\nd\n")
    git.commit()
    git.write("App.kt", "one\ntwo\nthree\nfour\nfive\nSIX staged\n")
    git.write("image.png", b"\x89PNG\0\2")
    git("add", "-A")
    git.write("App.kt", "one\ntwo\nthree\nfour\nfive\nSIX staged\nseven unstaged\n")
    git.write("untracked.kt", b"\xef\xbb\xbfu\r\n").chmod(0o600)
    return git


@pytest.fixture
def layered(git: Git) -> Git:
    """One file with a staged change at its top and an unstaged one at its end; other work too."""
    git.write("App.kt", LINES)
    git.write("clean.kt", b"a\r\nb\r\nc\r\n")
    git.write("run.sh", "echo\n").chmod(0o755)
    git.write("gone.kt", "gone\n")
    git.write("dir/old.kt", LINES)
    git.commit("Base")
    git.write("App.kt", LINES.replace("line 2\n", "staged 2\n"))
    git.write("staged new.kt", "new\n")
    git("add", "-A")
    git.write("App.kt", LINES.replace("line 2\n", "staged 2\n").replace("line 29\n", "tree 29\n"))
    git.write("untracked.kt", "u\n")
    return git

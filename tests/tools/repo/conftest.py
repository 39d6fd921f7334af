"""A real git in an empty home, and small repositories made with it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


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

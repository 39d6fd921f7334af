"""The sample project for tests: copies to change, and the list of its sins."""

import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"
SAMPLE = FIXTURES / "android_sample"
_IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.invalid")


@dataclass(frozen=True)
class Sin:
    """One entry of `android_sample.sins.toml`, where the fields are explained."""

    kind: str
    path: str
    line: str
    text: str = ""
    equal: str = ""
    trap: str = ""


@dataclass(frozen=True)
class Mention:
    """A name in a comment or a plain string, which a rename lists and leaves alone."""

    name: str
    path: str
    line: str
    place: str


def sins() -> list[Sin]:
    return [Sin(**entry) for entry in _entries()["sin"]]


def mentions() -> list[Mention]:
    return [Mention(**entry) for entry in _entries()["mention"]]


def copy_sample(target: Path) -> Path:
    """Put the files of the sample that git knows below `target`, a folder that does not exist."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=SAMPLE, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((SAMPLE / name).read_bytes())
    return target


def sample_repository(target: Path) -> Path:
    """A copy of the sample as a git repository with one commit and a clean work tree."""
    copy_sample(target)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Start"]):
        subprocess.run(["git", *_IDENTITY, *arguments], cwd=target, check=True)
    return target


def change(project: Path, path: str, old: str, new: str) -> None:
    """Replace the one occurrence of `old` in a file of the project."""
    file = project / path
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path}"
    file.write_text(text.replace(old, new), "utf-8")


def _entries() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads((FIXTURES / "android_sample.sins.toml").read_text("utf-8"))

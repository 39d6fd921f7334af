"""What the tier set up and judged, told at the end of a test session."""

import tomllib
from pathlib import Path

from tests.toolchain.packages import LIST, Packages

_notes: list[str] = []


def note(line: str) -> None:
    """Have a line printed at the end of the session."""
    _notes.append(line)


def notes() -> tuple[str, ...]:
    return tuple(_notes)


def setup(packages: Packages) -> str:
    """The compilers by version, and the folder in which they are kept."""
    lists = tomllib.loads(LIST.read_text("utf-8")).values()
    versions = {
        name: version
        for section in lists
        for _, name, version, *_ in (entry.split(":") for entry in section["packages"])
    }
    wanted = {
        "Kotlin and Compose": "kotlin-compiler-embeddable",
        "KSP": "symbol-processing-aa-embeddable",
        "Hilt": "hilt-compiler",
        "Room": "room-compiler",
        "aapt2 of apktool": "apktool-lib",
    }
    told = ", ".join(f"{title} {versions[name]}" for title, name in wanted.items())
    return f"{told}; in {_short(packages.root)}"


def _short(path: Path) -> str:
    home = Path("~").expanduser()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)

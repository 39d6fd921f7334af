"""Case files: one text file that holds what goes in and what must come out.

A file begins with `key: value` lines. A line `=== name` opens a part, which ends before the next
such line; `=== before app/A.kt` names a file. The last line break of a part is not part of it.
"""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """`settings` are the lines at the top, `parts` the texts by their names."""

    name: str
    settings: dict[str, str]
    parts: dict[str, str]

    def files(self, part: str) -> dict[str, str]:
        """The files of a part: `before a/B.kt` gives `a/B.kt`; each ends with a line break."""
        return {
            name.removeprefix(f"{part} "): f"{text}\n" if text else ""
            for name, text in self.parts.items()
            if name.startswith(f"{part} ")
        }


def load(path: Path) -> Case:
    """Read one case file."""
    settings: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("=== "):
            current = parts.setdefault(line[4:].strip(), [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            key, _, value = line.partition(":")
            settings[key.strip()] = value.strip()
    texts = {
        name: "\n".join(lines[:-1] if lines[-1:] == [""] else lines)
        for name, lines in parts.items()
    }
    return Case(path.stem, settings, texts)


def cases(folder: str) -> list[Case]:
    """All cases of a folder below this one, by name."""
    return [load(path) for path in sorted((HERE / folder).glob("*.txt"))]

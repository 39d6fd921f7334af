"""What is decided about one occurrence of the old name."""

from dataclasses import dataclass, field
from typing import Literal

from tools.recipes.base import Mention
from tools.recipes.names.source import Source


@dataclass(frozen=True)
class Verdict:
    """`change` it, `list` it with the reason, or `skip` it: it means something else."""

    kind: Literal["change", "list", "skip"]
    reason: str = ""


CHANGE = Verdict("change")
SKIP = Verdict("skip")


def doubt(reason: str) -> Verdict:
    """The occurrence may be the symbol."""
    return Verdict("list", reason)


@dataclass
class Changes:
    """Replacements by file as (start, end, text), and the places that are listed."""

    edits: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)

    def replace(self, path: str, start: int, end: int, text: str) -> None:
        """Plan one replacement."""
        edits = self.edits.setdefault(path, [])
        if (start, end, text) not in edits:
            edits.append((start, end, text))

    def mention(self, source: Source, offset: int, reason: str) -> None:
        """List the line of an offset."""
        entry = Mention(source.path, source.line(offset), source.line_text(offset), reason)
        if entry not in self.mentions:
            self.mentions.append(entry)

    def rewritten(self, path: str, text: str) -> str:
        """The text with its replacements."""
        for start, end, new in sorted(self.edits.get(path, ()), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    @property
    def count(self) -> int:
        """How many places change."""
        return sum(len(edits) for edits in self.edits.values())

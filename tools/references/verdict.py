"""What is decided about one occurrence of the old name."""

from dataclasses import dataclass, field
from typing import Literal

from tools.recipes.base import Mention
from tools.references.source import Source


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
    """Replacements by file as {(start, end): text}, and the places that are listed."""

    edits: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    _mentions: dict[Mention, None] = field(default_factory=dict)
    _open: set[tuple[str, int]] = field(default_factory=set)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The places that are listed, in the order found, each once."""
        return tuple(self._mentions)

    def replace(self, path: str, start: int, end: int, text: str) -> None:
        """Plan one replacement."""
        self.edits.setdefault(path, {})[start, end] = text

    def mention(self, source: Source, offset: int, reason: str, *, needs: bool = False) -> None:
        """List the line of an offset; `needs`: what stands there may not compile now."""
        line = source.line(offset)
        if reason == "in a text" and (source.path, line) in self._open:
            return
        if needs:
            self._open.add((source.path, line))
        entry = Mention(source.path, line, source.line_text(offset), reason, needs)
        self._mentions.setdefault(entry)

    def rewritten(self, path: str, text: str) -> str:
        """The text with its replacements."""
        parts: list[str] = []
        at = 0
        for (start, end), new in sorted(self.edits.get(path, {}).items()):
            parts += text[at:start], new
            at = end
        return "".join((*parts, text[at:]))

    @property
    def count(self) -> int:
        """How many places change."""
        return sum(len(edits) for edits in self.edits.values())

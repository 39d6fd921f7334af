"""What a rename replaces, and the places that it lists for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tools.recipes.base import Mention
from tools.references.source import Source
from tools.references.verdict import Occurrence


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

    def take(self, found: Iterable[Occurrence], names: Mapping[str, str]) -> None:
        """Replace what is certain by the new name of what is written there; list the rest."""
        for one in found:
            reason = one.verdict.reason
            if one.verdict.kind == "certain" and not reason:
                written = one.source.text[one.start : one.end].strip("`")
                self.replace(one.source.path, one.start, one.end, names[written])
            else:
                needs = reason != "in a text"
                self.mention(one.source, one.start, reason, needs=needs)

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

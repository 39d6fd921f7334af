"""Our own limits on a reply: a schema allows endless white space, and a model may loop."""

from dataclasses import dataclass

_WINDOW = 1024
_LONGEST_CYCLE = 128
_LOOK_EVERY = 64
_CHARACTERS_PER_TOKEN = 16
_SLACK = 16


@dataclass(frozen=True)
class Limits:
    """What a reply may hold. `white_space` counts characters in a row, `cycle` says whether a
    text that only repeats itself is cut."""

    tokens: int
    white_space: int = 400
    cycle: bool = True


class Watch:
    """Sees each piece of a reply as it arrives and says when to stop, and why."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tail = ""
        self._blank = 0
        self._characters = 0
        self._unlooked = 0
        self.pieces = 0

    def feed(self, piece: str) -> str:
        """Why the generation must stop now; empty while it may go on. A piece is >= 1 token."""
        self.pieces += 1
        self._characters += len(piece)
        solid = piece.rstrip()
        self._blank = len(piece) - len(solid) if solid else self._blank + len(piece)
        self._tail = (self._tail + piece)[-_WINDOW:]
        self._unlooked += len(piece)
        if self.pieces > self._limits.tokens + _SLACK:
            return "too many tokens"
        if self._characters > (self._limits.tokens + _SLACK) * _CHARACTERS_PER_TOKEN:
            return "too many characters"
        if self._blank > self._limits.white_space:
            return "white space without end"
        return self._repetition()

    def _repetition(self) -> str:
        if not self._limits.cycle or self._unlooked < _LOOK_EVERY or len(self._tail) < _WINDOW:
            return ""
        self._unlooked = 0
        return "the same text again and again" if _cycles(self._tail) else ""


def _cycles(text: str) -> bool:
    return any(text[period:] == text[:-period] for period in range(1, _LONGEST_CYCLE + 1))

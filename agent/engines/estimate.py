"""How many tokens a text takes where the engine does not count: a guess that errs upwards."""

import re
from collections import deque
from collections.abc import Sequence

from agent.engines.base import Message

_PIECE = re.compile(r"[A-Za-z]+|[0-9]|[ ]+|\n+|[^\sA-Za-z0-9]|\s", re.ASCII)
_LETTERS_PER_TOKEN = 5
_PER_MESSAGE = 8
_REMEMBERED = 8
_MARGIN = 1.02


def estimate_tokens(text: str) -> int:
    """Tokens of source code or prose in the vocabulary of today's models, rather too many."""
    return sum(_piece_tokens(piece) for piece in _PIECE.findall(text))


def _piece_tokens(piece: str) -> int:
    if piece[0].isascii() and piece[0].isalpha():
        return -(-len(piece) // _LETTERS_PER_TOKEN)
    if piece[0] == " ":
        return 0 if len(piece) == 1 else 1
    return 1 if piece.isascii() else len(piece.encode("utf-8", "replace")) // 2 or 1


def estimate_messages(messages: Sequence[Message]) -> int:
    """Tokens of a whole conversation, with what a chat template puts around each message."""
    return sum(estimate_tokens(message.content) + _PER_MESSAGE for message in messages)


class Calibrated:
    """An estimate that learns from the server's own counts and still errs upwards."""

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=_REMEMBERED)

    def observe(self, messages: Sequence[Message], counted: int) -> None:
        """The server counted this many tokens for these messages."""
        guessed = estimate_messages(messages)
        if guessed and counted > 0:
            self._ratios.append(min(4.0, max(0.25, counted / guessed)))

    def count(self, text: str) -> int:
        """Tokens of `text`."""
        return self._scaled(estimate_tokens(text))

    def count_messages(self, messages: Sequence[Message]) -> int:
        """Tokens of a conversation."""
        return self._scaled(estimate_messages(messages))

    def _scaled(self, tokens: int) -> int:
        if not self._ratios:
            return tokens
        return int(tokens * max(self._ratios) * _MARGIN) + 1

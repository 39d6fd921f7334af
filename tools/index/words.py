"""Text to search terms: identifiers split at case and underscore, lower case."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W_]+")
_ASCII_WORDS = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\WA-Z\d_]+|\d+|[A-Z]")
_LONGEST = 40
_KNOWN = 200_000


class _Parts(dict[str, tuple[str, ...]]):
    """Words with their terms, each split once; a call costs more than most words do."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(word) > _LONGEST:
            return ()
        lower = word.islower()
        found = (word,) if lower else tuple(part.lower() for part in _PART.findall(word))
        if len(self) >= _KNOWN:
            self.clear()
        self[word] = found
        return found


_PARTS = _Parts()


def split(word: str) -> tuple[str, ...]:
    """The terms of one word: `loginUserId2` gives login, user, id, 2."""
    return _PARTS[word]


def _words(text: str) -> list[str]:
    """What `_WORD` finds, several times as fast where no letter is beyond ASCII."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII_WORDS).decode("ascii").split()
    return _WORD.findall(text)


def terms(text: str) -> list[str]:
    """All terms of a text, in order."""
    return [term for word in _words(text) for term in _PARTS[word]]


def counts(text: str) -> dict[str, int]:
    """How often each term occurs in a text."""
    found: dict[str, int] = {}
    for word, times in Counter(_words(text)).items():
        for term in _PARTS[word]:
            found[term] = found.get(term, 0) + times
    return found

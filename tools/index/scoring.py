"""The words of a request, and how well the words of each file match them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

from tools.index.words import terms

if TYPE_CHECKING:
    from tools.index.index import Index

_K1, _B = 1.2, 0.75
_FIELDS = (("text", 0, 0xFFFF, 1.0), ("symbols", 16, 0xFF, 0.3), ("path", 24, 0xFF, 0.5))
_DETAIL = 0.2
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_STOP = frozenset(
    "a an the of to in on for and or is are be it its this that with from as at by into not no all"
    " should must can when where which who what please we i you".split()
)


@dataclass(slots=True)
class Score:
    """What speaks for one file; `places` are resources used or words said there."""

    value: float = 0.0
    fields: dict[str, set[str]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Request:
    """A request without its comments: each word with its weight, the first line counts most."""

    text: str
    weights: dict[str, float]

    @classmethod
    def read(cls, text: str) -> "Request":
        """Take a request apart."""
        text = _COMMENT.sub(" ", text).strip()
        first = _said(text.partition("\n")[0])
        rest = [word for word in _said(text) if word not in first]
        return cls(text, dict.fromkeys(first, 1.0) | dict.fromkeys(rest, _DETAIL))

    def asks_for(self, *words: str) -> bool:
        """Whether one of the words is said."""
        return not self.weights.keys().isdisjoint(words)

    def main(self) -> dict[str, str]:
        """The terms that the first line looks for, each with the word it stands for."""
        main = [word for word, weight in self.weights.items() if weight == 1.0]
        return {form: word for word in reversed(main) for form in forms(word)}


def forms(word: str) -> tuple[str, ...]:
    """A word, and its other number: `dialog` and `dialogs`."""
    if len(word) < 4 or word.endswith("ss"):
        return (word,)
    if word.endswith("ies"):
        return (word, f"{word[:-3]}y")
    if word.endswith("es"):
        return (word, word[:-1], word[:-2])
    return (word, word[:-1]) if word.endswith("s") else (word, f"{word}s")


def match(index: "Index", request: Request) -> dict[int, Score]:
    """BM25 over content, names of declarations and path, added up, by version."""
    live = index.lengths()
    count = max(len(live), 1)
    norms = [_norms(live.items(), place) for place in range(3)]
    scores: dict[int, Score] = {}
    for term, weight in request.weights.items():
        rows = [row for form in forms(term) for row in _rows(index, form) if row[0] in live]
        for (name, shift, mask, share), norm in zip(_FIELDS, norms, strict=True):
            times: dict[int, int] = {}
            for version, packed in rows:
                if found := (packed >> shift) & mask:
                    times[version] = times.get(version, 0) + found
            rarity = log(1 + (count - len(times) + 0.5) / (len(times) + 0.5)) * weight * share
            for version, found in times.items():
                score = scores.get(version)
                if score is None:
                    score = scores[version] = Score()
                score.value += rarity * found * (_K1 + 1) / (found + norm[version])
                score.fields.setdefault(name, set()).add(term)
    return scores


def _norms(
    live: Iterable[tuple[int, tuple[str, tuple[int, int, int]]]], place: int
) -> dict[int, float]:
    lengths = {version: size[place] for version, (_, size) in live}
    average = max(sum(lengths.values()) / max(len(lengths), 1), 1.0)
    fixed, slope = _K1 * (1 - _B), _K1 * _B / average
    return {version: fixed + slope * length for version, length in lengths.items()}


def _rows(index: "Index", term: str) -> Iterable[tuple[int, int]]:
    pairs = index.postings(term)
    return zip(pairs[::2], pairs[1::2], strict=True)


def _said(text: str) -> list[str]:
    words = dict.fromkeys(terms(text))
    return [word for word in words if word not in _STOP] or list(words)

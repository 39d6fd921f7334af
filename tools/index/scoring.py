"""How well the words of each file match those of a request."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from tools.index.request import forms

if TYPE_CHECKING:
    from tools.index.index import Index

_K1, _B = 0.6, 0.6
_FIELDS = (("text", 0, 0xFFFF, 1.0), ("symbols", 16, 0xFF, 0.2), ("path", 24, 0xFF, 0.8))

Lengths = Mapping[int, tuple[str, tuple[int, int, int]]]
"""Version to path, and the lengths of its content, declarations and path in terms."""


@dataclass(slots=True)
class Score:
    """What speaks for one file; `places` are resources used or words said there."""

    value: float = 0.0
    credit: float = 0.0
    shown: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()


class Norms:
    """What the length of each file does to its matches, for content, declarations and path."""

    def __init__(self, lengths: Lengths) -> None:
        self.fields = [self._of(lengths, place) for place in range(3)]

    @staticmethod
    def _of(lengths: Lengths, place: int) -> dict[int, float]:
        total = sum(size[place] for _, size in lengths.values())
        average = max(total / max(len(lengths), 1), 1.0)
        fixed, slope = _K1 * (1 - _B), _K1 * _B / average
        return {version: fixed + slope * size[place] for version, (_, size) in lengths.items()}


@dataclass(frozen=True)
class Matches:
    """BM25 of each version, at most 1, and how often each field of it has each term."""

    values: dict[int, float]
    times: tuple[tuple[str, str, dict[int, int]], ...]

    def of(self, version: int) -> dict[str, list[str]]:
        """The terms that each field of a version has."""
        found: dict[str, list[str]] = {}
        for name, term, times in self.times:
            if version in times:
                found.setdefault(name, []).append(term)
        return found

    def having(self, name: str) -> set[int]:
        """The versions of which a field has a term."""
        return {version for field_, _, times in self.times if field_ == name for version in times}


def match(index: "Index", weights: Mapping[str, float], norms: Norms) -> Matches:
    """BM25 over content, names of declarations and path, added up."""
    count = max(len(norms.fields[0]), 1)
    values: defaultdict[int, float] = defaultdict(float)
    kept: list[tuple[str, str, dict[int, int]]] = []
    for term, weight in weights.items():
        rows = [index.postings(form) for form in forms(term)]
        for (name, shift, mask, share), norm in zip(_FIELDS, norms.fields, strict=True):
            times: dict[int, int] = {}
            for pairs in rows:
                for version, packed in zip(pairs[::2], pairs[1::2], strict=True):
                    if (found := (packed >> shift) & mask) and version in norm:
                        times[version] = times.get(version, 0) + found
            rarity = log(1 + (count - len(times) + 0.5) / (len(times) + 0.5)) * weight * share
            for version, found in times.items():
                values[version] += rarity * found / (found + norm[version])
            kept.append((name, term, times))
    best = max(values.values(), default=0.0) or 1.0
    return Matches({version: value / best for version, value in values.items()}, tuple(kept))

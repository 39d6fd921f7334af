"""What commits tell of the files of today: the words of their subjects, and what changed when."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import exp, log, log1p
from typing import NamedTuple

from tools.index.paths import Paths
from tools.index.scoring import Lengths, Norms
from tools.index.words import terms

_K1, _B = 1.2, 0.75
_FADES, _STALE = 500, 5_000
_NEW, _RECENT, _LAST = 10, 50, 0.3
_ALIKE = 10
_TOGETHER = 20
_DOUBT = 3


class Commit(NamedTuple):
    """One commit: seconds since 1970, and the paths it touched; none where there were many."""

    id: str
    time: int
    subject: str
    paths: tuple[str, ...]


class Told(NamedTuple):
    """What the subjects of commits tell of files, by version; the most is 1.

    `rarity` is that of each word among all subjects, at most 1.
    """

    rarity: dict[str, float]
    words: dict[int, float]
    alike: dict[int, float]
    subjects: dict[int, str]


class Touched:
    """Commits, newest first, with the files that they touched, where these are now.

    A moved file is found by its name, if that is unique. `live` gives the version of a path that
    is ranked, `named` those of a name, `norms` what their lengths mean, `paths` what paths tell.
    """

    def __init__(self, commits: Sequence[Commit], lengths: Lengths) -> None:
        self.norms = Norms(lengths)
        self.paths = Paths(lengths)
        self.live = {path: version for version, (path, size) in lengths.items() if size[2]}
        self.named: dict[str, list[int]] = {}
        for path, version in self.live.items():
            self.named.setdefault(path.rpartition("/")[2], []).append(version)
        self._commits = commits
        self._speaking: dict[str, list[int]] = {}
        self._spoken_words: list[int] = []
        for number, commit in enumerate(commits):
            words = set(terms(commit.subject))
            self._spoken_words.append(len(words))
            for word in words:
                self._speaking.setdefault(word, []).append(number)
        self._files = [self._now(commit.paths) for commit in commits]
        self._weight = [max(len(commit.paths), 1) ** -0.5 for commit in commits]
        self._touching: dict[int, list[int]] = {}
        self._lengths: dict[int, float] = {}
        for number, files in enumerate(self._files):
            weight = self._weight[number] * exp(-number / _FADES)
            for version in files:
                self._lengths[version] = self._lengths.get(version, 0.0) + weight
                if len(commits[number].paths) > 1:
                    self._touching.setdefault(version, []).append(number)

    def _now(self, paths: tuple[str, ...]) -> tuple[int, ...]:
        found: list[int] = []
        for path in paths:
            version = self.live.get(path)
            if version is None:
                named = self.named.get(path.rpartition("/")[2], ())
                version = named[0] if len(named) == 1 else None
            if version is not None:
                found.append(version)
        return tuple(found)

    def told(self, sought: Mapping[str, str], main: frozenset[str]) -> Told:
        """What subjects tell of words; `main` are those for which files are looked up.

        `sought` gives the word that each term stands for.
        """
        saying: dict[str, set[int]] = {word: set() for word in sought.values()}
        for term, word in sought.items():
            saying[word].update(self._speaking.get(term, ()))
        total = len(self._commits)
        rarity = {
            word: log(1 + (total - len(numbers) + 0.5) / (len(numbers) + 0.5))
            for word, numbers in saying.items()
        }
        found: dict[int, list[str]] = {}
        for word in sorted(main):
            for number in saying[word]:
                found.setdefault(number, []).append(word)
        matched = sorted(found.items())
        most = log(1 + (total + 0.5) / 0.5)
        return Told(
            {word: value / most if total else 1.0 for word, value in rarity.items()},
            _scaled(self._spoken(matched, rarity)),
            _scaled(self._similar(matched, rarity)),
            self._best(matched, rarity),
        )

    def _spoken(
        self, hits: list[tuple[int, list[str]]], rarity: Mapping[str, float]
    ) -> dict[int, float]:
        """How much all commits of a file speak of the words, new ones most."""
        times: dict[str, dict[int, float]] = {}
        for number, found in hits:
            weight = self._weight[number] * exp(-number / _FADES)
            for word in found:
                counted = times.setdefault(word, {})
                for version in self._files[number]:
                    counted[version] = counted.get(version, 0.0) + weight
        values: dict[int, float] = {}
        for word, counted in times.items():
            for version, count in counted.items():
                share = count / (count + 0.3 + 0.3 * self._lengths[version] ** 0.5)
                values[version] = values.get(version, 0.0) + rarity[word] * share
        return values

    def _similar(
        self, hits: list[tuple[int, list[str]]], rarity: Mapping[str, float]
    ) -> dict[int, float]:
        """The files of the commits whose subjects are most like the words."""
        average = sum(self._spoken_words) / max(len(self._spoken_words), 1)
        near = sorted(
            (-self._likeness(number, found, rarity, average), number) for number, found in hits
        )
        values: dict[int, float] = {}
        for likeness, number in near[:_ALIKE]:
            for version in self._files[number]:
                gain = likeness**2 * self._weight[number] ** 2
                values[version] = values.get(version, 0.0) + gain
        return values

    def _likeness(
        self, number: int, found: list[str], rarity: Mapping[str, float], average: float
    ) -> float:
        length = 1 + _K1 * (1 - _B + _B * self._spoken_words[number] / average)
        return sum(rarity[word] for word in found) / length * exp(-number / _STALE)

    def _best(
        self, hits: list[tuple[int, list[str]]], rarity: Mapping[str, float]
    ) -> dict[int, str]:
        best: dict[int, tuple[float, str]] = {}
        for number, found in hits:
            value = sum(rarity[word] for word in found) * exp(-number / _FADES)
            for version in self._files[number]:
                if value > best.get(version, (0.0, ""))[0]:
                    best[version] = value, self._commits[number].subject
        return {version: subject for version, (_, subject) in best.items()}

    @cached_property
    def _names(self) -> list[str]:
        return sorted(self.named)

    def beginning(self, start: str) -> Iterator[str]:
        """The names of files that begin with some letters."""
        for at in range(bisect_left(self._names, start), len(self._names)):
            if not self._names[at].startswith(start):
                return
            yield self._names[at]

    @cached_property
    def recent(self) -> dict[int, float]:
        """How much the last commits touched each file, and how lately one did.

        Each of two spans gives at most its share, the last change of all gives `_LAST`.
        """
        found: dict[int, float] = {}
        for span, share in ((_NEW, 0.2), (_RECENT, 0.8)):
            touched: dict[int, float] = {}
            for number, files in enumerate(self._files[: 10 * span]):
                for version in files:
                    weight = exp(-number / span) * self._weight[number]
                    touched[version] = touched.get(version, 0.0) + weight
            for version, weight in _scaled({v: log1p(w) for v, w in touched.items()}).items():
                found[version] = found.get(version, 0.0) + share * weight
        last: dict[int, int] = {}
        for number, files in enumerate(self._files[:_RECENT]):
            for version in files:
                last.setdefault(version, number)
        for version, number in last.items():
            found[version] = found.get(version, 0.0) + _LAST / (1 + number)
        return found

    def together(self, version: int) -> dict[int, float]:
        """How likely each other file is to change where this one does, 0 to 1."""
        numbers = self._touching.get(version, [])[:_TOGETHER]
        found: dict[int, float] = {}
        for number in numbers:
            share = (len(self._commits[number].paths) - 1) ** -0.5 / (len(numbers) + _DOUBT)
            for other in self._files[number]:
                if other != version:
                    found[other] = found.get(other, 0.0) + share
        return found


def _scaled(values: dict[int, float]) -> dict[int, float]:
    most = max(values.values(), default=1.0)
    return {version: value / most for version, value in values.items()}

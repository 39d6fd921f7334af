"""Ranking: BM25 over content, with bonuses for path and symbols, and resource texts resolved."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

from tools.android.resources import Resource, key, shown_text
from tools.index.facts import FileFacts
from tools.index.words import terms
from tools.syntax.symbols import Symbol

if TYPE_CHECKING:
    from tools.index.index import Index

_K1, _B = 1.2, 0.75
_WEIGHTS = (("text", 0, 0xFFFF, 1.0), ("symbols", 16, 0xFF, 0.3), ("path", 24, 0xFF, 0.5))
_TEST = 0.8
_SHOWN = 1.5
_PHRASE = 8
_QUOTED = re.compile(r"[\"“„«'`]([^\"“”„«»'`]{2,80})[\"“”»'`]")
_EXACT_NAME = 6.0
_STOP = frozenset(
    "a an the of to in on for and or is are be it its this that with from as at by into not no all"
    " should must can when where which who what please we i you".split()
)
_TEST_FOLDERS = ("/test", "/androidTest", "/commonTest", "/testFixtures", "Test.", "Tests.")


@dataclass(frozen=True)
class Hit:
    """A ranked file; `symbols` are those of it that the query names, best first."""

    path: str
    score: float
    reasons: tuple[str, ...]
    symbols: tuple[Symbol, ...]


@dataclass(slots=True)
class _Score:
    value: float = 0.0
    fields: dict[str, set[str]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)


def search(index: "Index", query: str, limit: int) -> list[Hit]:
    """The best files for some words, best first; the same answer for the same index."""
    words = terms(query)
    wanted = [word for word in dict.fromkeys(words) if word not in _STOP] or words
    if not wanted:
        return []
    scores = _bm25(index, wanted)
    _resolve_texts(index, query, scores)
    _exact_names(index, query, scores)
    live = index.lengths()
    if not {"test", "tests"} & set(words):
        for version, score in scores.items():
            if is_test(live[version][0]):
                score.value *= _TEST
    ranked = sorted(scores, key=lambda version: (-scores[version].value, live[version][0]))
    return [_hit(index, live[v][0], scores[v], wanted) for v in ranked[:limit]]


def is_test(path: str) -> bool:
    """Whether a file belongs to a test source set."""
    return any(mark in path for mark in _TEST_FOLDERS)


def _bm25(index: "Index", wanted: Iterable[str]) -> dict[int, _Score]:
    live = index.lengths()
    count = max(len(live), 1)
    averages = [max(sum(row[1][place] for row in live.values()) / count, 1.0) for place in range(3)]
    scores: dict[int, _Score] = {}
    for term in wanted:
        pairs = index.postings(term)
        rows = [(v, packed) for v, packed in zip(pairs[::2], pairs[1::2], strict=True) if v in live]
        for place, (name, shift, mask, weight) in enumerate(_WEIGHTS):
            hits = [(v, (packed >> shift) & mask) for v, packed in rows if (packed >> shift) & mask]
            if not hits:
                continue
            rarity = log(1 + (count - len(hits) + 0.5) / (len(hits) + 0.5)) * weight
            average = averages[place]
            for version, times in hits:
                length = live[version][1][place]
                share = times + _K1 * (1 - _B + _B * length / average)
                score = scores.setdefault(version, _Score())
                score.value += rarity * times * (_K1 + 1) / share
                score.fields.setdefault(name, set()).add(term)
    return scores


def _resolve_texts(index: "Index", query: str, scores: dict[int, _Score]) -> None:
    """Texts that the query says: the files that hold them and those that show them rank higher."""
    versions = {row[0]: version for version, row in index.lengths().items()}
    for spoken in _phrases(query):
        bonus = _SHOWN * min(len(spoken.split()), 6)
        for path in index.find("text", spoken):
            _credit(scores, versions[path], bonus, f"text “{spoken}”", ("", spoken))
            facts = index.file(path)
            for resource in facts.resources if facts else ():
                if resource.type == "string" and _says(resource, spoken):
                    label = f"shows “{spoken}” ({resource.type}/{resource.name})"
                    wanted = key(resource.type, resource.name)
                    for user in index.find("use", wanted):
                        _credit(scores, versions[user], bonus, label, (wanted, ""))


def _phrases(query: str) -> list[str]:
    """What the query may quote: runs of two to eight words, and whatever stands in quotes."""
    words = terms(query)
    found = [" ".join(terms(quoted)) for quoted in _QUOTED.findall(query)]
    for length in range(min(len(words), _PHRASE), 1, -1):
        found += [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]
    return [phrase for phrase in dict.fromkeys(found) if phrase]


def _says(resource: Resource, spoken: str) -> bool:
    return " ".join(terms(shown_text(resource.value))) == spoken


def _credit(
    scores: dict[int, _Score], version: int, bonus: float, label: str, place: tuple[str, str]
) -> None:
    """Add a bonus once a file; `place` is the resource used or the words said there."""
    score = scores.setdefault(version, _Score())
    if not score.shown:
        score.value += bonus
    if label not in score.shown:
        score.shown.append(label)
        score.places.append(place)


def _exact_names(index: "Index", query: str, scores: dict[int, _Score]) -> None:
    """A word of the query that is the name of a declaration points at its file."""
    versions = {row[0]: version for version, row in index.lengths().items()}
    for word in dict.fromkeys(query.replace("`", " ").split()):
        name = word.strip(".,:;()\"'`").rpartition(".")[2].removesuffix("()")
        if len(name) < 4 or not any(c.isupper() or c == "_" for c in name[1:]):
            continue
        paths = index.find("name", name)
        for path in paths:
            bonus = _EXACT_NAME / max(len(paths), 1) ** 0.5
            _credit(scores, versions[path], bonus, f"declares {name}", ("", ""))


def _hit(index: "Index", path: str, score: _Score, wanted: list[str]) -> Hit:
    facts = index.file(path)
    reasons = [*score.shown[:2]]
    for name, found in score.fields.items():
        listed = [term for term in wanted if term in found][:4]
        reasons.append(f"{name}: {' '.join(listed)}")
    symbols: list[Symbol] = []
    if facts is not None and facts.symbols:
        symbols = [*_around(index, facts, score.places), *_named(facts, wanted)]
    return Hit(path, score.value, tuple(reasons), tuple(dict.fromkeys(symbols))[:8])


def _named(facts: FileFacts, wanted: list[str]) -> list[Symbol]:
    """The declarations whose names hold words of the query, most words first."""
    asked = set(wanted)
    ranked = [(-len(set(terms(s.name)) & asked), s.start, s) for s in facts.symbols]
    return [row[2] for row in sorted(ranked, key=lambda row: row[:2]) if row[0]]


def _around(index: "Index", facts: FileFacts, places: list[tuple[str, str]]) -> list[Symbol]:
    """The declarations in which a text stands or a resource is used."""
    offsets: list[int] = []
    for resource, spoken in places:
        if resource:
            offsets += [r.start for r in facts.resource_refs if key(r.type, r.name) == resource]
        elif spoken:
            pattern = r"[\W_]+".join(map(re.escape, spoken.split()))
            offsets += [m.start() for m in re.finditer(pattern, index.text(facts.path), re.I)]
    found: list[Symbol] = []
    for offset in offsets[:4]:
        around = [s for s in facts.symbols if s.start <= offset < s.end]
        found += around[-1:]
    return found

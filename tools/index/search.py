"""Ranking: words, texts that a person sees, names of files and declarations, and git's history."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.android.resources import Resource, key, shown_text
from tools.index.facts import FileFacts
from tools.index.paths import Paths
from tools.index.related import credit_related
from tools.index.request import Request
from tools.index.scoring import Score, match
from tools.index.touched import Told, Touched
from tools.index.wording import credit_wording
from tools.index.words import terms
from tools.syntax.symbols import Symbol

if TYPE_CHECKING:
    from tools.index.index import Index

_TEST = 0.8
_SHOWN = 0.08
_PHRASE = 8
_QUOTED = re.compile(r"[\"“„«'`]([^\"“”„«»'`]{2,80})[\"“”»'`]")
_DECLARED = 0.75
_SUBJECTS, _ALIKE, _RECENT = 0.45, 0.15, 0.5
_COVERED, _NAMED, _MENTIONED = 0.2, 0.25, 1.0
_NEAR = 120
_LEADERS = 4
_NOTABLE = 0.3
_SUBJECT = 60


@dataclass(frozen=True)
class Hit:
    """A ranked file; `symbols` are those of it that the query names, best first."""

    path: str
    score: float
    reasons: tuple[str, ...]
    symbols: tuple[Symbol, ...]


def search(index: "Index", query: str, limit: int) -> list[Hit]:
    """The best files for some words, best first; the same answer for the same index."""
    request = Request.read(query)
    if not request.weights:
        return []
    live = index.lengths()
    touched = index.history().touched(live)
    told = touched.told(request.sought(), frozenset(request.first.terms))
    weights = {word: value * told.rarity[word] ** 0.5 for word, value in request.weights.items()}
    matches = match(index, weights, touched.norms)
    scores = {version: Score(value) for version, value in matches.values.items()}
    _resolve_texts(index, touched.live, request.text, scores)
    _exact_names(index, touched.live, request.text, scores)
    _remember(told, touched, scores)
    for version in scores.keys() & touched.paths.kinds.keys():
        scores[version].value += touched.paths.kinds[version]
    _file_names(touched.paths, request, {one: scores[one] for one in matches.having("path")})
    near = _best(index, scores, _NEAR)
    credit_wording(index, request, {version: scores[version] for version in near})
    if not request.asks_for("test", "tests"):
        for version in scores.keys() & touched.paths.tests:
            scores[version].value *= _TEST
    credit_related(index, touched, scores, _best(index, scores, _LEADERS))
    wanted = list(request.weights)
    return [
        _hit(index, live[one][0], scores[one], matches.of(one), wanted)
        for one in _best(index, scores, limit)
    ]


def _best(index: "Index", scores: dict[int, Score], limit: int) -> list[int]:
    """The first versions by score, then by path."""
    live = index.lengths()
    least = sorted([-one.value for one in scores.values()])[:limit]
    among = [(-one.value, live[v][0], v) for v, one in scores.items() if -one.value <= least[-1]]
    return [row[2] for row in sorted(among)[:limit]]


def _remember(told: Told, touched: Touched, scores: dict[int, Score]) -> None:
    """Files whose commits spoke of the same words, and those that change a lot now."""
    for version, value in told.words.items():
        score = scores.setdefault(version, Score())
        score.value += _SUBJECTS * value + _ALIKE * told.alike.get(version, 0.0)
        if value > _NOTABLE:
            subject = told.subjects[version]
            short = f"{subject[:_SUBJECT].rstrip()}…" if len(subject) > _SUBJECT else subject
            score.more += (f"history: {short}",)
    recent = touched.recent
    for version in scores.keys() & recent.keys():
        scores[version].value += _RECENT * recent[version]
        if recent[version] > _NOTABLE:
            scores[version].more += ("recently changed",)


def _file_names(paths: Paths, request: Request, scores: dict[int, Score]) -> None:
    """How much of a file's name the request says, and whether it says all of it in one word."""
    words = {word.strip(".,:;()\"'`").lower() for word in re.split(r"[\s/]+", request.text)}
    asked = request.weights.keys()
    for version, score in scores.items():
        name = paths.name(version)
        said = sum(map(len, name.terms & asked))
        score.value += _COVERED * said / max(name.letters, 1)
        if name.whole in words or (len(name.terms) > 1 and name.stem in words):
            score.value += _MENTIONED if name.whole in words else _NAMED
            score.more = ("named in the request", *score.more)


def _resolve_texts(
    index: "Index", versions: Mapping[str, int], query: str, scores: dict[int, Score]
) -> None:
    """Texts that the query says: the files that hold them and those that show them rank higher."""
    for spoken in _phrases(query):
        bonus = _SHOWN * min(len(spoken.split()), 6)
        for path in sorted(versions.keys() & index.find("text", spoken)):
            _credit(scores, versions[path], bonus, f"text “{spoken}”", ("", spoken))
            facts = index.file(path)
            for resource in facts.resources if facts else ():
                if resource.type == "string" and _says(resource, spoken):
                    label = f"shows “{spoken}” ({resource.type}/{resource.name})"
                    wanted = key(resource.type, resource.name)
                    for user in sorted(versions.keys() & index.find("use", wanted)):
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
    scores: dict[int, Score], version: int, bonus: float, label: str, place: tuple[str, str]
) -> None:
    """Count the largest bonus of a file; `place` is the resource used or the words said there."""
    score = scores.setdefault(version, Score())
    score.value += max(bonus - score.credit, 0.0)
    score.credit = max(bonus, score.credit)
    if label not in score.shown:
        score.shown += (label,)
        score.places += (place,)


def _exact_names(
    index: "Index", versions: Mapping[str, int], query: str, scores: dict[int, Score]
) -> None:
    """A word of the query that is the name of a declaration points at its file."""
    for word in dict.fromkeys(query.replace("`", " ").split()):
        name = word.strip(".,:;()\"'`").rpartition(".")[2].removesuffix("()")
        if len(name) < 4 or not any(c.isupper() or c == "_" for c in name[1:]):
            continue
        paths = sorted(versions.keys() & index.find("name", name))
        for path in paths:
            bonus = _DECLARED / max(len(paths), 1) ** 0.5
            _credit(scores, versions[path], bonus, f"declares {name}", ("", ""))


def _hit(
    index: "Index", path: str, score: Score, fields: dict[str, list[str]], wanted: list[str]
) -> Hit:
    facts = index.file(path)
    reasons = [*score.shown[:2]]
    reasons += [f"{name}: {' '.join(found[:4])}" for name, found in fields.items()]
    reasons += score.more
    symbols: list[Symbol] = []
    if facts is not None and facts.symbols:
        symbols = [*_around(index, facts, score.places), *_named(facts, wanted)]
    return Hit(path, score.value, tuple(reasons), tuple(dict.fromkeys(symbols))[:8])


def _named(facts: FileFacts, wanted: list[str]) -> list[Symbol]:
    """The declarations whose names hold words of the query, most words first."""
    asked = set(wanted)
    symbols = [s for s in facts.symbols if any(map(s.name.lower().__contains__, asked))]
    ranked = [(-len(set(terms(s.name)) & asked), s.start, s) for s in symbols]
    return [row[2] for row in sorted(ranked, key=lambda row: row[:2]) if row[0]]


def _around(index: "Index", facts: FileFacts, places: tuple[tuple[str, str], ...]) -> list[Symbol]:
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

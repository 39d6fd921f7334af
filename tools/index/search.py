"""Ranking: words, texts that a person sees, names of files and declarations, and git's history."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.android.resources import Resource, key, shown_text
from tools.index.facts import FileFacts
from tools.index.scoring import Request, Score, match
from tools.index.words import terms
from tools.syntax.symbols import Symbol

if TYPE_CHECKING:
    from tools.index.index import Index

_TEST = 0.8
_SHOWN = 1.5
_PHRASE = 8
_QUOTED = re.compile(r"[\"“„«'`]([^\"“”„«»'`]{2,80})[\"“”»'`]")
_EXACT_NAME = 6.0
_HISTORY, _RECENT, _TOGETHER = 0.45, 0.4, 0.3
_COVERED, _NAMED = 0.15, 0.25
_LEADERS = 3
_NOTABLE = 0.3
_SUBJECT = 60
_TEST_FOLDERS = ("/test", "/androidTest", "/commonTest", "/testFixtures", "Test.", "Tests.")


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
    scores = match(index, request)
    _resolve_texts(index, request.text, scores)
    _exact_names(index, request.text, scores)
    best = max((score.value for score in scores.values()), default=0.0) or 1.0
    for score in scores.values():
        score.value /= best
    versions = {path: version for version, (path, size) in index.lengths().items() if size[2]}
    _remember(index, request, scores, versions)
    _file_names(request, scores, versions)
    live = index.lengths()
    if not request.asks_for("test", "tests"):
        for version, score in scores.items():
            if is_test(live[version][0]):
                score.value *= _TEST
    _changed_together(index, scores, versions)
    ranked = _ranked(index, scores)
    return [_hit(index, live[v][0], scores[v], list(request.weights)) for v in ranked[:limit]]


def _ranked(index: "Index", scores: dict[int, Score]) -> list[int]:
    live = index.lengths()
    return sorted(scores, key=lambda version: (-scores[version].value, live[version][0]))


def _remember(
    index: "Index", request: Request, scores: dict[int, Score], versions: dict[str, int]
) -> None:
    """Files whose commits spoke of the same words, and those that change a lot now."""
    history = index.history()
    place = _Places(versions)
    told: dict[int, tuple[float, str]] = {}
    for path, found in sorted(history.told(request.main()).items()):
        version = place.of(path)
        if version is not None and found[0] > told.get(version, (0.0, ""))[0]:
            told[version] = found
    most = max((value for value, _ in told.values()), default=1.0)
    for version, (value, subject) in told.items():
        score = scores.setdefault(version, Score())
        score.value += _HISTORY * value / most
        if value > _NOTABLE * most:
            short = f"{subject[:_SUBJECT].rstrip()}…" if len(subject) > _SUBJECT else subject
            score.more.append(f"history: {short}")
    recent: dict[int, float] = {}
    for path, weight in history.recent().items():
        version = place.of(path)
        if version is not None:
            recent[version] = recent.get(version, 0.0) + weight
    most = max(recent.values(), default=1.0)
    for version in scores.keys() & recent.keys():
        scores[version].value += _RECENT * recent[version] / most
        if recent[version] > _NOTABLE * most:
            scores[version].more.append("recently changed")


class _Places:
    """Where the files of old commits are now: a moved one is found by its name, if it is unique."""

    def __init__(self, versions: dict[str, int]) -> None:
        self._versions = versions
        self._named: dict[str, int | None] = {}
        for path, version in versions.items():
            name = path.rpartition("/")[2]
            self._named[name] = None if name in self._named else version

    def of(self, path: str) -> int | None:
        """The live version of a path, None where there is none."""
        known = self._versions.get(path)
        return self._named.get(path.rpartition("/")[2]) if known is None else known


def _file_names(request: Request, scores: dict[int, Score], versions: dict[str, int]) -> None:
    """How much of a file's name the request says, and whether it says all of it in one word."""
    words = {word.strip(".,:;()\"'`").lower() for word in re.split(r"[\s/]+", request.text)}
    asked = request.weights.keys()
    for path, version in versions.items():
        score = scores.get(version)
        if score is None or "path" not in score.fields:
            continue
        name = path.rpartition("/")[2].lower()
        stem = path.rpartition("/")[2].partition(".")[0]
        parts = set(terms(stem))
        said = sum(map(len, parts & asked))
        score.value += _COVERED * said / max(sum(map(len, parts)), 1)
        if name in words or (len(parts) > 1 and stem.lower() in words):
            score.value += 1.0 if name in words else _NAMED
            score.more.insert(0, "named in the request")


def _changed_together(index: "Index", scores: dict[int, Score], versions: dict[str, int]) -> None:
    """What often changes in the same commits as the best files."""
    live = index.lengths()
    gained: dict[int, tuple[float, str]] = {}
    for leader in _ranked(index, scores)[:_LEADERS]:
        path = live[leader][0]
        for other, share in sorted(index.history().together(path).items()):
            version = versions.get(other)
            if version is not None:
                before = gained.get(version, (0.0, path))
                gained[version] = before[0] + share * scores[leader].value, before[1]
    for version, (value, path) in gained.items():
        score = scores.setdefault(version, Score())
        score.value += _TOGETHER * value
        if value > _NOTABLE:
            score.more.append(f"changes with {path.rpartition('/')[2]}")


def is_test(path: str) -> bool:
    """Whether a file belongs to a test source set."""
    return any(mark in path for mark in _TEST_FOLDERS)


def _resolve_texts(index: "Index", query: str, scores: dict[int, Score]) -> None:
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
    scores: dict[int, Score], version: int, bonus: float, label: str, place: tuple[str, str]
) -> None:
    """Add a bonus once a file; `place` is the resource used or the words said there."""
    score = scores.setdefault(version, Score())
    if not score.shown:
        score.value += bonus
    if label not in score.shown:
        score.shown.append(label)
        score.places.append(place)


def _exact_names(index: "Index", query: str, scores: dict[int, Score]) -> None:
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


def _hit(index: "Index", path: str, score: Score, wanted: list[str]) -> Hit:
    facts = index.file(path)
    reasons = [*score.shown[:2]]
    for name, found in score.fields.items():
        listed = [term for term in wanted if term in found][:4]
        reasons.append(f"{name}: {' '.join(listed)}")
    reasons += score.more
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

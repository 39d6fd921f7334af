"""What a request says: its first line and the rest, without what templates of changes add."""

import re
from dataclasses import dataclass
from itertools import pairwise

from tools.index.words import terms

_DETAIL, _DETAIL_NAME = 0.45, 0.65
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"\(?(?<!\w)#\d+\)?")
_TICKET = re.compile(
    r"\s*(?:\[?[A-Z]{2,5}-\d+\]?:?|Bug \d+|(?:For|Closes?|Fix(?:es)?) #\d+)[\s:-]*"
)
_KIND = re.compile(
    r"\s*(?:feat|fix|chore|refactor|docs?|test|style|perf|ci|build)(?:\(([^)]*)\))?!?:\s*", re.I
)
_HEADING = re.compile(r"#{1,6}\s")
_CHECK_LIST = re.compile(r"#{1,6}\s.*check ?list", re.I)
_TICK = re.compile(r"[-*] \[[ xX]?\]?")
_TRAILER = re.compile(
    r"(?:co-authored-by|signed-off-by|change-id|reviewed-by):"
    r"|(?:refs?|fix(?:es|ed)?|close[sd]?|resolve[sd]?)[: ]+\S*#?\d+",
    re.I,
)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_CODE = re.compile(r"`([^`\n]{2,60})`")
_BREAK = re.compile(r"[\n.,;:()]")
_STOP = frozenset(
    "a an the of to in on for and or is are be it its this that with from as at by into not no all"
    " should must can when where which who what please we i you".split()
)


@dataclass(frozen=True)
class Words:
    """A part of a request: its words, the identifiers it says, the pairs of adjacent words."""

    text: str
    terms: tuple[str, ...]
    names: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, text: str) -> "Words":
        """Take a text apart."""
        return cls(text, tuple(_said(text)), tuple(_names(text)), tuple(_pairs(text)))


@dataclass(frozen=True)
class Request:
    """A request: each word with its weight; the first line counts most."""

    text: str
    first: Words
    rest: Words
    weights: dict[str, float]

    @classmethod
    def read(cls, text: str) -> "Request":
        """Take a request apart."""
        clean = _clean(text)
        head, _, tail = (clean if terms(clean) else text).partition("\n")
        first, rest = Words.read(head), Words.read(tail)
        named = {term for name in rest.names for term in terms(name)}
        weights = dict.fromkeys(first.terms, 1.0)
        for word in rest.terms:
            weights.setdefault(word, _DETAIL_NAME if word in named else _DETAIL)
        return cls(f"{head}\n{tail}".strip(), first, rest, weights)

    def asks_for(self, *words: str) -> bool:
        """Whether one of the words is said."""
        return not self.weights.keys().isdisjoint(words)

    def sought(self) -> dict[str, str]:
        """The terms that are looked for, each with the word that it stands for."""
        other = {form: word for word in reversed(self.weights) for form in forms(word)}
        return other | {word: word for word in self.weights}


def forms(word: str) -> tuple[str, ...]:
    """A word, and its other number: `dialog` and `dialogs`."""
    if len(word) < 4 or word.endswith("ss"):
        return (word,)
    if word.endswith("ies"):
        return (word, f"{word[:-3]}y")
    if word.endswith("es"):
        return (word, word[:-1], word[:-2])
    return (word, word[:-1]) if word.endswith("s") else (word, f"{word}s")


def _clean(text: str) -> str:
    """Drop comments, links, tickets, check lists, headings and trailers."""
    text = _LINK.sub(" ", _COMMENT.sub(" ", text).strip())
    kept: list[str] = []
    listing = False
    for line in text.split("\n"):
        said = line.strip()
        if kept and _HEADING.match(said):
            listing = bool(_CHECK_LIST.match(said))
        elif not (listing or _TICK.match(said) or (kept and _TRAILER.match(said))):
            kept.append(line)
    if not kept:
        return text
    plain = _KIND.sub(r"\1 ", _TICKET.sub("", kept[0], count=1), count=1)
    kept[0] = plain if terms(plain) else kept[0]
    return _NUMBER.sub(" ", "\n".join(kept))


def _said(text: str) -> list[str]:
    words = dict.fromkeys(terms(text))
    return [word for word in words if word not in _STOP] or list(words)


def _names(text: str) -> dict[str, None]:
    """Words that only code writes: camel case, underscores, or in backticks."""
    found = {
        word: None
        for word in _IDENTIFIER.findall(text)
        if len(word) > 3
        and ("_" in word[1:] or (not word.isupper() and any(c.isupper() for c in word[1:])))
    }
    for code in _CODE.findall(text):
        found.update(dict.fromkeys(name for name in _IDENTIFIER.findall(code) if len(name) > 2))
    return found


def _pairs(text: str) -> dict[tuple[str, str], None]:
    found: dict[tuple[str, str], None] = {}
    for part in _BREAK.split(text):
        words = [word if word not in _STOP and len(word) > 1 else "" for word in terms(part)]
        found.update({pair: None for pair in pairwise(words) if all(pair) and pair[0] != pair[1]})
    return found

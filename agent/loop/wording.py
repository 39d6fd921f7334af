"""Plain English as far as direct requests need it: quotes, clauses, courtesy, the verbs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_QUOTED = re.compile(
    '"([^"\\n]+)"|\u201c([^\u201d\\n]+)\u201d|\u2018([^\u2019\\n]+)\u2019(?!\\w)'
    "|`([^`\\n]+)`|\u00ab([^\u00bb\\n]+)\u00bb|\u201e([^\u201c\\n]+)\u201c"
    "|(?<![\\w'])'((?:[^'\\n]|(?<=\\w)'(?=\\w))+)'(?!\\w)"
)
_MARK = re.compile(r"\x02(\d+)\x03")
_SEPARATOR = re.compile(
    r"\s*(?:,?\s+and\s+(?:also\s+|then\s+)?|,?\s+then\s+|,\s*|;\s*|\.\s+|\n+|\s+as\s+well\s+as\s+)",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:please|pls|kindly|(?:can|could|would|will)\s+you|i\s+(?:want|need)\s+(?:you\s+)?to"
    r"|i(?:'|\u2019)d\s+like\s+(?:you\s+)?to|i\s+would\s+like\s+(?:you\s+)?to|go\s+ahead\s+and"
    r"|let(?:'|\u2019)?s|just|now|then|also|next|finally|first|afterwards)\b[\s,:]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"[\s,]*(?:please|thanks|thank\s+you|for\s+me|now|too|as\s+well|everywhere|accordingly"
    r"|(?:throughout|across|in)\s+(?:the\s+)?(?:whole\s+|entire\s+)?(?:project|codebase|code\s*base"
    r"|repository|repo|app(?:'s)?\s+code))$",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:not|dont|don[\u2019']t|doesn[\u2019']t|never|no|without|except|but|unless|if|when"
    r"|instead|rather|avoid|keep|leave|only|should|might|maybe|perhaps|how|why|what|where)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wording:
    """A request with each quoted text behind a mark, so that words are never inside quotes."""

    text: str
    quotes: tuple[str, ...]

    def unmark(self, value: str) -> str:
        """A captured value without its mark or quotes."""
        return _MARK.sub(lambda match: self.quotes[int(match[1])], value).strip()

    def unmarked(self, groups: Mapping[str, str]) -> dict[str, str]:
        """All captured values so."""
        return {key: self.unmark(value) for key, value in groups.items()}

    def quoted(self, value: str) -> list[str]:
        """The quoted texts of a captured value."""
        return [self.quotes[int(match[1])] for match in _MARK.finditer(value)]

    @property
    def is_doubtful(self) -> bool:
        """Whether a word outside the quotes negates, limits or asks."""
        return _DOUBT.search(self.text) is not None


QUOTE = r"\x02\d+\x03"
"""A pattern for one quoted text."""


def read_wording(request: str) -> Wording:
    """Take the quotes out of a request."""
    quotes: list[str] = []

    def mark(match: re.Match[str]) -> str:
        quoted = next(group for group in match.groups() if group is not None)
        if quoted == "strings.xml":
            return quoted
        quotes.append(quoted)
        return f"\x02{len(quotes) - 1}\x03"

    text = _QUOTED.sub(mark, request.replace("\x02", " ").replace("\x03", " "))
    return Wording(text.strip(), tuple(quotes))


def divisions(text: str) -> Iterator[tuple[str, ...]]:
    """The ways to divide a request into clauses, the finest first; six clauses at most."""
    marks = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)]
    if len(marks) > 5:
        return
    for choice in range(1 << len(marks)):
        chosen = [pair for index, pair in enumerate(marks) if not choice >> index & 1]
        yield tuple(_cut(text, chosen))


def _cut(text: str, gaps: Sequence[tuple[int, int]]) -> Iterator[str]:
    start = 0
    for left, right in gaps:
        yield plain_clause(text[start:left])
        start = right
    yield plain_clause(text[start:])


def plain_clause(clause: str) -> str:
    """A clause without courtesy and final punctuation, its spaces made single."""
    text = re.sub(r"\s+", " ", clause).strip()
    asked = False
    while match := _COURTESY.match(text):
        asked = asked or "you" in match[0].lower()
        text = text[match.end() :]
    text = re.sub(r"[.!]+$" if not asked else r"[.!?]+$", "", text).rstrip()
    while match := _THANKS.search(text):
        text = text[: match.start()].rstrip(" ,")
    return text

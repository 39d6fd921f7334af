"""Texts that a person may see, so that a request which quotes one finds its place."""

import re
from collections.abc import Iterable, Iterator

from tools.android.resources import shown_text
from tools.index.facts import FileFacts
from tools.index.ranked import is_ranked
from tools.index.words import terms
from tools.syntax.masking import Masked, mask_again

_SHOWN_ATTRIBUTES = frozenset(
    "android:text android:hint android:title android:contentDescription android:summary"
    " app:title android:label".split()
)
_LONGEST = 100
_TEMPLATE = re.compile(r"\$\{[^}]*\}|\$\w+")
_SENTENCE = re.compile(r"[^\W\d_]{2}")


def spoken(facts: FileFacts, text: str) -> set[str]:
    """The terms of each text that a file may show: literals of code, strings of resources."""
    if not is_ranked(facts.path):
        return set()
    found: Iterable[str] = ()
    if facts.language in ("kotlin", "java"):
        found = _literals(text, mask_again(text, facts.language == "kotlin"))
    elif facts.language == "xml":
        found = _shown(_values(facts, text))
    return {said for one in found if (said := " ".join(terms(one)))}


def _values(facts: FileFacts, text: str) -> Iterator[str]:
    """The strings that an XML file defines, and the attributes that show something."""
    from tools.syntax.xml import elements

    yield from (one.value for one in facts.resources if one.type == "string")
    for element in elements(text):
        for one in element.attributes:
            if one.name in _SHOWN_ATTRIBUTES:
                yield one.value


def _literals(text: str, masked: Masked) -> Iterator[str]:
    """The literals of code that look like words for a person."""
    for one in masked.literals:
        if one.raw or not 3 < one.end - one.start < _LONGEST:
            continue
        inner = text[one.start : one.end].lstrip("$")[1:-1]
        for part in _TEMPLATE.split(inner) if one.template else (inner,):
            words = part.strip()
            if (" " in words or words[:1].isupper()) and _SENTENCE.search(words):
                yield words


def _shown(values: Iterable[str]) -> Iterator[str]:
    """The texts of resources and attributes; references are left out."""
    for value in values:
        if value and value[0] not in "@?" and len(value) < 4 * _LONGEST:
            words = shown_text(value)
            if len(words) < _LONGEST and _SENTENCE.search(words):
                yield words

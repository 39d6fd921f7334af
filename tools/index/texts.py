"""Texts that a person may see, so that a request which quotes one finds its place."""

import re
from collections.abc import Iterable

from tools.android.resources import shown_text
from tools.syntax.masking import Masked

SHOWN_ATTRIBUTES = frozenset(
    "android:text android:hint android:title android:contentDescription android:summary"
    " app:title android:label".split()
)
_LONGEST = 100
_TEMPLATE = re.compile(r"\$\{[^}]*\}|\$\w+")
_SENTENCE = re.compile(r"[^\W\d_]{2}")


def literal_texts(text: str, masked: Masked) -> tuple[str, ...]:
    """The literals of code that look like words for a person, each once."""
    found: dict[str, None] = {}
    for one in masked.literals:
        if one.raw or not 3 < one.end - one.start < _LONGEST:
            continue
        inner = text[one.start : one.end].lstrip("$")[1:-1]
        for part in _TEMPLATE.split(inner) if one.template else (inner,):
            words = part.strip()
            if (" " in words or words[:1].isupper()) and _SENTENCE.search(words):
                found[words] = None
    return tuple(found)


def shown_texts(values: Iterable[str]) -> tuple[str, ...]:
    """The texts of resources and attributes, each once; references are left out."""
    found: dict[str, None] = {}
    for value in values:
        if value and value[0] not in "@?" and len(value) < 4 * _LONGEST:
            words = shown_text(value)
            if len(words) < _LONGEST and _SENTENCE.search(words):
                found[words] = None
    return tuple(found)

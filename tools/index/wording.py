"""Whether a file has the very wording of a request: its identifiers, and its adjacent words."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tools.index.request import Request, Words, forms
from tools.index.scoring import Score

if TYPE_CHECKING:
    from tools.index.index import Index

_PAIR, _NAME = 0.45, 0.45
_REST = 0.33
_MANY = 40
_APART = bytes(code for code in range(128) if not chr(code).isalnum())


def credit_wording(index: "Index", request: Request, near: dict[int, Score]) -> None:
    """Credit the files of `near` for what they say as the request does; rare pairs count most."""
    if not any((*words.pairs, *words.names) for words in (request.first, request.rest)):
        return
    live = index.lengths()
    texts = {version: _Text(live[version][0], index.text(live[version][0])) for version in near}
    for words, share in ((request.first, 1.0), (request.rest, _REST)):
        pairs = [(pair, tuple(_joined(pair))) for pair in words.pairs[:_MANY]]
        said = {
            version: [pair for pair, joined in pairs if text.says(joined)]
            for version, text in texts.items()
        }
        often = Counter(pair for found in said.values() for pair in found)
        for version, found in said.items():
            near[version].value += share * _PAIR * sum(often[pair] ** -0.5 for pair in found)
            if share == 1.0 and found:
                rarest = min(found, key=lambda pair: often[pair])
                near[version].more += (f"says “{' '.join(rarest)}”",)
        _credit_names(words, share, texts, near)


def _credit_names(
    words: Words, share: float, texts: "dict[int, _Text]", near: dict[int, Score]
) -> None:
    names = words.names[:_MANY]
    for version, text in texts.items():
        found = [name for name in names if text.has(name)]
        near[version].value += share * _NAME * len(found) / max(len(names), 1)
        if found and not near[version].shown:
            near[version].more += (f"has {' '.join(found[:2])}",)


def _joined(pair: tuple[str, str]) -> Iterable[bytes]:
    """How two words look without what stands between them, in either number."""
    first, second = pair
    short = min(forms(second), key=len)
    for form in sorted({min(forms(first), key=len), first, *forms(first)[:2]}):
        yield (form + short).encode()


class _Text:
    """The text of a file, and all of its letters without anything between."""

    def __init__(self, path: str, text: str) -> None:
        self._bytes = text.encode("utf-8", "replace")
        name = path.rpartition("/")[2].encode("utf-8", "replace")
        self._letters = (self._bytes + b" " + name).lower().translate(None, _APART)

    def says(self, joined: Iterable[bytes]) -> bool:
        return any(form in self._letters for form in joined)

    def has(self, name: str) -> bool:
        word = name.encode()
        if word not in self._bytes:
            return False
        return re.search(rb"(?<![A-Za-z0-9_])%b(?![A-Za-z0-9_])" % word, self._bytes) is not None

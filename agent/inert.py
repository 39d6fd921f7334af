"""Makes the text of models and repositories inert before a terminal sees it."""

import re

from agent.engines.clean import clean

_LINK = re.compile(r"\b([a-z][a-z0-9+-]*)://|\bmailto:|\bwww\.", re.IGNORECASE)
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def inert(text: str) -> str:
    """The text without control sequences; marks that would reorder code are spelled out."""
    return _DIRECTION.sub(lambda mark: f"\\u{ord(mark[0]):04x}", clean(text))


def unlinked(text: str) -> str:
    """The text with addresses that no terminal turns into links.

    A model may have put into one what it read: a click would send that away.
    """
    return _LINK.sub(lambda start: re.sub(r"[:.]", r"[\g<0>]", start[0]), text)

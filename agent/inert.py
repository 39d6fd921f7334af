"""Makes the text of models and repositories inert before a terminal sees it."""

import re

from agent.engines.clean import clean

_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def inert(text: str) -> str:
    """The text without control sequences; marks that would reorder code are spelled out."""
    return _DIRECTION.sub(lambda mark: f"\\u{ord(mark[0]):04x}", clean(text))

"""Removes from a reply what must never reach a terminal or a file: escapes, control characters."""

import re

_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # control sequences: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"  # strings
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"  # other escapes
)
_UNFINISHED = re.compile(
    r"(?:(?:\x1b\[|\x9b)[0-?]*[ -/]*"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,4096}\x1b?"
    r"|\x1b[ -/]*)\Z"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Cleaner:
    """Cleans a text that arrives in pieces, so that an escape split between two is found too."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What of the text so far is clean and complete."""
        text = _ESCAPE.sub("", self._held + piece)
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._held = text[cut:]
        return _plain(text[:cut])

    def end(self) -> str:
        """What was held back: an escape that never ended loses its control characters only."""
        held, self._held = self._held, ""
        return _plain(_ESCAPE.sub("", held))


def clean(text: str) -> str:
    """A whole text without escape sequences and control characters but newline and tab."""
    cleaner = Cleaner()
    return cleaner.feed(text) + cleaner.end()


def _plain(text: str) -> str:
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))

"""What is decided about one occurrence of a name."""

from dataclasses import dataclass
from typing import Literal

from tools.references.source import Source


@dataclass(frozen=True)
class Verdict:
    """It is `certain`ly the symbol, it may be (`doubt`, with the reason), or is something `other`.

    A certain one with a reason stands there in another form than the symbol's own name.
    """

    kind: Literal["certain", "doubt", "other"]
    reason: str = ""


CERTAIN = Verdict("certain")
OTHER = Verdict("other")


def doubt(reason: str) -> Verdict:
    """The occurrence may be the symbol."""
    return Verdict("doubt", reason)


@dataclass(frozen=True)
class Occurrence:
    """A place that names a symbol, or may: `start` to `end` span the name in the file's text."""

    source: Source
    start: int
    end: int
    verdict: Verdict = CERTAIN

"""One thing that a library declares, as somebody writes it who uses it."""

from typing import NamedTuple

from tools.library.deprecation import Deprecation


class Symbol(NamedTuple):
    """`name` is the simple one, `owner` the class, or the receiver of an extension, or "".

    `qualified` is what an import names (`androidx.compose.foundation.layout.padding`), for a
    member its class and name. `kind`: class, function, property or constructor. `signature` is
    Kotlin's. `since` is the level of the platform that brought it, 0 where that is unknown.
    `old` is set where its authors want no new uses.
    """

    qualified: str
    name: str
    owner: str
    kind: str
    signature: str
    since: int = 0
    old: Deprecation | None = None

"""One thing that a library declares, as somebody writes it who uses it."""

from typing import NamedTuple

WARNING, ERROR, HIDDEN = "WARNING", "ERROR", "HIDDEN"


class Deprecation(NamedTuple):
    """Why, what stands in its place ("" where nothing is told), and what that has to import."""

    message: str = ""
    expression: str = ""
    imports: tuple[str, ...] = ()
    level: str = WARNING


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


def packed(old: Deprecation | None) -> str | None:
    """A text to keep; None of None, "" where nothing is told."""
    if old is None or old == Deprecation():
        return None if old is None else ""
    return "\n".join((old.level, old.expression, " ".join(old.imports), old.message))


def unpacked(text: str | None) -> Deprecation | None:
    """What `packed` gave the text for."""
    if not text:
        return None if text is None else Deprecation()
    level, expression, imports, message = text.split("\n", 3)
    return Deprecation(message, expression, tuple(imports.split()), level)

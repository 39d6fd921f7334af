"""What a library says of a declaration that is not to be used any more.

Format: `kotlin.Deprecated`, its `ReplaceWith` and its levels `WARNING`, `ERROR`, `HIDDEN`.
"""

from typing import NamedTuple

from tools.library.classfile import Annotation, Value

DEPRECATED = "kotlin/Deprecated"
WARNING, ERROR, HIDDEN = "WARNING", "ERROR", "HIDDEN"


class Deprecation(NamedTuple):
    """Why, what stands in its place ("" where nothing is told), and what that has to import."""

    message: str = ""
    expression: str = ""
    imports: tuple[str, ...] = ()
    level: str = WARNING


def deprecation(annotation: Annotation) -> Deprecation:
    """What an annotation of the type `kotlin.Deprecated` says."""
    values = annotation.values
    instead = values.get("replaceWith")
    told = instead.values if isinstance(instead, Annotation) else {}
    imports = told.get("imports", ())
    names = [_text(one) for one in imports] if isinstance(imports, tuple) else []
    return Deprecation(
        _text(values.get("message", "")),
        _text(told.get("expression", "")),
        tuple(name for one in names for name in one.split()),
        _text(values.get("level", WARNING)),
    )


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


def _text(value: Value) -> str:
    """A text in one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""

"""What a class file says of a declaration that is not to be used any more.

Format: `kotlin.Deprecated`, its `ReplaceWith` and its levels.
"""

from tools.library.classfile import Annotation, Value
from tools.library.symbol import WARNING, Deprecation

DEPRECATED = "kotlin/Deprecated"


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


def _text(value: Value) -> str:
    """A text in one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""

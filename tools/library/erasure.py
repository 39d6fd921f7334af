"""The JVM's types of Kotlin's classes, as metadata leaves them out where they follow of the names.

Source: `ClassMapperLite` of the Kotlin compiler. Nullability is not looked at: where that makes
another type, the metadata has the descriptor.
"""

from functools import cache

_PRIMITIVES = {
    "Boolean": "Z", "Char": "C", "Byte": "B", "Short": "S", "Int": "I", "Float": "F", "Long": "J",
    "Double": "D",
}  # fmt: skip
_OF_LANG = "String CharSequence Throwable Cloneable Number Comparable Enum Iterable"
_OF_UTIL = "Iterator Collection List Set Map ListIterator"


def descriptor(kotlin: str) -> str:
    """`[I` of `kotlin/IntArray`; `kotlin` has slashes, and dots before nested classes."""
    known = _known().get(kotlin)
    if known:
        return known
    if kotlin.startswith("kotlin/Function"):
        return f"Lkotlin/jvm/functions/{kotlin.rpartition('/')[2]};"
    return f"L{kotlin.replace('.', '$')};"


@cache
def _known() -> dict[str, str]:
    found = {f"kotlin/{name}": sign for name, sign in _PRIMITIVES.items()}
    found |= {f"kotlin/{name}Array": f"[{sign}" for name, sign in _PRIMITIVES.items()}
    found |= {f"kotlin/{name}": f"Ljava/lang/{name};" for name in _OF_LANG.split()}
    found |= {
        "kotlin/Any": "Ljava/lang/Object;",
        "kotlin/Nothing": "Ljava/lang/Void;",
        "kotlin/Annotation": "Ljava/lang/annotation/Annotation;",
        "kotlin/Unit": "V",
    }
    for name in _OF_UTIL.split():
        found[f"kotlin/collections/{name}"] = f"Ljava/util/{name};"
        found[f"kotlin/collections/Mutable{name}"] = f"Ljava/util/{name};"
    found["kotlin/collections/Iterable"] = "Ljava/lang/Iterable;"
    found["kotlin/collections/MutableIterable"] = "Ljava/lang/Iterable;"
    found["kotlin/collections/Map.Entry"] = "Ljava/util/Map$Entry;"
    found["kotlin/collections/MutableMap.MutableEntry"] = "Ljava/util/Map$Entry;"
    return found

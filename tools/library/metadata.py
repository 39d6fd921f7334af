"""What Kotlin keeps of its declarations in `kotlin.Metadata`: names and the message.

Format: `metadata.proto` and `jvm_metadata.proto` of the Kotlin compiler. The bytes stand in the
characters of `d1`; a table of names begins them, whose texts stand in `d2` or are predefined.
"""

from dataclasses import dataclass

from tools.library.classfile import Annotation, Value
from tools.library.protobuf import (
    BrokenMessage,
    Message,
    blocks,
    child,
    message,
    number,
    numbers,
    varint,
)

TYPE = "kotlin/Metadata"
CLASS, FILE, FACADE, PART = 1, 2, 4, 5
_MARKER = "\0"
_MOST_RECORDS = 1_000_000
_DEPTH = 8
_SIMPLE = (
    "Any Nothing Unit Throwable Number Byte Double Float Int Long Short Boolean Char CharSequence"
    " String Comparable Enum Array ByteArray DoubleArray FloatArray IntArray LongArray ShortArray"
    " BooleanArray CharArray Cloneable Annotation"
)
_COLLECTIONS = (
    "Iterable MutableIterable Collection MutableCollection List MutableList Set MutableSet Map"
    " MutableMap Map.Entry MutableMap.MutableEntry Iterator MutableIterator ListIterator"
    " MutableListIterator"
)
_PREDEFINED = [f"kotlin/{name}" for name in _SIMPLE.split()]
_PREDEFINED += [f"kotlin/collections/{name}" for name in _COLLECTIONS.split()]


@dataclass(frozen=True)
class Metadata:
    """`kind` is one of `CLASS`, `FILE`, `FACADE`, `PART`, or another for synthetic classes."""

    kind: int
    package: str
    names: "Names"
    fields: Message


class Names:
    """The table of names of one message."""

    def __init__(self, records: list[Message], texts: tuple[str, ...]) -> None:
        self._records = records
        self._texts = texts
        self._known: dict[int, str] = {}

    def __getitem__(self, index: int) -> str:
        if (known := self._known.get(index)) is None:
            known = self._known[index] = self._read(index)
        return known

    def _read(self, index: int) -> str:
        record = self._records[index]
        if given := blocks(record, 6):
            text = given[-1].decode("utf-8", "replace")
        elif 2 in record:
            text = _PREDEFINED[number(record, 2)]
        else:
            text = self._texts[index]
        if len(cut := numbers(record, 4)) == 2:
            text = text[cut[0] : cut[1]]
        if len(swap := numbers(record, 5)) == 2:
            text = text.replace(chr(swap[0]), chr(swap[1]))
        operation = number(record, 3)
        if operation == 2:
            text = text[1:-1]
        return text.replace("$", ".") if operation else text


def read_metadata(annotation: Annotation) -> Metadata | None:
    """Decode the annotation; None for synthetic classes and what is older than Kotlin 1.4.

    Raises `BrokenMessage`, or `LookupError` where a name is not in the table.
    """
    values = annotation.values
    kind, package = values.get("k", 1), values.get("pn", "")
    raw, texts = values.get("d1", ()), values.get("d2", ())
    if not (isinstance(kind, int) and isinstance(package, str)):
        return None
    if not (isinstance(raw, tuple) and isinstance(texts, tuple)) or kind not in (1, 2, 5):
        return None
    joined = "".join(str(part) for part in raw)
    if not joined.startswith(_MARKER) or not joined[1:]:
        return None
    data = joined[1:].encode("latin-1", "replace")
    length, at = varint(data, 0)
    records: list[Message] = []
    for block in blocks(message(data[at : at + length]), 1):
        record = message(block)
        records += [record] * min(number(record, 1, 1), _MOST_RECORDS - len(records))
    names = Names(records, tuple(str(text) for text in texts))
    return Metadata(kind, package.replace(".", "/"), names, message(data[at + length :]))


def annotation_of(fields: Message, names: Names, depth: int = 0) -> Annotation:
    """An annotation that stands in the message; texts, names of constants, and these in arrays.

    Raises `BrokenMessage`.
    """
    values: dict[str, Value] = {}
    for block in blocks(fields, 2):
        argument = message(block)
        given = child(argument, 2) or {}
        values[names[number(argument, 1)]] = _value(given, names, depth)
    return Annotation(names[number(fields, 1)], values)


def _value(fields: Message, names: Names, depth: int) -> Value:
    if depth > _DEPTH:
        raise BrokenMessage("annotations are nested too deeply")
    for text in (5, 7):
        if text in fields:
            return names[number(fields, text)]
    if inner := child(fields, 8):
        return annotation_of(inner, names, depth + 1)
    return tuple(_value(message(one), names, depth + 1) for one in blocks(fields, 9))

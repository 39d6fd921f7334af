"""Reads the metadata at the head of a GGUF file: what model it is, and what it needs.

Arrays are skipped but for their length limit; tensors are not read.
"""

import struct
from pathlib import Path
from typing import Any, BinaryIO

from agent.engines.memory import Information

_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_LONGEST_KEY = 1 << 10
_LONGEST_TEXT = 1 << 24
_MOST_ENTRIES = 1 << 16
_KEPT_ITEMS = 1 << 10
_MOST_ITEMS = 1 << 22


class NotGguf(Exception):
    """The file is of another kind, or damaged."""


def read_metadata(path: Path) -> Information:
    """Names and values as the file has them, long arrays left out. Raises `NotGguf`, OSError."""
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise NotGguf("it does not begin as one")
        version, _, entries = _unpack(file, "IQQ")
        if version not in (2, 3):
            raise NotGguf(f"version {version} is unknown")
        if entries > _MOST_ENTRIES:
            raise NotGguf("entries without end")
        found: dict[str, object] = {}
        for _ in range(entries):
            key = _text(file, _LONGEST_KEY)
            found[key] = _value(file, _unpack(file, "I")[0])
        return found


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _text(file, _LONGEST_TEXT)
    if kind == _ARRAY:
        return _array(file)
    if kind not in _SCALARS:
        raise NotGguf(f"a value of the unknown kind {kind}")
    return _unpack(file, _SCALARS[kind])[0]


def _array(file: BinaryIO) -> object:
    kind, length = _unpack(file, "IQ")
    if length > _MOST_ITEMS:
        raise NotGguf("an array without end")
    if kind == _STRING:
        for _ in range(length):
            file.seek(_bounded(_unpack(file, "Q")[0], _LONGEST_TEXT), 1)
        return None
    if kind not in _SCALARS:
        raise NotGguf(f"an array of the unknown kind {kind}")
    if length > _KEPT_ITEMS:
        file.seek(length * struct.calcsize(_SCALARS[kind]), 1)
        return None
    return list(_unpack(file, _SCALARS[kind] * length))


def _text(file: BinaryIO, most: int) -> str:
    length = _bounded(_unpack(file, "Q")[0], most)
    return _read(file, length).decode("utf-8", "replace")


def _bounded(length: int, most: int) -> int:
    if length > most:
        raise NotGguf("a text without end")
    return length


def _unpack(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    layout = f"<{layout}"
    return struct.unpack(layout, _read(file, struct.calcsize(layout)))


def _read(file: BinaryIO, size: int) -> bytes:
    content = file.read(size)
    if len(content) != size:
        raise NotGguf("it ends too early")
    return content

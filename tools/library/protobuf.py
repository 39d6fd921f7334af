"""Reads the wire format of protocol buffers, as far as Kotlin's metadata uses it.

Format: protobuf.dev, "Encoding". Groups are not supported; nothing else does Kotlin write.
"""

Message = dict[int, list[int | bytes]]
"""Field number to values: numbers as they stand, all else as bytes."""

_FIXED = {1: 8, 5: 4}


class BrokenMessage(ValueError):
    """The bytes are no message."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at a place, and the place behind it."""
    value = shift = 0
    while shift < 70:
        if at >= len(data):
            raise BrokenMessage("a number runs past the end")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise BrokenMessage("a number is too long")


def message(data: bytes) -> Message:
    """All fields of a message. Raises `BrokenMessage`."""
    fields: Message = {}
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        wire = key & 7
        if wire == 0:
            value: int | bytes
            value, at = varint(data, at)
        else:
            length = _FIXED.get(wire, -1)
            if wire == 2:
                length, at = varint(data, at)
            if length < 0 or at + length > len(data):
                raise BrokenMessage("a field runs past the end")
            value = data[at : at + length]
            at += length
        fields.setdefault(key >> 3, []).append(value)
    return fields


def number(fields: Message, field: int, default: int = 0) -> int:
    """The last value of a number field."""
    value = fields.get(field, (default,))[-1]
    if isinstance(value, bytes):
        raise BrokenMessage(f"field {field} is no number")
    return value


def blocks(fields: Message, field: int) -> list[bytes]:
    """The values of a field that holds messages or texts."""
    return [value for value in fields.get(field, ()) if isinstance(value, bytes)]


def child(fields: Message, field: int) -> Message | None:
    """The message in a field, None without."""
    found = blocks(fields, field)
    return message(found[-1]) if found else None


def numbers(fields: Message, field: int) -> list[int]:
    """The values of a repeated number field, packed or not."""
    found: list[int] = []
    for value in fields.get(field, ()):
        if isinstance(value, int):
            found.append(value)
            continue
        at = 0
        while at < len(value):
            one, at = varint(value, at)
            found.append(one)
    return found

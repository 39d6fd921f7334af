"""Reads class files: names, access, generic signatures and annotations, never code.

Format: The Java Virtual Machine Specification, chapter 4. Whatever the bytes are, the reader
returns or raises `BrokenClass`; it does work bounded by the length of the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct, error, unpack_from
from typing import TypeAlias

PUBLIC, PRIVATE, PROTECTED, STATIC, FINAL = 0x1, 0x2, 0x4, 0x8, 0x10
BRIDGE, VARARGS, INTERFACE, ABSTRACT = 0x40, 0x80, 0x200, 0x400
SYNTHETIC, ANNOTATION, ENUM = 0x1000, 0x2000, 0x4000

Value: TypeAlias = "str | int | Annotation | tuple[Value, ...]"
_WIDTHS = {3: 5, 4: 5, 5: 9, 6: 9, 7: 3, 8: 3, 9: 5, 10: 5, 11: 5, 12: 5}
_WIDTHS |= {15: 4, 16: 3, 17: 5, 18: 5, 19: 3, 20: 3}
_DEPTH = 16
_MEMBER = Struct(">HHHH")
_ATTRIBUTE = Struct(">HI")


class BrokenClass(ValueError):
    """The bytes are no class file, or end too early."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """`type` is an internal name (`kotlin/Metadata`); enum values are their constants' names."""

    type: str
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Member:
    """A field or method. `signature` is the generic one, "" where it has none.

    `parameters` are the names that the file keeps; `parameter_annotations` are by position.
    """

    name: str
    descriptor: str
    access: int
    signature: str = ""
    annotations: tuple[Annotation, ...] = ()
    deprecated: bool = False
    parameters: tuple[str, ...] = ()
    parameter_annotations: tuple[tuple[Annotation, ...], ...] = ()

    def annotation(self, type: str) -> Annotation | None:
        """The annotation of this type, None without."""
        return next((one for one in self.annotations if one.type == type), None)


@dataclass(frozen=True, slots=True)
class ClassFile:
    """A class. Names are internal: `java/util/Map$Entry`. `parent` is "" for Object itself.

    `inner` are (name, outer name or "", simple name or "", access) of the InnerClasses attribute.
    """

    name: str
    access: int
    parent: str
    interfaces: tuple[str, ...]
    fields: tuple[Member, ...]
    methods: tuple[Member, ...]
    signature: str = ""
    annotations: tuple[Annotation, ...] = ()
    deprecated: bool = False
    source: str = ""
    inner: tuple[tuple[str, str, str, int], ...] = ()

    def annotation(self, type: str) -> Annotation | None:
        """The annotation of this type, None without."""
        return next((one for one in self.annotations if one.type == type), None)


def read_class(data: bytes) -> ClassFile:
    """Read one class file. Raises `BrokenClass`."""
    try:
        return _Reader(data).read()
    except (error, IndexError, KeyError, UnicodeError, RecursionError) as reason:
        raise BrokenClass(f"the class file is damaged: {reason}") from reason


class _Attributes:
    """What the attributes of one element told, in the words of `Member` and `ClassFile`."""

    def __init__(self) -> None:
        self.signature = ""
        self.source = ""
        self.deprecated = False
        self.annotations: tuple[Annotation, ...] = ()
        self.parameters: tuple[str, ...] = ()
        self.variables: dict[int, str] = {}
        self.parameter_annotations: tuple[tuple[Annotation, ...], ...] = ()
        self.inner: tuple[tuple[str, str, str, int], ...] = ()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.places: list[int] = []
        self.texts: dict[int, str] = {}
        self.budget = len(data) + 64

    def read(self) -> ClassFile:
        if self.data[:4] != b"\xca\xfe\xba\xbe":
            raise BrokenClass("no class file")
        self._pool()
        access, this, parent, count = self._take(">HHHH", 8)
        interfaces = tuple(self._class(self._short()) for _ in range(count))
        fields, methods = self._members(), self._members()
        told = self._attributes()
        return ClassFile(
            self._class(this), access, self._class(parent) if parent else "", interfaces,
            fields, methods, told.signature, told.annotations, told.deprecated, told.source,
            told.inner,
        )  # fmt: skip

    def _pool(self) -> None:
        (count,) = unpack_from(">H", self.data, 8)
        self.places = [0] * max(count, 1)
        data, at, number = self.data, 10, 1
        while number < count:
            tag = data[at]
            self.places[number] = at
            if tag == 1:
                at += 3 + (data[at + 1] << 8 | data[at + 2])
            else:
                at += _WIDTHS[tag]
            number += 2 if tag in (5, 6) else 1
        self.at = at

    def _take(self, shape: str, width: int) -> tuple[int, ...]:
        values = unpack_from(shape, self.data, self.at)
        self.at += width
        return values

    def _short(self) -> int:
        data, at = self.data, self.at
        self.at = at + 2
        return data[at] << 8 | data[at + 1]

    def _place(self, number: int, tag: int) -> int:
        at = self.places[number]
        if not at or self.data[at] != tag:
            raise BrokenClass(f"constant {number} is not of kind {tag}")
        return at

    def _text(self, number: int) -> str:
        text = self.texts.get(number)
        if text is None:
            at = self._place(number, 1)
            end = at + 3 + (self.data[at + 1] << 8 | self.data[at + 2])
            if end > len(self.data):
                raise BrokenClass("a text runs past the end")
            text = self.texts[number] = decode_text(self.data[at + 3 : end])
        return text

    def _class(self, number: int) -> str:
        at = self._place(number, 7)
        return self._text(self.data[at + 1] << 8 | self.data[at + 2])

    def _spend(self, count: int = 1) -> None:
        self.budget -= count
        if self.budget < 0:
            raise BrokenClass("the class file counts more than it holds")

    def _members(self) -> tuple[Member, ...]:
        found = []
        for _ in range(self._short()):
            access, name, descriptor = self._take(">HHH", 6)
            told = self._attributes()
            shape = self._text(descriptor)
            found.append(
                Member(
                    self._text(name),
                    shape,
                    access,
                    told.signature,
                    told.annotations,
                    told.deprecated,
                    told.parameters or _by_slot(shape, access, told.variables),
                    told.parameter_annotations,
                )
            )
        return tuple(found)

    def _attributes(self) -> _Attributes:
        told = _Attributes()
        for _ in range(self._short()):
            name, length = _ATTRIBUTE.unpack_from(self.data, self.at)
            start = self.at = self.at + 6
            if start + length > len(self.data):
                raise BrokenClass("an attribute runs past the end")
            if read := _READERS.get(self._text(name)):
                read(self, told)
            self.at = start + length
        return told

    def _signature(self, told: _Attributes) -> None:
        told.signature = self._text(self._short())

    def _source(self, told: _Attributes) -> None:
        told.source = self._text(self._short())

    def _deprecated(self, told: _Attributes) -> None:
        told.deprecated = True

    def _annotations(self, told: _Attributes) -> None:
        told.annotations += self._annotation_list()

    def _of_parameters(self, told: _Attributes) -> None:
        count = self.data[self.at]
        self.at += 1
        lists = [self._annotation_list() for _ in range(count)]
        before = told.parameter_annotations
        told.parameter_annotations = tuple(
            (before[place] if place < len(before) else ()) + one for place, one in enumerate(lists)
        )

    def _names(self, told: _Attributes) -> None:
        count = self.data[self.at]
        self.at += 1
        numbers = [self._take(">HH", 4)[0] for _ in range(count)]
        told.parameters = tuple(self._text(number) if number else "" for number in numbers)

    def _code(self, told: _Attributes) -> None:
        (length,) = unpack_from(">I", self.data, self.at + 4)
        self.at += 8 + length
        self.at += 2 + 8 * unpack_from(">H", self.data, self.at)[0]
        for _ in range(self._short()):
            name, length = _ATTRIBUTE.unpack_from(self.data, self.at)
            start = self.at = self.at + 6
            if self._text(name) == "LocalVariableTable":
                self._variables(told)
            self.at = start + length

    def _variables(self, told: _Attributes) -> None:
        for _ in range(self._short()):
            start, _, name, _, slot = self._take(">HHHHH", 10)
            if start == 0:
                told.variables[slot] = self._text(name)

    def _inner(self, told: _Attributes) -> None:
        rows = []
        for _ in range(self._short()):
            inner, outer, name, access = _MEMBER.unpack_from(self.data, self.at)
            self.at += 8
            rows.append((
                self._class(inner), self._class(outer) if outer else "",
                self._text(name) if name else "", access,
            ))  # fmt: skip
        told.inner = tuple(rows)

    def _annotation_list(self) -> tuple[Annotation, ...]:
        return tuple(self._annotation(0) for _ in range(self._short()))

    def _annotation(self, depth: int) -> Annotation:
        self._spend()
        type, count = self._take(">HH", 4)
        values = {}
        for _ in range(count):
            name = self._text(self._short())
            values[name] = self._value(depth + 1)
        return Annotation(self._text(type)[1:-1], values)

    def _value(self, depth: int) -> Value:
        self._spend()
        if depth > _DEPTH:
            raise BrokenClass("annotations are nested too deeply")
        tag = chr(self.data[self.at])
        self.at += 1
        if tag == "[":
            return tuple(self._value(depth + 1) for _ in range(self._short()))
        if tag == "@":
            return self._annotation(depth + 1)
        if tag == "e":
            return self._text(self._take(">HH", 4)[1])
        number = self._short()
        if tag in "sc":
            return self._text(number)
        at = self.places[number]
        if tag in "BCISZ" and self.data[at] == 3:
            value: int = unpack_from(">i", self.data, at + 1)[0]
            return value
        return 0


def decode_text(raw: bytes) -> str:
    """The JVM's modified UTF-8 (section 4.4.7): zero takes two bytes, surrogates are apart."""
    if raw.isascii():
        return raw.decode("ascii")
    text = raw.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
    if "\ud800" <= max(text) <= "\udfff" or any("\ud800" <= one <= "\udfff" for one in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def slots(descriptor: str) -> list[int]:
    """How many variables each parameter of a method takes: two for long and double."""
    found, at = [], 1
    while at < len(descriptor) and descriptor[at] != ")":
        start = at
        while descriptor[at : at + 1] == "[":
            at += 1
        if descriptor[at : at + 1] == "L":
            at = descriptor.find(";", at)
            if at < 0:
                break
        at += 1
        found.append(2 if descriptor[start:at] in ("J", "D") else 1)
    return found


def _by_slot(descriptor: str, access: int, variables: dict[int, str]) -> tuple[str, ...]:
    if not variables or descriptor[:1] != "(":
        return ()
    slot, names = (0 if access & STATIC else 1), []
    for width in slots(descriptor):
        names.append(variables.get(slot, ""))
        slot += width
    return tuple(names) if all(names) else ()


_READERS: dict[str, Callable[[_Reader, _Attributes], None]] = {
    "Signature": _Reader._signature,
    "SourceFile": _Reader._source,
    "Deprecated": _Reader._deprecated,
    "RuntimeVisibleAnnotations": _Reader._annotations,
    "RuntimeInvisibleAnnotations": _Reader._annotations,
    "RuntimeVisibleParameterAnnotations": _Reader._of_parameters,
    "RuntimeInvisibleParameterAnnotations": _Reader._of_parameters,
    "MethodParameters": _Reader._names,
    "Code": _Reader._code,
    "InnerClasses": _Reader._inner,
}

"""Types of descriptors and generic signatures, written as Kotlin writes them.

Format: The Java Virtual Machine Specification, sections 4.3 and 4.7.9.1.
"""

from dataclasses import dataclass

_PRIMITIVES = {
    "B": "Byte", "C": "Char", "D": "Double", "F": "Float", "I": "Int", "J": "Long", "S": "Short",
    "Z": "Boolean", "V": "Unit",
}  # fmt: skip
_MAPPED = {
    "java/lang/Object": "Any", "java/lang/String": "String", "java/lang/Integer": "Int",
    "java/lang/CharSequence": "CharSequence", "java/lang/Character": "Char",
    "java/lang/Long": "Long", "java/lang/Boolean": "Boolean", "java/lang/Float": "Float",
    "java/lang/Double": "Double", "java/lang/Short": "Short", "java/lang/Byte": "Byte",
    "java/lang/Void": "Void",
}  # fmt: skip
_DEPTH = 32


class BrokenType(ValueError):
    """The text is no descriptor and no signature."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A method. `generic` is `<T : Any>` or ""."""

    generic: str
    parameters: tuple[str, ...]
    result: str


def method_shape(text: str) -> Shape:
    """Of a descriptor or signature. Raises `BrokenType`."""
    cursor = _Cursor(text)
    generic = cursor.generic()
    cursor.expect("(")
    parameters = []
    while not cursor.take(")"):
        parameters.append(cursor.type())
    return Shape(generic, tuple(parameters), cursor.type())


def field_type(text: str) -> str:
    """Of a descriptor or signature. Raises `BrokenType`."""
    return _Cursor(text).type()


def class_parents(text: str) -> tuple[str, tuple[str, ...]]:
    """Type parameters and parents of a class signature. Raises `BrokenType`."""
    cursor = _Cursor(text)
    generic = cursor.generic()
    parents = []
    while cursor.at < len(text):
        parents.append(cursor.type())
    return generic, tuple(parents)


def simple(name: str) -> str:
    """`Map.Entry` of `java/util/Map$Entry`."""
    return _MAPPED.get(name) or name.rpartition("/")[2].replace("$", ".").strip(".")


class _Cursor:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, one: str) -> bool:
        if self.peek() != one:
            return False
        self.at += 1
        return True

    def expect(self, one: str) -> None:
        if not self.take(one):
            raise BrokenType(f"`{one}` is not at {self.at}")

    def until(self, *ends: str) -> str:
        start = self.at
        while self.peek() and self.peek() not in ends:
            self.at += 1
        if not self.peek():
            raise BrokenType("a name does not end")
        return self.text[start : self.at]

    def generic(self) -> str:
        if not self.take("<"):
            return ""
        shown = []
        while not self.take(">"):
            name = self.until(":", ">")
            bounds = []
            while self.take(":"):
                if self.peek() != ":":
                    bounds.append(self.type())
            real = [one for one in bounds if one != "Any"]
            shown.append(f"{name} : {real[0]}" if real else name)
            if not name:
                raise BrokenType("a type parameter has no name")
        return f"<{', '.join(shown)}>"

    def type(self) -> str:
        self.depth += 1
        if self.depth > _DEPTH:
            raise BrokenType("types are nested too deeply")
        found = self._type()
        self.depth -= 1
        return found

    def _type(self) -> str:
        one = self.peek()
        self.at += 1
        if one in _PRIMITIVES and one:
            return _PRIMITIVES[one]
        if one == "[":
            primitive = self.peek() in "BCDFIJSZ"
            inner = self.type()
            return f"{inner}Array" if primitive else f"Array<{inner}>"
        if one == "T":
            name = self.until(";")
            self.at += 1
            return name
        if one != "L":
            raise BrokenType(f"no type begins with `{one}`")
        return self._class()

    def _class(self) -> str:
        shown = simple(self.until("<", ";", "."))
        while True:
            if self.take("<"):
                shown += self._arguments()
            if self.take("."):
                shown += f".{self.until('<', ';', '.').replace('$', '.')}"
            elif self.take(";"):
                return shown
            elif self.peek() != "<":
                raise BrokenType("a class does not end")

    def _arguments(self) -> str:
        shown = []
        while not self.take(">"):
            if self.take("*"):
                shown.append("*")
            elif self.take("+"):
                shown.append(f"out {self.type()}")
            elif self.take("-"):
                shown.append(f"in {self.type()}")
            else:
                shown.append(self.type())
        return f"<{', '.join(shown)}>"

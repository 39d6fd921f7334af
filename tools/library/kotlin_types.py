"""Kotlin's types and type parameters, from metadata to how somebody writes them."""

import re

from tools.library.erasure import descriptor
from tools.library.metadata import Names
from tools.library.protobuf import (
    BrokenMessage,
    Message,
    blocks,
    child,
    message,
    number,
    numbers,
)

_FUNCTION = re.compile(r"^kotlin/(?:Suspend)?Function\d+$")
_PROJECTIONS = ("in ", "out ", "")
_STAR = 3
_DEPTH = 24
_COMPOSABLE = "androidx/compose/runtime/Composable"
_MOST_TEXT = 4_000


class Types:
    """The types that one class or file refers to; `parameters` are the type parameters in scope."""

    def __init__(self, names: Names, table: Message | None, parameters: dict[int, str]) -> None:
        self._names = names
        self._table = blocks(table, 1) if table else []
        self._nullable = number(table, 2, len(self._table)) if table else 0
        self._parameters = parameters

    def within(self, declared: list[bytes]) -> "Types":
        """The same with further type parameters in scope."""
        if not declared:
            return self
        inner = Types(self._names, None, dict(self._parameters))
        inner._table, inner._nullable = self._table, self._nullable
        for block in declared:
            fields = message(block)
            inner._parameters[number(fields, 1)] = self._names[number(fields, 2)]
        return inner

    def declared(self, blocks_: list[bytes]) -> str:
        """`<reified T : Any>` of type parameters; "" of none."""
        shown = []
        for block in blocks_:
            fields = message(block)
            bounds = [self.text(message(one)) for one in blocks(fields, 5)]
            bounds += [self.by_number(one) for one in numbers(fields, 6)]
            real = [one for one in bounds if one != "Any?"]
            variance = _PROJECTIONS[min(number(fields, 4, 2), 2)]
            reified = "reified " if number(fields, 3) else ""
            bound = f" : {real[0]}" if real else ""
            shown.append(f"{reified}{variance}{self._names[number(fields, 2)]}{bound}")
        return f"<{', '.join(shown)}>" if shown else ""

    def of(self, fields: Message, direct: int, by_number: int) -> str:
        """The type in either of two fields, "" without."""
        if found := child(fields, direct):
            return self.text(found)
        return self.by_number(number(fields, by_number)) if by_number in fields else ""

    def erased(self, fields: Message, direct: int, by_number: int) -> str:
        """The JVM's type of a class in either of two fields, "" of none and of a parameter."""
        found = child(fields, direct)
        if found is None and by_number in fields:
            index = number(fields, by_number)
            if not 0 <= index < len(self._table):
                raise BrokenMessage(f"there is no type {index}")
            found = message(self._table[index])
        return descriptor(self._names[number(found, 6)]) if found and 6 in found else ""

    def by_number(self, index: int, depth: int = 0) -> str:
        """A type of the table."""
        if not 0 <= index < len(self._table):
            raise BrokenMessage(f"there is no type {index}")
        fields = message(self._table[index])
        return self.text(fields, depth, nullable=index >= self._nullable)

    def text(self, fields: Message, depth: int = 0, *, nullable: bool = False) -> str:
        """A type as somebody writes it: `(@Composable RowScope.() -> Unit)?`."""
        if depth > _DEPTH:
            raise BrokenMessage("types are nested too deeply")
        if short := self._alias(fields, depth, nullable):
            return short
        nullable = nullable or bool(number(fields, 3))
        written = [self._argument(message(block), depth + 1) for block in blocks(fields, 2)]
        name = self._name(fields)
        marks = self._marks(fields)
        if _FUNCTION.match(name) and written:
            arrow = _arrow(written, marks, suspend=bool(number(fields, 1) & 1))
            return _bounded(f"({arrow})?" if nullable else arrow)
        simple = name.rpartition("/")[2]
        if 10 in fields or 11 in fields:
            outer = child(fields, 10)
            first = (
                self.text(outer, depth + 1) if outer else self.by_number(number(fields, 11), depth)
            )
            simple = f"{first}.{simple.rpartition('.')[2]}" if "<" in first else simple
        generic = f"<{', '.join(written)}>" if written else ""
        definitely = " & Any" if number(fields, 1) & 2 else ""
        return _bounded(f"{simple}{generic}{definitely}{'?' if nullable else ''}")

    def _alias(self, fields: Message, depth: int, nullable: bool) -> str:
        """The name of a type alias that stands for the type, where one was written."""
        if short := child(fields, 13):
            return self.text(short, depth + 1, nullable=nullable)
        if 14 in fields:
            return self.by_number(number(fields, 14), depth + 1)
        return ""

    def _name(self, fields: Message) -> str:
        if 7 in fields:
            return self._parameters.get(number(fields, 7), "*")
        for field in (6, 12, 9):
            if field in fields:
                return self._names[number(fields, field)]
        raise BrokenMessage("a type has no name")

    def _argument(self, fields: Message, depth: int) -> str:
        projection = number(fields, 1, 2)
        if projection == _STAR:
            return "*"
        inner = child(fields, 2)
        named = message(self._table[number(fields, 3)]) if inner is None else inner
        text = (
            self.text(inner, depth)
            if inner is not None
            else self.by_number(number(fields, 3), depth)
        )
        label = self._marks(named).get("kotlin/ParameterName", "")
        return _PROJECTIONS[projection] + (f"{label}: {text}" if label else text)

    def _marks(self, fields: Message) -> dict[str, str]:
        """Annotations of a type, each with its first text argument."""
        found = {}
        for block in blocks(fields, 100):
            annotation = message(block)
            value = ""
            for argument in blocks(annotation, 2):
                inner = child(message(argument), 2) or {}
                value = self._names[number(inner, 5)] if 5 in inner else value
            found[self._names[number(annotation, 1)]] = value
        return found


def _arrow(written: list[str], marks: dict[str, str], *, suspend: bool) -> str:
    """The function type of its arguments."""
    arguments, result = written[:-1], written[-1]
    if suspend and arguments and arguments[-1].startswith("Continuation<"):
        result = arguments.pop()[len("Continuation<") : -1]
    arguments = [one.removeprefix("in ") for one in arguments]
    receiver = ""
    if "kotlin/ExtensionFunctionType" in marks and arguments:
        first = arguments.pop(0)
        receiver = f"({first})." if "->" in first else f"{first}."
    composable = "@Composable " if _COMPOSABLE in marks else ""
    before = composable + ("suspend " if suspend else "")
    return f"{before}{receiver}({', '.join(arguments)}) -> {result.removeprefix('out ')}"


def _bounded(text: str) -> str:
    """The text; types that refer to each other could grow without end."""
    if len(text) > _MOST_TEXT:
        raise BrokenMessage("a type is too long")
    return text

"""What a source file declares, imports and uses, as plain values.

Offsets are character offsets into the file's text with '\\n' line ends; lines count from 1.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Parameter(NamedTuple):
    """A parameter of a function or constructor; `start` is the offset of its name."""

    name: str
    type: str
    has_default: bool = False
    start: int = -1


class Symbol(NamedTuple):
    """A declaration that other code can name.

    `kind`: class, interface, object, enum, enum_entry, annotation, function, property,
    typealias, constructor, field or method's `function`. `start` and `end` span the whole
    declaration with its documentation, annotations and modifiers, `line` is the line of the
    name. `type` is the declared type ("" when none is written), `body` the offset of the `{` or
    `=` at which the signature ends (-1: none).
    """

    name: str
    qualified: str
    kind: str
    path: str
    line: int
    start: int
    end: int
    name_start: int
    visibility: str = "public"
    receiver: str | None = None
    signature: str = ""
    annotations: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    owner: str = ""
    supertypes: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    type: str = ""
    body: int = -1


class Import(NamedTuple):
    """An import: `name` is fully qualified, without `.*` where `star` is set."""

    name: str
    alias: str | None
    star: bool
    line: int
    static: bool = False

    @property
    def simple(self) -> str:
        """The name that the file uses."""
        return self.alias or self.name.rpartition(".")[2]


class Identifier(NamedTuple):
    """One use of a name.

    `role`: type, call, qualifier (left of a dot), name, argument (a named argument), label, or
    local (the definition of a parameter or local). `receiver` is the expression left of the
    dot, "" where there is none; `reference` is set after `::`.
    """

    name: str
    start: int
    line: int
    role: str
    receiver: str = ""
    reference: bool = False


@dataclass(frozen=True)
class ParsedSource:
    """One source file read. `errors` counts the places that no parser could read.

    `identifiers` are uses, definitions and imports left out; `locals` are the definitions of
    parameters, variables and functions inside bodies.
    """

    path: str
    text: str = field(repr=False)
    package: str
    imports: tuple[Import, ...]
    symbols: tuple[Symbol, ...]
    identifiers: tuple[Identifier, ...] = field(repr=False)
    locals: tuple[Identifier, ...] = field(repr=False)
    errors: int = 0


_LINE_END = re.compile("\n")


class Lines:
    """Offsets to line numbers and back, for one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *[match.end() for match in _LINE_END.finditer(self._text)]]

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """The column of an offset, from 1."""
        return offset - self._starts[self.line(offset) - 1] + 1

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._starts[line - 1]

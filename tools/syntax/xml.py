"""XML: elements with the positions of their names, attribute values and texts.

The reader is forgiving, so that a file in the middle of an edit still gives its elements;
`faults` is strict, by the parser that aapt2 also uses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z][^>\[]*(?:\[[^\]]*\])?>?"
    r"|</\s*([\w:.-]*)\s*>|<([A-Za-z_][\w:.-]*+)((?:[^<>\"'/]++|\"[^\"]*\"|'[^']*'|/(?!>))*+)(/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_DECLARED_ENTITY = re.compile(r"<!ENTITY\b")
_DEPTH_LIMIT = 500


class Attribute(NamedTuple):
    """`value` is raw text as written; `start` and `end` span it without quotes."""

    name: str
    value: str
    name_start: int
    start: int
    end: int


@dataclass(slots=True)
class Element:
    """`start` to `end` span the element with its tags; `inner_start` to `inner_end` its content."""

    name: str
    start: int
    name_start: int
    attributes: tuple[Attribute, ...]
    inner_start: int
    inner_end: int
    end: int
    depth: int
    parent: "Element | None" = field(default=None, repr=False)
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The raw value of an attribute."""
        found = self.attribute(name)
        return None if found is None else found.value

    def attribute(self, name: str) -> Attribute | None:
        """An attribute by its name as written, prefix included."""
        for one in self.attributes:
            if one.name == name:
                return one
        return None

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the text."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not well-formed; line and column from 1."""

    line: int
    column: int
    message: str


@lru_cache(maxsize=8)
def elements(text: str) -> list[Element]:
    """Every element in the order of the text, read once for all who ask; not to be changed."""
    found: list[Element] = []
    stack: list[Element] = []
    for match in _MARKUP.finditer(text):
        if match[2] is not None:
            parent = stack[-1] if stack else None
            element = _open(match, parent, len(stack))
            found.append(element)
            if parent is not None:
                parent.children.append(element)
            if not match[4] and len(stack) < _DEPTH_LIMIT:
                stack.append(element)
        elif match[1] is not None:
            _close(stack, match)
    for element in stack:
        element.inner_end = element.end = len(text)
    return found


def _open(match: re.Match[str], parent: Element | None, depth: int) -> Element:
    attributes = []
    for one in _ATTRIBUTE.finditer(match.string, *match.span(3)):
        value = one.lastindex or 2
        attributes.append(Attribute(one[1], one[value], one.start(1), *one.span(value)))
    end = match.end()
    start, name_start = match.start(), match.start(2)
    return Element(match[2], start, name_start, tuple(attributes), end, end, end, depth, parent)


def _close(stack: list[Element], match: re.Match[str]) -> None:
    depth = len(stack) - 1
    while depth >= 0 and stack[depth].name != match[1]:
        depth -= 1
    if depth < 0:
        return
    for element in stack[depth:]:
        element.inner_end, element.end = match.start(), match.end()
    del stack[depth:]


def unescape(value: str) -> str:
    """XML references replaced by their characters; Android's own escapes stay."""
    return _REFERENCE.sub(_character, value)


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _ENTITIES.get(match[3], match.group())
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code < 0x110000 else match.group()


def faults(text: str) -> tuple[Fault, ...]:
    """The first place at which a text is not well-formed XML; entity declarations are refused."""
    from xml.parsers import expat

    if found := _DECLARED_ENTITY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return (Fault(line, 1, "entity declarations are not read"),)
    reader = expat.ParserCreate()
    try:
        reader.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return (Fault(error.lineno, error.offset + 1, expat.ErrorString(error.code)),)
    return ()

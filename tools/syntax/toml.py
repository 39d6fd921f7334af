"""TOML: every value with its dotted key and the position of the value.

Tables that are values (`{ module = "a:b" }`) give one entry for each of their keys.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.syntax.grammar import parse
from tools.syntax.java import Offsets

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: `key` is its path, `value` text without quotes, `start`/`end` span it whole."""

    key: tuple[str, ...]
    value: str
    start: int
    end: int
    line: int
    key_start: int


def entries(text: str) -> list[Entry]:
    """All values in the order of the text.

    Arrays give one entry for each element, an empty array one with the value "".
    """
    reader = _Reader(text)
    root = parse("toml", text)
    for node in root.named_children if root is not None else ():
        if node.type == "pair":
            reader.pair(node, ())
        elif node.type in ("table", "table_array_element"):
            keys = [c for c in node.named_children if c.type != "pair" and c.type != "comment"]
            prefix = reader.key(keys[0]) if keys else ()
            for child in node.named_children:
                if child.type == "pair":
                    reader.pair(child, prefix)
    return reader.found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Entry] = []
        self._offsets = Offsets(text)

    def _text(self, node: "Node") -> str:
        offsets = self._offsets
        return self.text[offsets.character(node.start_byte) : offsets.character(node.end_byte)]

    def key(self, node: "Node") -> tuple[str, ...]:
        """The parts of a key."""
        if node.type == "dotted_key":
            return tuple(part for child in node.named_children for part in self.key(child))
        return (self._text(node).strip("\"'"),)

    def pair(self, node: "Node", prefix: tuple[str, ...]) -> None:
        """Read `key = value`."""
        named = [child for child in node.named_children if child.type != "comment"]
        if len(named) >= 2:
            start = self._offsets.character(named[0].start_byte)
            self._value(named[1], prefix + self.key(named[0]), start)

    def _value(self, node: "Node", key: tuple[str, ...], key_start: int) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self.pair(child, key)
            return
        elements = [child for child in node.named_children if child.type != "comment"]
        if node.type == "array" and elements:
            for child in elements:
                self._value(child, key, key_start)
            return
        value = "" if node.type == "array" else self._text(node)
        if node.type == "string":
            value = value[3:-3] if value[:3] in ('"""', "'''") else value[1:-1]
        start = self._offsets.character(node.start_byte)
        end = self._offsets.character(node.end_byte)
        line = node.start_point.row + 1
        self.found.append(Entry(key, value, start, end, line, key_start))


def faults(text: str) -> tuple[tuple[int, int, str], ...]:
    """The first place that is not TOML: line, column, reason."""
    import re
    import tomllib

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r"at line (\d+), column (\d+)", message)
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        return ((line, column, re.sub(r"\s*\(at .*\)$", "", message)),)
    return ()

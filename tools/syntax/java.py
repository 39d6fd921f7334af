"""Java: what a file declares, imports and uses, by the tree-sitter grammar."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.syntax import grammar
from tools.syntax.brackets import match_brackets
from tools.syntax.identifiers import JAVA_KEYWORDS, Uses
from tools.syntax.masking import mask
from tools.syntax.symbols import Identifier, Import, Lines, Parameter, ParsedSource, Symbol

if TYPE_CHECKING:
    from tree_sitter import Node

_ANGLES = re.compile(r"[<>;{}]")
_DEEPEST = 60
_TYPES = {
    "class_declaration": "class",
    "interface_declaration": "interface",
    "enum_declaration": "enum",
    "record_declaration": "class",
    "annotation_type_declaration": "annotation",
}
_BODIES = ("class_body", "interface_body", "enum_body", "annotation_type_body")
_MEMBERS = ("method_declaration", "constructor_declaration", "annotation_type_element_declaration")
_FIELDS = ("field_declaration", "constant_declaration")
_VISIBILITIES = ("public", "protected", "private")
_LOCAL = re.compile(
    r"\b[A-Z\w][\w.]*(?:<[^;(){}]*?>)?(?:\[\])*(?:\s*\.\.\.)?\s+([a-z_]\w*)\s*(?=[=;:,)])"
)


class Offsets:
    """Byte offsets of UTF-8 to character offsets."""

    def __init__(self, text: str) -> None:
        self._bytes: list[int] = []
        self._lost: list[int] = []
        if not text.isascii():
            lost = 0
            for match in re.finditer(r"[^\x00-\x7f]", text):
                width = len(match.group().encode())
                self._bytes.append(match.start() + lost)
                lost += width - 1
                self._lost.append(lost)

    def character(self, byte: int) -> int:
        """The character offset of a byte offset."""
        index = bisect_right(self._bytes, byte - 1)
        return byte - (self._lost[index - 1] if index else 0)


def parse(path: str, text: str) -> ParsedSource:
    """Everything about one Java file, from text with '\\n' line ends."""
    reader = _Reader(path, text)
    masked = mask(text, templates=False)
    uses = Uses(masked.code, match_brackets(masked.code), reader.lines, keywords=JAVA_KEYWORDS)
    definitions = {symbol.name_start for symbol in reader.symbols}
    local = list(_locals(masked.code, reader, definitions))
    definitions.update(one.start for one in local)
    return ParsedSource(
        path=path,
        text=text,
        package=reader.package,
        imports=tuple(reader.imports),
        symbols=tuple(reader.symbols),
        identifiers=tuple(uses.find(reader.body, definitions)),
        locals=tuple(local),
        errors=reader.errors,
    )


def _is_garbage(text: str) -> bool:
    """Whether `<` opens deeper than any type is written: the grammar then takes all memory."""
    if text.count("<") <= _DEEPEST:
        return False
    depth = 0
    for mark in _ANGLES.findall(text):
        depth = depth + 1 if mark == "<" else max(depth - 1, 0) if mark == ">" else 0
        if depth > _DEEPEST:
            return True
    return False


def read(path: str, text: str) -> "_Reader":
    """Package, imports and declarations only."""
    return _Reader(path, text)


def _locals(code: str, reader: "_Reader", definitions: set[int]) -> Iterator[Identifier]:
    spots = {p.start: p.name for symbol in reader.symbols for p in symbol.parameters}
    for match in _LOCAL.finditer(code, reader.body):
        if match.group().split()[0] not in ("return", "throw", "new", "case", "else", "package"):
            spots.setdefault(match.start(1), match[1])
    for at, name in sorted(spots.items()):
        if at not in definitions:
            yield Identifier(name, at, reader.lines.line(at), "local")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a declaration stands: what its name is qualified by, its type, the comment before."""

    outer: str
    owner: str
    comment: "Node | None"


class _Reader:
    """Walks the declarations of one tree; bodies of methods are not entered."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = Lines(text)
        self.package = ""
        self.imports: list[Import] = []
        self.symbols: list[Symbol] = []
        self.body = 0
        self._offsets = Offsets(text)
        root = None if _is_garbage(text) else grammar.parse("java", text)
        self.errors = 1 if root is None else grammar.count_errors(root) if root.has_error else 0
        comment: Node | None = None
        for node in root.named_children if root is not None else ():
            if node.type == "package_declaration":
                self.package = self._text(node.named_children[-1])
                self.body = self._at(node.end_byte)
            elif node.type == "import_declaration":
                self._import(node)
                self.body = self._at(node.end_byte)
            elif node.type in _TYPES:
                self._type(node, _Place(self.package, "", comment))
            comment = node if node.type == "block_comment" else None

    def _at(self, byte: int) -> int:
        return self._offsets.character(byte)

    def _text(self, node: "Node | None") -> str:
        if node is None:
            return ""
        return self.text[self._at(node.start_byte) : self._at(node.end_byte)]

    def _import(self, node: "Node") -> None:
        words = [child.type for child in node.children]
        name = next((c for c in node.named_children if c.type != "asterisk"), None)
        line = node.start_point.row + 1
        star, static = "asterisk" in words, "static" in words
        self.imports.append(Import(self._text(name), None, star, line, static))

    def _type(self, node: "Node", place: "_Place") -> None:
        symbol = self._add(node, _TYPES[node.type], place)
        if symbol is None:
            return
        for body in node.named_children:
            if body.type in _BODIES:
                self._members(body, symbol.qualified)

    def _members(self, body: "Node", owner: str) -> None:
        comment: Node | None = None
        for node in body.named_children:
            place = _Place(owner, owner, comment)
            if node.type == "enum_body_declarations":
                self._members(node, owner)
            elif node.type in _TYPES:
                self._type(node, place)
            elif node.type in _FIELDS:
                for variable in node.children_by_field_name("declarator"):
                    self._add(node, "property", place, variable=variable)
            elif node.type in _MEMBERS:
                kind = "constructor" if node.type.startswith("constructor") else "function"
                self._add(node, kind, place)
            elif node.type == "enum_constant":
                self._add(node, "enum_entry", place)
            comment = node if node.type == "block_comment" else None

    def _add(
        self, node: "Node", kind: str, place: "_Place", *, variable: "Node | None" = None
    ) -> Symbol | None:
        name = (variable or node).child_by_field_name("name")
        if name is None:
            return None
        modifiers = next((c for c in node.named_children if c.type == "modifiers"), None)
        words, annotations = self._modifiers(modifiers)
        body = node.child_by_field_name("body")
        value = variable.child_by_field_name("value") if variable else None
        comment = place.comment
        start = comment if comment and self._text(comment).startswith("/**") else node
        after = self._at(modifiers.end_byte if modifiers else node.start_byte)
        stop = self._at((value or body or node).start_byte if value or body else node.end_byte)
        text = self._text(name)
        kept = [word for word in words if word]
        signature = " ".join([*kept, " ".join(self.text[after:stop].split()).rstrip(" =;")])
        symbol = Symbol(
            name=text,
            qualified=f"{place.outer}.{text}" if place.outer else text,
            kind=kind,
            path=self.path,
            line=name.start_point.row + 1,
            start=self._at(start.start_byte),
            end=self._at(node.end_byte),
            name_start=self._at(name.start_byte),
            visibility=next((w for w in words if w in _VISIBILITIES), "package"),
            signature=signature,
            annotations=annotations,
            modifiers=words,
            owner=place.owner,
            supertypes=self._supertypes(node),
            parameters=self._parameters(node),
            type=self._text(node.child_by_field_name("type")),
            body=self._at(body.start_byte) if body else -1,
        )
        self.symbols.append(symbol)
        return symbol

    def _modifiers(self, node: "Node | None") -> tuple[tuple[str, ...], tuple[str, ...]]:
        if node is None:
            return (), ()
        words = tuple(c.type for c in node.children if not c.is_named)
        names = [c.child_by_field_name("name") for c in node.named_children]
        return words, tuple(self._text(name) for name in names if name)

    def _supertypes(self, node: "Node") -> tuple[str, ...]:
        found: list[str] = []
        for child in node.named_children:
            if child.type in ("superclass", "super_interfaces", "extends_interfaces"):
                text = re.sub(
                    r"<[^<>]*(?:<[^<>]*(?:<[^<>]*>[^<>]*)*>[^<>]*)*>", "", self._text(child)
                )
                text = re.sub(r"^(?:extends|implements)\s+", "", text)
                found.extend(part.strip() for part in text.split(","))
        return tuple(found)

    def _parameters(self, node: "Node") -> tuple[Parameter, ...]:
        listed = node.child_by_field_name("parameters")
        if listed is None:
            return ()
        found: list[Parameter] = []
        for child in listed.named_children:
            name = child.child_by_field_name("name")
            kind = self._text(child.child_by_field_name("type"))
            if child.type == "spread_parameter":
                name = child.named_children[-1].child_by_field_name("name")
                before = child.named_children[-2] if child.named_child_count > 1 else None
                kind = f"{self._text(before)}..."
            if name is not None:
                found.append(Parameter(self._text(name), kind, False, self._at(name.start_byte)))
        return tuple(found)

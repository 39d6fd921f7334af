"""The declarations of a Kotlin file, read from masked code by keyword and bracket.

Only declarations stand between the braces of a file or class, so no expression need be
understood: new syntax inside bodies cannot hide what is declared around it.
"""

import re
from dataclasses import dataclass

from tools.syntax.brackets import match_brackets
from tools.syntax.kotlin_cursor import NAME, Modifiers
from tools.syntax.kotlin_draft import Draft, Item, Owner, Recorder, join, one_line, receiver
from tools.syntax.kotlin_heads import Heads
from tools.syntax.masking import Masked
from tools.syntax.symbols import Lines

_KEYWORD = re.compile(r"(?:class|interface|object|fun|val|var|typealias|constructor|init)\b")
_CONSTRUCTOR = re.compile(r"constructor\b\s*")
_ACCESSOR = re.compile(r"(?:get|set)\b(?!\s*[:.])|field\b(?=\s*[:=])")
_WHERE = re.compile(r"where\b")
_BY = re.compile(r"by\b")
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """A declaration's keyword is read: `start` of the whole, `at` behind the keyword."""

    start: int
    at: int
    modifiers: Modifiers
    owner: Owner
    limit: int


class Scan(Recorder):
    """One pass over one file: `symbols` found and `faults`, offsets that fit no declaration."""

    def __init__(self, path: str, text: str, masked: Masked, lines: Lines) -> None:
        super().__init__(path, text, masked, lines)
        self.brackets = match_brackets(masked.code)
        self.cursor = Heads(masked.code, text, self.brackets)
        self.faults: list[int] = list(self.brackets.unmatched)
        self._depth = 0

    def read(self, package: str, start: int) -> None:
        """Read every declaration from offset `start` (behind the imports) on."""
        self.members(start, len(self.text), Owner(package, "file"))
        self.symbols.sort(key=lambda symbol: (symbol.start, -symbol.end))

    def members(self, position: int, limit: int, owner: Owner) -> None:
        """Read the declarations between two offsets, unless deeper than people nest types."""
        if self._depth == _DEEPEST:
            return
        self._depth += 1
        if owner.kind == "enum":
            position = self._entries(position, limit, owner)
        position = self.cursor.space(position)
        while position < limit:
            behind = self._member(position, limit, owner)
            position = self.cursor.space(max(behind, position + 1))
        self._depth -= 1

    def _member(self, position: int, limit: int, owner: Owner) -> int:
        modifiers = self.cursor.modifiers(position)
        keyword = _KEYWORD.match(self.code, modifiers.position)
        if keyword is None:
            return self._stray(modifiers.position, limit)
        word = keyword.group()
        at = self.cursor.blank(keyword.end())
        spot = Spot(position, at, modifiers, owner, limit)
        if word in ("class", "interface", "object"):
            return self._type(spot, word)
        if word == "fun":
            return self._function(spot)
        if word in ("val", "var"):
            return self._property(spot)
        if word == "typealias":
            return self._alias(spot)
        if word == "constructor":
            return self._constructor(spot)
        return self.cursor.close(at) if self.code[at : at + 1] == "{" else at

    def _stray(self, position: int, limit: int) -> int:
        """Something that is no declaration: a script's statement, or broken code."""
        self.faults.append(position)
        if self.code[position : position + 1] in "([{":
            return self.cursor.close(position)
        return max(self.cursor.expression(position, limit), position + 1)

    # Types

    def _type(self, spot: Spot, word: str) -> int:
        at, modifiers, owner = spot.at, spot.modifiers, spot.owner
        name = NAME.match(self.code, at)
        companion = "companion" in modifiers.words
        if companion and word == "object":
            at, text = self._companion(at, name)
        elif name is None:
            return at
        else:
            at, text = name.end(), name.group()
        name_start = at - len(text) if self.code[at - len(text) : at] == text else -1
        kind = _type_kind(word, modifiers)
        draft = Draft(spot.start, text, name_start, kind, spot.modifiers)
        if name_start < 0:
            draft.name_start = self.code.index("object", modifiers.position)
        at = self._header(at, draft)
        opening = self.cursor.blank(at)
        inner = Owner(join(owner.qualified, self.name(draft)), kind)
        draft.end = at
        if self.code[opening : opening + 1] == "{" and opening < spot.limit:
            draft.body = opening
            draft.end = self.cursor.close(opening)
        self.add(draft, owner)
        self._bound(draft.items, inner)
        if draft.body >= 0:
            self.members(opening + 1, draft.end - 1, inner)
        return draft.end

    def _companion(self, at: int, name: re.Match[str] | None) -> tuple[int, str]:
        behind = self.code.rfind("object", 0, at) + len("object")
        following = "" if name is None else name.group()
        if name is None or "\n" in self.code[behind:at] or _KEYWORD.match(following):
            return behind, "Companion"
        return name.end(), following

    def _header(self, at: int, draft: Draft) -> int:
        """Type parameters, constructor, supertypes and constraints; the offset behind them."""
        cursor = self.cursor
        following = cursor.blank(at)
        if self.code[following : following + 1] == "<":
            at = cursor.angles(following)
            following = cursor.blank(at)
        inner = cursor.modifiers(following)
        if found := _CONSTRUCTOR.match(self.code, inner.position):
            following = found.end()
        if self.code[following : following + 1] == "(":
            at = cursor.close(following)
            draft.items = self.cursor.parameters(following)
            following = cursor.blank(at)
        if self.code[following : following + 1] == ":":
            at, draft.supertypes = self.cursor.supertypes(cursor.blank(following + 1))
            following = cursor.blank(at)
        if _WHERE.match(self.code, following):
            at = self.cursor.constraints(following + len("where"))
        return at

    # Functions and constructors

    def _function(self, spot: Spot) -> int:
        at, limit, owner = spot.at, spot.limit, spot.owner
        if self.code[at : at + 1] == "<":
            at = self.cursor.blank(self.cursor.angles(at))
        name, opening = self.cursor.callee(at, limit)
        if name is None:
            return at
        draft = Draft(spot.start, name.group(), name.start(), "function", spot.modifiers)
        draft.receiver = receiver(self.text[at : name.start()])
        end = self.cursor.close(opening)
        draft.items = self.cursor.parameters(opening)
        colon = self.cursor.blank(end)
        if self.code[colon : colon + 1] == ":":
            first = self.cursor.blank(colon + 1)
            end = self.cursor.type(first)
            draft.type = one_line(self.text[first:end])
        if _WHERE.match(self.code, self.cursor.blank(end)):
            end = self.cursor.constraints(self.cursor.blank(end) + len("where"))
        draft.end = self._body(end, limit, draft)
        self.add(draft, owner)
        return draft.end

    def _body(self, end: int, limit: int, draft: Draft) -> int:
        following = self.cursor.blank(end)
        head = self.code[following : following + 1]
        if head == "{" and following < limit:
            draft.body = following
            return self.cursor.close(following)
        if head == "=" and following < limit:
            draft.body = following
            return self.cursor.expression(self.cursor.blank(following + 1), limit)
        return end

    def _constructor(self, spot: Spot) -> int:
        owner, limit, modifiers = spot.owner, spot.limit, spot.modifiers
        at = modifiers.position + len("constructor")
        opening = self.cursor.blank(at)
        if self.code[opening : opening + 1] != "(":
            return at
        name = owner.qualified.rpartition(".")[2]
        draft = Draft(spot.start, name, modifiers.position, "constructor", spot.modifiers)
        draft.items = self.cursor.parameters(opening)
        end = self.cursor.close(opening)
        colon = self.cursor.blank(end)
        if self.code[colon : colon + 1] == ":":
            end = self.cursor.path(self.cursor.blank(colon + 1))
            end = self.cursor.close(end) if self.code[end : end + 1] == "(" else end
        draft.end = self._body(end, limit, draft)
        self.add(draft, owner)
        return draft.end

    def _bound(self, items: list[Item], inner: Owner) -> None:
        """Each `val` or `var` parameter of a class is a property of it."""
        for item in items:
            if item.binding:
                name, at = item.parameter.name, item.parameter.start
                prop = Draft(item.start, name, at, "property", item.modifiers, end=item.end)
                prop.type = item.parameter.type
                self.add(prop, inner)

    # Properties, aliases, enum entries

    def _property(self, spot: Spot) -> int:
        at, limit, owner = spot.at, spot.limit, spot.owner
        if self.code[at : at + 1] == "<":
            at = self.cursor.blank(self.cursor.angles(at))
        if self.code[at : at + 1] == "(" and not self.cursor.is_receiver(at):
            return self._stray_value(self.cursor.close(at), limit)
        name, end = self.cursor.variable(at, limit)
        if name is None:
            return at
        draft = Draft(spot.start, name.group(), name.start(), "property", spot.modifiers)
        draft.receiver = receiver(self.text[at : name.start()])
        colon = self.cursor.blank(end)
        if self.code[colon : colon + 1] == ":":
            first = self.cursor.blank(colon + 1)
            end = self.cursor.type(first)
            draft.type = one_line(self.text[first:end])
        draft.value_end = self._value(end, limit, draft)
        draft.end = self._accessors(draft.value_end, limit, draft)
        self.add(draft, owner)
        return draft.end

    def _stray_value(self, end: int, limit: int) -> int:
        following = self.cursor.blank(end)
        if self.code[following : following + 1] == "=":
            return self.cursor.expression(following + 1, limit)
        return end

    def _value(self, end: int, limit: int, draft: Draft) -> int:
        following = self.cursor.blank(end)
        if following >= limit:
            return end
        if self.code[following] == "=":
            draft.body = following
            return self.cursor.expression(self.cursor.blank(following + 1), limit)
        if _BY.match(self.code, following):
            draft.body = following
            return self.cursor.expression(self.cursor.blank(following + 2), limit)
        return end

    def _accessors(self, end: int, limit: int, draft: Draft) -> int:
        """Behind the accessors of a property; the first one ends its signature."""
        while True:
            modifiers = self.cursor.modifiers(self.cursor.space(end))
            found = _ACCESSOR.match(self.code, modifiers.position)
            if found is None or found.start() >= limit:
                return end
            if draft.body < 0:
                draft.body = found.start()
            end = found.end()
            opening = self.cursor.blank(end)
            if self.code[opening : opening + 1] == "(" and found.group() != "field":
                end = self.cursor.close(opening)
                colon = self.cursor.blank(end)
                if self.code[colon : colon + 1] == ":":
                    end = self.cursor.type(self.cursor.blank(colon + 1))
                end = self._body(end, limit, Draft(0, "", 0, "", modifiers))
            elif found.group() == "field":
                if self.code[opening : opening + 1] == ":":
                    end = self.cursor.type(self.cursor.blank(opening + 1))
                end = self._body(end, limit, Draft(0, "", 0, "", modifiers))

    def _alias(self, spot: Spot) -> int:
        at, owner = spot.at, spot.owner
        name = NAME.match(self.code, at)
        if name is None:
            return at
        draft = Draft(spot.start, name.group(), name.start(), "typealias", spot.modifiers)
        end = name.end()
        if self.code[end : end + 1] == "<":
            end = self.cursor.angles(end)
        equals = self.cursor.blank(end)
        if self.code[equals : equals + 1] == "=":
            first = self.cursor.blank(equals + 1)
            end = self.cursor.type(first)
            draft.type = one_line(self.text[first:end])
        draft.end = end
        self.add(draft, owner)
        return end

    def _entries(self, position: int, limit: int, owner: Owner) -> int:
        """The entries of an enum; the offset at which its members begin."""
        cursor = self.cursor
        at = cursor.blank(position)
        while at < limit and self.code[at] != ";":
            modifiers = cursor.modifiers(at)
            name = NAME.match(self.code, modifiers.position)
            if name is None or _KEYWORD.match(self.code, modifiers.position) or modifiers.words:
                return at
            draft = Draft(at, name.group(), name.start(), "enum_entry", modifiers)
            end = name.end()
            opening = cursor.blank(end)
            if self.code[opening : opening + 1] == "(":
                end = cursor.close(opening)
                opening = cursor.blank(end)
            if self.code[opening : opening + 1] == "{":
                draft.body = opening
                end = cursor.close(opening)
                self.members(
                    opening + 1, end - 1, Owner(join(owner.qualified, self.name(draft)), "entry")
                )
            draft.end = end
            self.add(draft, owner)
            at = cursor.blank(end)
            if self.code[at : at + 1] == ",":
                at = cursor.blank(at + 1)
        return at + 1 if self.code[at : at + 1] == ";" else at

    # The finished symbol


def _type_kind(word: str, modifiers: Modifiers) -> str:
    if word == "class":
        return next((k for k in ("enum", "annotation") if k in modifiers.words), "class")
    return word

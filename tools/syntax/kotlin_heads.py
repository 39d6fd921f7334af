"""Steps over the heads of Kotlin declarations: names, parameters, supertypes, constraints."""

import re

from tools.syntax.brackets import Brackets
from tools.syntax.kotlin_cursor import NAME, Cursor
from tools.syntax.kotlin_draft import Item, bare_type, one_line
from tools.syntax.symbols import Parameter

_BINDING = re.compile(r"(?:val|var)\s+")
_BY = re.compile(r"by\b")
_JOINT = re.compile(r"\s*(?:as\?|as\b|\?:|\??\.)\s*")
_DEFAULT_EDGE = re.compile(r"[(\[{,]|(?<=[\w`])<")
_RECEIVER_END = re.compile(r"\??\s*\.")
_BLOCK_EXPRESSION = re.compile(r"(?:if|when|object)\b")


class Heads(Cursor):
    """A cursor that also gives what it steps over; `lists` are the parameter lists seen."""

    def __init__(self, code: str, text: str, brackets: Brackets) -> None:
        super().__init__(code, brackets)
        self.text = text

    def supertypes(self, at: int) -> tuple[int, tuple[str, ...]]:
        """Behind the supertypes at `at`, and their names without type arguments."""
        names: list[str] = []
        while True:
            end = self.type(at)
            names.append(bare_type(self.code[at:end]))
            following = self.blank(end)
            if self.code[end : end + 1] == "(":
                end = self.close(end)
            elif _BY.match(self.code, following):
                end = self._delegate(self.blank(following + 2))
            following = self.blank(end)
            if end <= at or self.code[following : following + 1] != ",":
                return end, tuple(name for name in names if name)
            at = self.blank(following + 1)

    def _delegate(self, at: int) -> int:
        """Behind the expression after `by`, which ends before the body of the class."""
        if _BLOCK_EXPRESSION.match(self.code, at):
            return self.expression(at, len(self.code))
        while True:
            end = self._operand(at)
            joint = _JOINT.match(self.code, end)
            if joint is None or end <= at:
                return max(end, at)
            at = joint.end()

    def _operand(self, at: int) -> int:
        """Behind a name with its arguments; a lambda is one only before the body of the class."""
        end = self.path(at)
        while self.code[end : end + 1] in ("(", "[", "<"):
            behind = self.angles(end) if self.code[end] == "<" else self.close(end)
            if behind <= end:
                break
            end = behind
        if self.code.startswith("!!", end):
            end += 2
        opening = self.blank(end)
        if self.code[opening : opening + 1] == "{":
            behind = self.close(opening)
            after = self.blank(behind)
            if self.code[after : after + 1] in ("{", ",") and "\n" not in self.code[behind:after]:
                return behind
        return end

    def constraints(self, at: int) -> int:
        """Behind the constraints after `where`."""
        end = at
        while True:
            colon = self.blank(self.path(self.blank(end)))
            if self.code[colon : colon + 1] != ":":
                return end
            end = self.type(self.blank(colon + 1))
            comma = self.blank(end)
            if self.code[comma : comma + 1] != ",":
                return end
            end = comma + 1

    def callee(self, at: int, limit: int) -> tuple[re.Match[str] | None, int]:
        """The last name before the parameter list, and the offset of the list."""
        name: re.Match[str] | None = None
        while at < limit:
            character = self.code[at]
            if character == "(" and name is not None:
                return name, at
            if character == "(":
                at = self.close(at)
            elif character == "<":
                behind = self.angles(at)
                at = behind if behind > at else at + 1
            elif character == "@":
                at = self.annotation(at)[0]
            elif found := NAME.match(self.code, at):
                name, at = found, found.end()
            elif character in " \t\n":
                at += 1
            elif character in ".?&*":
                name, at = None, at + 1
            else:
                return None, at
        return None, at

    def parameters(self, opening: int) -> list[Item]:
        """The parameters of the list that opens at `opening`."""
        limit = self.close(opening) - 1
        found: list[Item] = []
        at = self.space(opening + 1)
        while at < limit:
            item = self._parameter(at, limit)
            if item is None:
                break
            found.append(item)
            at = self.space(max(item.end, at + 1))
        return found

    def _parameter(self, start: int, limit: int) -> Item | None:
        modifiers = self.modifiers(start)
        at = modifiers.position
        binding = _BINDING.match(self.code, at)
        if binding:
            at = binding.end()
        name = NAME.match(self.code, at)
        colon = self.blank(name.end()) if name else limit
        if name is None or self.code[colon] != ":":
            return None
        first = self.blank(colon + 1)
        end = self.type(first)
        type_text = one_line(self.text[first:end])
        following = self.blank(end)
        has_default = self.code[following] == "="
        if has_default:
            end = self.trimmed(end, self._default(following + 1, limit))
        text = self.text[name.start() : name.end()].strip("`")
        parameter = Parameter(text, type_text, has_default, name.start())
        return Item(parameter, start, end, modifiers, binding is not None)

    def _default(self, at: int, limit: int) -> int:
        while found := _DEFAULT_EDGE.search(self.code, at, limit):
            if found.group() == ",":
                return found.start()
            if found.group() == "<":
                at = max(self.angles(found.start()), found.end())
            else:
                at = self.close(found.start())
        return limit

    def is_receiver(self, opening: int) -> bool:
        """Whether the brackets at `opening` hold the receiver type of an extension."""
        return _RECEIVER_END.match(self.code, self.close(opening)) is not None

    def variable(self, at: int, limit: int) -> tuple[re.Match[str] | None, int]:
        """The name of a property behind its receiver, and the offset behind it."""
        while at < limit:
            while self.code[at] == "@":
                at = self.blank(self.annotation(at)[0])
            found = NAME.match(self.code, at)
            if self.code[at] == "(":
                end = self.close(at)
            else:
                end = found.end() if found else self.type(at)
            if self.code[end : end + 1] == "<":
                end, found = self.angles(end), None
            while self.code[end : end + 1] in ("?", ")"):
                end, found = end + 1, None
            dot = self.blank(end)
            if self.code[dot : dot + 1] == ".":
                at = self.blank(dot + 1)
                continue
            return (found, end) if found or end > at else (None, at)
        return None, at

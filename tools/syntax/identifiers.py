"""Uses of names in masked Kotlin or Java code, each with its role and the receiver before it."""

import re
from collections.abc import Container

from tools.syntax.brackets import Brackets
from tools.syntax.symbols import Identifier, Lines

_PIECE = re.compile(r"[^\W\d]\w*|`[^`\n]+`|[()\[\]{}]|\d[\w.]*")
_TYPE_BEFORE = re.compile(
    r"(?:(?<!:):|[^\w](?:is|as|new|extends|implements|instanceof|throws)|\bas\?|@)\s*$"
)
_ENDS_BEFORE_TYPE = frozenset(":@?sfw")
_SPACE = re.compile(r"\s*")
_LONGEST_CHAIN = 60
_BEYOND = "…"
_TYPE_ARGUMENTS = re.compile(r"<[\w\s.,?*<>:()-]{0,300}?>+\s*[({]")
_GENERIC_AFTER = re.compile(r"\s*(?:[>,?)]|$)")

KOTLIN_KEYWORDS = frozenset(
    "as break class continue do else false for fun if in interface is null object package return"
    " super this throw true try typealias typeof val var when while".split()
)
_SOFT = frozenset(
    "public private internal protected open abstract final sealed data inner value inline enum"
    " annotation companion override lateinit const suspend tailrec operator infix external"
    " noinline crossinline reified expect actual vararg by get set init constructor where out"
    " catch finally import field".split()
)
JAVA_KEYWORDS = frozenset(
    "abstract assert boolean break byte case catch char class const continue default do double"
    " else enum extends false final finally float for goto if implements import instanceof int"
    " interface long native new null package private protected public return short static"
    " strictfp super switch synchronized this throw throws transient true try void volatile"
    " while".split()
)


class Uses:
    """Finds the uses of names in one file; offsets in `definitions` are left out."""

    def __init__(
        self, code: str, brackets: Brackets, lines: Lines, *, keywords: Container[str]
    ) -> None:
        self.code = code
        self.partner = brackets.partner
        self.lines = lines
        self.keywords = keywords
        self._java = keywords is JAVA_KEYWORDS

    def find(self, start: int, definitions: Container[int]) -> list[Identifier]:
        """Every use from offset `start` on, in the order of the text."""
        found: list[Identifier] = []
        stack: list[str] = []
        for match in _PIECE.finditer(self.code, start):
            word = match.group()
            if word in "([{":
                stack.append(word)
            elif word in ")]}":
                if stack:
                    stack.pop()
            elif self._is_use(word, match, definitions):
                found.append(self._identifier(match, stack[-1] if stack else ""))
        return found

    def _is_use(self, word: str, match: re.Match[str], definitions: Container[int]) -> bool:
        if word in self.keywords or word[0].isdigit() or match.start() in definitions:
            return False
        if word[0] == "`" and match.start() + 1 in definitions:
            return False
        if word not in _SOFT or self._java:
            return True
        following = self.code[match.end() : match.end() + 1]
        return following in ("(", ".", ")") and self.code[match.start() - 1 : match.start()] == "."

    def _identifier(self, match: re.Match[str], bracket: str) -> Identifier:
        code = self.code
        start, end = match.span()
        name = match.group().strip("`")
        offset = start + (match.group()[0] == "`")
        line = self.lines.line(start)
        before = code[max(0, start - 40) : start].rstrip()
        following = self._after(end)
        if (
            before.endswith("@")
            and code[start - 1] == "@"
            and code[start - 2 : start - 1].isalnum()
        ):
            label = before.endswith(("return@", "break@", "continue@"))
            return Identifier(name, offset, line, "label" if label else "type")
        if code[end : end + 1] == "@":
            return Identifier(name, offset, line, "local")
        reference = before.endswith("::")
        receiver = ""
        if reference or before.endswith((".", "?.")):
            receiver = self.receiver(start)
        role = self._role(match, before, following, bracket)
        if receiver and role == "argument":
            role = "name"
        return Identifier(name, offset, line, role, receiver, reference)

    def _after(self, end: int) -> int:
        if not self.code[end : end + 1].isspace():
            return end
        found = _SPACE.match(self.code, end)
        return found.end() if found else end

    def _role(self, match: re.Match[str], before: str, following: int, bracket: str) -> str:
        code, end = self.code, match.end()
        head = code[following : following + 2]
        if (head[:1] == "." and head != "..") or head in ("?.", "::", "!!"):
            return "qualifier" if head != "!!" else "name"
        if head[:1] == "=" and head != "==" and bracket == "(" and before[-1:] in ("(", ","):
            return "argument"
        if before[-1:] in _ENDS_BEFORE_TYPE and _TYPE_BEFORE.search(before[-14:]):
            return "type"
        if head[:1] == "(" and "\n" not in code[end:following]:
            return "call"
        if head[:1] == "<" and _TYPE_ARGUMENTS.match(code, following):
            return "call"
        if head[:1] == "{" and "\n" not in code[end:following] and self._calls(before):
            return "call"
        if (
            before[-1:] in ("<", ",")
            and _GENERIC_AFTER.match(code, end)
            and match.group()[0].isupper()
        ):
            return "type" if bracket != "(" or before[-1:] == "<" else "name"
        return "name"

    def _calls(self, before: str) -> bool:
        """Whether `name {` calls `name`: not after `in`, `->` is fine, a `:` names a type."""
        return not before.endswith((" in", " is", " !in")) or before.endswith(".")

    def receiver(self, start: int) -> str:
        """The expression left of the dot (or `::`) before offset `start`, without white space.

        It is `…` where the chain is longer than people write, so that reading stays linear.
        """
        position = self._dot(start)
        end = position
        for _ in range(_LONGEST_CHAIN):
            if position <= 0:
                break
            position = self._operand(position)
            dot = self._dot(position)
            if dot == position:
                break
            position = dot
        else:
            return _BEYOND
        return re.sub(r"\s+", "", self.code[max(position, 0) : end])

    def _dot(self, position: int) -> int:
        """Left of a `.`, `?.`, `!!.` or `::` before `position`; else `position`."""
        left = self.code[max(0, position - 200) : position].rstrip()
        stripped = left
        for mark in ("::", "?.", "."):
            if left.endswith(mark):
                before = left[: -len(mark)]
                stripped = before.rstrip()
                if mark == "::" and "\n" in before[len(stripped) :] and not self._java:
                    return max(0, position - 200) + len(before)  # only `.` goes on from a line
                if stripped.endswith("!!"):
                    stripped = stripped[:-2].rstrip()
                return max(0, position - 200) + len(stripped)
        return position

    def _operand(self, end: int) -> int:
        """The start of the name, call or bracket that ends at `end`."""
        position = end
        while position > 0:
            character = self.code[position - 1]
            if character in ")]}":
                position = self.partner.get(position - 1, position - 1)
                if self.code[position - 1 : position] in (" ",):
                    position = self._trailing_lambda(position)
            elif character == ">" and (opening := self._angle(position - 1)) >= 0:
                position = opening
            elif character == '"':
                position = max(self.code.rfind('"', 0, position - 1), 0)
            elif character.isalnum() or character in "_`":
                while position > 0 and (
                    self.code[position - 1].isalnum() or self.code[position - 1] in "_`"
                ):
                    position -= 1
                return position
            else:
                return position
        return position

    def _trailing_lambda(self, position: int) -> int:
        left = (
            self.code[:position].rstrip(" ")
            if position < 200
            else self.code[position - 200 : position].rstrip(" ")
        )
        trimmed = position - (min(position, 200) - len(left))
        if (self.code[position] == "{" and left[-1:] in (")", "]", ">")) or left[-1:].isalnum():
            return trimmed
        return position

    def _angle(self, position: int) -> int:
        depth = 0
        for at in range(position, max(-1, position - 200), -1):
            character = self.code[at]
            if character == ">":
                depth += 1
            elif character == "<":
                depth -= 1
                if not depth:
                    return at
            elif character in "{};=":
                return -1
        return -1

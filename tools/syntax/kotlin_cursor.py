"""Steps over the pieces of masked Kotlin code: space, annotations, types, expressions."""

import re
from typing import NamedTuple

from tools.syntax.brackets import Brackets

NAME = re.compile(r"[^\W\d]\w*|`[^`\n]+`")
_SPACE = re.compile(r"[\s;,]*")
_BLANK = re.compile(r"\s*")
_MODIFIER = re.compile(
    r"(?:public|private|internal|protected|open|abstract|final|sealed|data|inner|value|inline"
    r"|enum|annotation|companion|override|lateinit|const|suspend|tailrec|operator|infix"
    r"|external|noinline|crossinline|reified|expect|actual|vararg|fun(?=\s+interface\b))\b"
    r"(?=\s+[\w@`])"
)
_ANNOTATION = re.compile(
    r"@(?:(?:file|get|set|field|param|property|receiver|setparam|delegate|all):\s*)?"
)
_CONTEXT = re.compile(r"context\s*\(")
_DECLARATION = re.compile(
    r"@|[}\])]|(?:class|interface|object|fun|val|var|typealias|constructor|init)\b"
    r"|(?:public|private|internal|protected|open|abstract|final|sealed|data|inner|value|inline"
    r"|enum|annotation|companion|override|lateinit|const|suspend|tailrec|operator|infix"
    r"|external|expect|actual)\s+[\w@]|context\s*\(|(?:get|set)\b"
)
_CONTINUES = re.compile(r"(?:[-=+*/%&|.:,(<]|->|\b(?:else|in|is|as|throw))$")
_NEXT = re.compile(r"[ \t]+(?:fun\s+[\w`<]|(?:val|var|class)\s)")
_TYPE_WORD = re.compile(r"(?:suspend|in|out|vararg)\b\s+(?=[\w@(`])")
_TYPE_JOINT = re.compile(r"\s*(?:->|& )\s*")
_TYPE_FURTHER = re.compile(r"\s+(?:(\?)(?![.:])|\.\s*(?=[\w`]))")
_EXPRESSION_EDGE = re.compile(r"[()\[\]{};\n]")
_LONGEST_ANGLES = 400
_ANGLE_EDGE = re.compile(r"->|[<>(\[{};=]")


class Modifiers(NamedTuple):
    """What stands before a declaration: `position` is where its keyword begins."""

    position: int
    words: tuple[str, ...]
    annotations: tuple[str, ...]


class Cursor:
    """Pure steps: each takes an offset and gives the offset behind what it stepped over."""

    def __init__(self, code: str, brackets: Brackets) -> None:
        self.code = code
        self.partner = brackets.partner

    def space(self, position: int) -> int:
        """Behind white space, also `;` and `,` between declarations."""
        found = _SPACE.match(self.code, position)
        return found.end() if found else position

    def blank(self, position: int) -> int:
        """Behind white space and line ends."""
        code = self.code
        if not code[position : position + 1].isspace():
            return position
        found = _BLANK.match(code, position)
        return found.end() if found else position

    def close(self, position: int) -> int:
        """Behind the partner of the bracket at `position` (behind itself without one)."""
        partner = self.partner.get(position, position)
        return max(partner, position) + 1

    def trimmed(self, start: int, end: int) -> int:
        """`end` moved left over white space, not before `start`."""
        code = self.code
        while end > start and code[end - 1] in " \t\r\n;,":
            end -= 1
        return end

    def angles(self, position: int) -> int:
        """Behind the `<...>` at `position`; where it does not close, `position` itself."""
        depth = 0
        at = position
        for _ in range(_LONGEST_ANGLES):
            found = _ANGLE_EDGE.search(self.code, at)
            if found is None:
                break
            token, at = found.group(), found.end()
            if token == "<":
                depth += 1
            elif token == ">":
                depth -= 1
                if not depth:
                    return at
            elif token in "([":
                at = self.close(found.start())
            elif token in "{;=":
                break
        return position

    def annotation(self, position: int) -> tuple[int, tuple[str, ...]]:
        """Behind the annotation at `position`, and the names in it."""
        prefix = _ANNOTATION.match(self.code, position)
        if prefix is None:
            return position, ()
        at = prefix.end()
        if self.code[at : at + 1] == "[":
            end = self.close(at)
            inner = self.code[at + 1 : end - 1]
            return end, tuple(re.findall(r"[A-Z]\w*(?=\s*(?:[\s(\]]|$))", inner))
        end = self.path(at)
        name = self.code[at:end]
        if self.code[end : end + 1] == "<":
            end = self.angles(end)
        if self.code[end : end + 1] == "(":
            end = self.close(end)
        return max(end, position + 1), (name,)

    def path(self, position: int) -> int:
        """Behind a dotted name."""
        found = NAME.match(self.code, position)
        while found:
            position = found.end()
            if self.code[position : position + 1] != ".":
                break
            found = NAME.match(self.code, position + 1)
        return position

    def modifiers(self, position: int) -> Modifiers:
        """Annotations, modifiers and context parameters from `position` on."""
        words: list[str] = []
        annotations: list[str] = []
        while True:
            if self.code[position : position + 1] == "@":
                end, names = self.annotation(position)
                annotations.extend(names)
                position = self.blank(end)
            elif found := _MODIFIER.match(self.code, position):
                words.append(found.group())
                position = self.blank(found.end())
            elif found := _CONTEXT.match(self.code, position):
                position = self.blank(self.close(found.end() - 1))
            else:
                return Modifiers(position, tuple(words), tuple(annotations))

    def type(self, position: int) -> int:
        """Behind the type at `position`."""
        while True:
            position = self._type_prefix(position)
            opens = self.code[position : position + 1] == "("
            end = self.close(position) if opens else self.path(position)
            if end == position:
                return position
            end = self._type_rest(end)
            joint = _TYPE_JOINT.match(self.code, end)
            if joint is None:
                return end
            position = joint.end()

    def _type_prefix(self, position: int) -> int:
        while True:
            if self.code[position : position + 1] == "@":
                position = self.blank(self.annotation(position)[0])
            elif found := _TYPE_WORD.match(self.code, position):
                position = found.end()
            elif found := _CONTEXT.match(self.code, position):
                position = self.blank(self.close(found.end() - 1))
            else:
                return position

    def _type_rest(self, end: int) -> int:
        code = self.code
        while True:
            if code[end : end + 1] == "<":
                behind = self.angles(end)
                if behind == end:
                    return end
                end = behind
            elif code[end : end + 1] in ("?", "*") and code[end : end + 2] != "?.":
                end += 1
            elif code.startswith(("?.(", ".("), end):
                end = self.close(code.index("(", end))
            elif code[end : end + 1] == "." and NAME.match(code, end + 1):
                end = self.path(end + 1)
            else:
                further = _TYPE_FURTHER.match(code, end)
                if further is None:
                    return end
                end = further.end() if further.group(1) else self.path(further.end())

    def expression(self, position: int, limit: int) -> int:
        """Behind the expression at `position`, which ends at `limit` at the latest."""
        code = self.code
        at = position
        while at < limit and (found := _EXPRESSION_EDGE.search(code, at, limit)):
            token, start = found.group(), found.start()
            if token in "([{":
                at = self.close(start)
                if token == "{" and _NEXT.match(code, at, limit):
                    return at
            elif token in ")]};":
                return self.trimmed(position, start)
            elif self._ends(position, start):
                return self.trimmed(position, start)
            else:
                at = found.end()
        return self.trimmed(position, min(max(at, position), limit) if at >= limit else limit)

    def _ends(self, start: int, newline: int) -> bool:
        """Whether an expression that began at `start` ends at this line end."""
        before = self.code[max(start - 2, newline - 40) : newline].rstrip()
        following = self.blank(newline)
        if _CONTINUES.search(before) and not before.endswith(("++", "--")):
            return False
        if newline - start < 40 and not self.code[start:newline].strip():
            return False
        return _DECLARATION.match(self.code, following) is not None

"""Gradle scripts, Groovy and Kotlin: calls, assignments and accessors with their blocks.

No grammar reads Groovy scripts reliably. What a project model needs is shallow: which call stands
in which block with which constant arguments. Code of convention plugins is read the same way.
"""

import re
from dataclasses import dataclass

from tools.syntax.brackets import match_brackets
from tools.syntax.masking import blank
from tools.syntax.symbols import Lines

_LITERAL = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)"
    r"|\"(?:\\.|\$\{[^}\n]*\}|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'",
    re.DOTALL,
)
_WORD = re.compile(r"`[^`\n]+`|[A-Za-z_]\w*(?:\s*\??\.\s*[A-Za-z_]\w*)*|\"[^\"\n]*\"(?=\s*\()")
_KEYWORDS = frozenset(
    "val var if else for while return import package def new in is as when fun class object"
    " interface private internal const override try catch finally throw it this".split()
)
_ARGUMENT_NAME = re.compile(r"\s*([A-Za-z_]\w*)\s*(?::(?!:)|=(?!=))\s*")
_BLANK = re.compile(r"[ \t]*")
_TYPED = re.compile(r"\s*:\s*[A-Z][\w.<>?, ]*?(?==[^=])")
_GENERIC = re.compile(r"<[\w.,?*<> \t]{1,200}>(?=[ \t]*[({])")
_CONTINUES = re.compile(r"\s{1,200}(?:\??\.\s*[A-Za-z]|\?:|else\b)")
_STOP = re.compile(r"[(\[{)\]};\n]")
_SPLIT = re.compile(r"[,(\[{]")
_DEEPEST = 64
_COMMAND = re.compile(r"[ \t]+(?=[\"'A-Za-z_\d\[])")
_STATEMENT_BEFORE = re.compile(r"(?:^|[\n{};])[ \t]*$")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: `value` is its text where it is a constant string; `name` where it is named."""

    text: str
    value: str | None
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `within` are the calls and blocks around it, outermost first; `block` its braces."""

    name: str
    arguments: tuple[Argument, ...]
    within: tuple[str, ...]
    line: int
    start: int
    end: int
    block: tuple[int, int] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The constant string arguments."""
        return tuple(one.value for one in self.arguments if one.value is not None)


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = text`; `value` where it is a constant string."""

    name: str
    text: str
    value: str | None
    within: tuple[str, ...]
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A dotted name as it is read: `libs.androidx.core`, `projects.core.data`."""

    name: str
    within: tuple[str, ...]
    line: int
    start: int


@dataclass(frozen=True)
class Script:
    """One script read; `code` is the text with comments and literals blanked."""

    text: str
    code: str
    calls: tuple[Call, ...]
    assignments: tuple[Assignment, ...]
    references: tuple[Reference, ...]

    def called(self, *names: str) -> list[Call]:
        """The calls of these names, in order."""
        return [call for call in self.calls if call.name in names]


def read(text: str) -> Script:
    """Read a script; never fails."""
    return _Reader(text).read()


def constant(text: str) -> str | None:
    """The string that a literal is; None for anything else and for templates."""
    text = text.strip()
    if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
        return None
    width = 3 if len(text) >= 6 and text[:3] in ('"""', "'''") else 1
    inner = text[width:-width]
    if text[0] in inner or (text[0] == '"' and "$" in inner):
        return None
    return inner


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.code = _LITERAL.sub(_masked, text)
        self.partner = match_brackets(self.code).partner
        self.lines = Lines(text)
        self.calls: list[Call] = []
        self.assignments: list[Assignment] = []
        self.references: list[Reference] = []
        self.stack: list[tuple[int, str]] = []

    def read(self) -> Script:
        for match in _WORD.finditer(self.code):
            while self.stack and self.stack[-1][0] <= match.start():
                self.stack.pop()
            if len(self.stack) < _DEEPEST:  # deeper ones are written by no person
                self._word(match)
        return Script(
            self.text,
            self.code,
            tuple(self.calls),
            tuple(self.assignments),
            tuple(self.references),
        )

    def _word(self, match: re.Match[str]) -> None:
        start, end = match.span()
        name = re.sub(r"[\s?`\"]", "", self.text[start:end])
        if name in _KEYWORDS:
            return
        within = tuple(label for _, label in self.stack)
        line = self.lines.line(start)
        generic = _GENERIC.match(self.code, end)
        following = self._after_blanks(generic.end() if generic else end)
        if typed := _TYPED.match(self.code, end):
            following = typed.end()
        head = self.code[following : following + 1]
        if head == "(":
            self._call(name, start, following, within)
        elif head == "{":
            self._block_call(name, start, following, within)
        elif head in ("=", "+") and self._assigns(following):
            self._assign(name, start, following, within)
        elif self._is_command(start, end):
            self._command(name, start, end, within)
        elif "." in name:
            self.references.append(Reference(name, within, line, start))

    def _call(self, name: str, start: int, opening: int, within: tuple[str, ...]) -> None:
        closing = self.partner.get(opening, len(self.text))
        end = min(closing + 1, len(self.text))
        arguments = tuple(self._arguments(opening + 1, closing))
        block_at = self._after_blanks(end)
        block = None
        if self.code[block_at : block_at + 1] == "{":
            block = (block_at, self.partner.get(block_at, len(self.text)) + 1)
        line = self.lines.line(start)
        last = block[1] if block else end
        self.calls.append(Call(name, arguments, within, line, start, last, block))
        if "." in name:
            self.references.append(Reference(name, within, line, start))
        self.stack.append((last, name))

    def _block_call(self, name: str, start: int, opening: int, within: tuple[str, ...]) -> None:
        end = self.partner.get(opening, len(self.text)) + 1
        line = self.lines.line(start)
        self.calls.append(Call(name, (), within, line, start, end, (opening, end)))
        self.stack.append((end, name))

    def _after_blanks(self, at: int) -> int:
        found = _BLANK.match(self.code, at)
        return found.end() if found else at

    def _assigns(self, at: int) -> bool:
        return re.compile(r"\+?=(?!=)").match(self.code, at) is not None

    def _assign(self, name: str, start: int, at: int, within: tuple[str, ...]) -> None:
        first = at + (2 if self.code[at] == "+" else 1)
        end = self._line_end(first)
        text = self._code_text(first, end)[0]
        line = self.lines.line(start)
        self.assignments.append(Assignment(name, text, constant(text), within, line, start, end))

    def _is_command(self, start: int, end: int) -> bool:
        """`name argument` at the start of a statement, as Groovy allows."""
        if not _COMMAND.match(self.code, end):
            return False
        if not _STATEMENT_BEFORE.search(self.code, max(0, start - 200), start):
            return False
        rest = self.code[end : end + 40].lstrip()
        return re.match(r"(?:in|is|as|to|version|apply)\b", rest) is None

    def _command(self, name: str, start: int, end: int, within: tuple[str, ...]) -> None:
        last = self._line_end(end)
        arguments = tuple(self._arguments(end, last))
        line = self.lines.line(start)
        self.calls.append(Call(name, arguments, within, line, start, last))
        self.stack.append((last, name))

    def _line_end(self, at: int) -> int:
        """The end of the statement: its line, more lines where brackets or commas hold it open."""
        while stop := _STOP.search(self.code, at):
            at = stop.start()
            if stop.group() in "([{":
                at = self.partner.get(at, at) + 1
            elif stop.group() != "\n" or not self._goes_on(at):
                return at
            else:
                at += 1
        return len(self.code)

    def _goes_on(self, at: int) -> bool:
        """Whether a statement goes on behind a line end: after a comma, before a dot."""
        before = self.code[max(0, at - 60) : at].rstrip()
        if before.endswith((",", "=", "+", "(", ".", "?:")):
            return True
        return _CONTINUES.match(self.code, at) is not None

    def _arguments(self, at: int, limit: int) -> list[Argument]:
        found: list[Argument] = []
        first = at
        while stop := _SPLIT.search(self.code, at, limit):
            at = stop.start()
            if stop.group() == ",":
                found += self._argument(first, at)
                first = at = at + 1
            else:
                at = max(self.partner.get(at, at), at) + 1
        return found + self._argument(first, limit)

    def _argument(self, start: int, end: int) -> list[Argument]:
        """The argument of a span, none for a blank one."""
        name = _ARGUMENT_NAME.match(self.code, start, end)
        text, start = self._code_text(name.end() if name else start, end)
        if not text and name is None:
            return []
        return [Argument(text, constant(text), name[1] if name else "", start, start + len(text))]

    def _code_text(self, start: int, end: int) -> tuple[str, int]:
        """The text of a span without blanks and comments at its ends, and where it starts."""
        code = self.code[start:end]
        first = start + len(code) - len(code.lstrip())
        return self.text[first : start + len(code.rstrip())], first


def _masked(match: re.Match[str]) -> str:
    token = match.group()
    if token[0] == "/":
        return blank(token)
    return token[0] + blank(token[1:-1]) + token[-1] if len(token) > 1 else token

"""Source text with comments and literal text blanked, of the same length.

What stays is code: templates inside Kotlin strings (`$name`, `${expression}`) are kept, so that
whoever reads names from the masked text sees them and never sees a word of a comment.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# Each branch begins with a character of its own, so that the search can leap to the next one.
_TOKEN = re.compile(
    r"//[^\n]*|/\*|\"\"\"|\"|\$\${0,9}(?:\"\"\"|\")|'(?:\\u[0-9a-fA-F]{4}|\\.|[^'\\\n])'|`[^`\n]+`"
)
_NESTED = re.compile(_TOKEN.pattern + r"|[{}]")
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_PLAIN_STRING = re.compile(r'"(?:[^"\\\n$]|\\.)*"')
_PLAIN_RAW = re.compile(r'"""(?:[^"$]|"(?!""))*"""+')
_STRING_EDGE = re.compile(r'\\.|\${1,10}(?=[\w`{])|"|\n', re.DOTALL)
_RAW_EDGE = re.compile(r'\${1,10}(?=[\w`{])|"""+')
_NAME = re.compile(r"[^\W\d]\w*|`[^`\n]+`")
_NOT_SPACE = re.compile(r"[^\n]")
_NOT_WORD = re.compile(r"\W")

DEEPEST = 100
"""Templates further inside are read as text: no person writes them."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal: offsets with its quotes, and whether it holds a template."""

    start: int
    end: int
    raw: bool
    template: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """`code` has the length and the line ends of the text it was made from.

    `depth` counts the templates that stand inside each other, up to `DEEPEST`.
    """

    code: str
    comments: tuple[tuple[int, int], ...]
    literals: tuple[Literal, ...]
    depth: int = 0


def blank(text: str) -> str:
    """Spaces of the same length, line ends kept."""
    if "\n" in text:
        return _NOT_SPACE.sub(" ", text)
    return " " * len(text)


def mask(text: str, templates: bool = True) -> Masked:
    """Blank comments and literals of Kotlin (`templates`) or of Java (not `templates`)."""
    masker = _Masker(text, templates)
    masker.code(0, nested=False)
    code = "".join(masker.out)
    return Masked(code, tuple(masker.comments), tuple(masker.literals), masker.deepest)


@lru_cache(maxsize=8)
def mask_again(text: str, templates: bool) -> Masked:
    """The same for the checks of an edit, which all ask for the same few files."""
    return mask(text, templates)


class _Masker:
    """Walks the text once; `out` always covers the text up to the current position."""

    def __init__(self, text: str, templates: bool) -> None:
        self.text = text
        self.templates = templates
        self.out: list[str] = []
        self.comments: list[tuple[int, int]] = []
        self.literals: list[Literal] = []
        self.depth = self.deepest = 0

    def code(self, position: int, *, nested: bool) -> int:
        """Copy code from `position`; a nested run ends behind its unmatched `}`."""
        pattern = _NESTED if nested else _TOKEN
        text, out = self.text, self.out
        depth = 0
        while match := pattern.search(text, position):
            start = match.start()
            out.append(text[position:start])
            token = match.group()
            if token == "{":
                depth += 1
            elif token == "}":
                depth -= 1
                if depth < 0:
                    out.append(token)
                    return match.end()
            if token in "{}":
                out.append(token)
                position = match.end()
            else:
                position = self._skip(match, token)
        out.append(text[position:])
        return len(text)

    def _skip(self, match: re.Match[str], token: str) -> int:
        start, end = match.span()
        if token.startswith("/"):
            if token == "/*":
                end = self._comment_end(end)
            self.comments.append((start, end))
            self.out.append(blank(self.text[start:end]))
        elif token.startswith("'"):
            self.out.append("'" + " " * (end - start - 2) + "'")
        elif token.startswith("`"):
            self.out.append("`" + _NOT_WORD.sub("_", token[1:-1]) + "`")
        else:
            end = self._literal(start, token.count("$"), token.endswith('"""'))
        return end

    def _comment_end(self, position: int) -> int:
        depth = 1
        while depth and (match := _COMMENT_EDGE.search(self.text, position)):
            position = match.end()
            if match.group() == "*/":
                depth -= 1
            elif self.templates:  # comments nest in Kotlin, not in Java
                depth += 1
        return position if not depth else len(self.text)

    def _literal(self, start: int, dollars: int, raw: bool) -> int:
        quote = start + dollars
        plain = (_PLAIN_RAW if raw else _PLAIN_STRING).match(self.text, quote)
        if plain and not dollars:
            end = plain.end()
            width = 3 if raw else 1
            inner = self.text[start + width : end - width]
            self.out.append('"' * width + blank(inner) + '"' * width)
            self.literals.append(Literal(start, end, raw, template=False))
            return end
        self.out.append(" " * dollars + ('"""' if raw else '"'))
        index = len(self.literals)
        end = self._parts(quote + (3 if raw else 1), dollars or 1, raw)
        template = self.templates and "$" in self.text[quote:end]
        self.literals.insert(index, Literal(start, end, raw, template))
        return end

    def _parts(self, position: int, dollars: int, raw: bool) -> int:
        """Copy the templates of a literal whose quotes are behind us, up to its closing quotes."""
        text, out = self.text, self.out
        edge = _RAW_EDGE if raw else _STRING_EDGE
        while match := edge.search(text, position):
            out.append(blank(text[position : match.start()]))
            token = match.group()
            position = match.end()
            if token.startswith("$"):
                position = self._template(match, dollars)
            elif token.startswith('"'):
                out.append(" " * (len(token) - 3) + '"""' if raw else token)
                return position
            elif token == "\n":  # an unclosed literal ends with its line
                out.append(token)
                return position
            else:
                out.append(blank(token))
        out.append(blank(text[position:]))
        return len(text)

    def _template(self, match: re.Match[str], dollars: int) -> int:
        token, position = match.group(), match.end()
        opens = self.text[position] == "{"
        if not self.templates or len(token) < dollars or (opens and self.depth == DEEPEST):
            self.out.append(" " * len(token))
            return position
        self.out.append(" " * (len(token) - 1) + "$")
        if opens:
            self.out.append("{")
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
            position = self.code(position + 1, nested=True)
            self.depth -= 1
            return position
        name = _NAME.match(self.text, position)
        if name is None:
            return position
        word = name.group()
        self.out.append("`" + _NOT_WORD.sub("_", word[1:-1]) + "`" if word[0] == "`" else word)
        return name.end()

"""A Kotlin string literal taken apart into its text and the expressions between."""

import re
from dataclasses import dataclass

from tools.references.source import Source
from tools.syntax.masking import Literal

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_TEMPLATE = re.compile(r"\$(?:\{|([^\W\d]\w*|`[^`\n]+`))")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Argument:
    """An expression in a literal: its code and the offset where it begins."""

    code: str
    offset: int


@dataclass(frozen=True)
class Parts:
    """A literal as text pieces with an argument between each two."""

    texts: tuple[str, ...]
    arguments: tuple[Argument, ...]

    @property
    def words(self) -> bool:
        """Whether the text holds something to translate: two letters at least."""
        return len(_LETTERS.findall(" ".join(self.texts))) >= 2


def read_literal(source: Source, literal: Literal) -> Parts:
    """The parts of a literal; escapes are resolved."""
    dollars = 0
    start, end = literal.start, literal.end
    while source.text[start] == "$":
        start, dollars = start + 1, dollars + 1
    width = 3 if literal.raw else 1
    at, stop = start + width, end - width
    texts: list[str] = []
    arguments: list[Argument] = []
    piece = at
    while literal.template and (match := _next_template(source, at, stop, literal.raw)):
        if dollars > 1 and not source.text.startswith("$" * dollars, match.end() - dollars - 1):
            at = match.end()
            continue
        texts.append(_plain(source.text[piece : match.start()], literal.raw))
        if match[1]:
            arguments.append(Argument(match[1], match.start(1)))
            at = match.end()
        else:
            closing = source.close(match.end() - 1)
            inner = source.text[match.end() : closing]
            lead = len(inner) - len(inner.lstrip())
            arguments.append(Argument(inner.strip(), match.end() + lead))
            at = closing + 1
        piece = at
    texts.append(_plain(source.text[piece:stop], literal.raw))
    return Parts(tuple(texts), tuple(arguments))


def _next_template(source: Source, at: int, stop: int, raw: bool) -> re.Match[str] | None:
    while match := _TEMPLATE.search(source.text, at, stop):
        slashes = len(source.text[at : match.start()]) - len(
            source.text[at : match.start()].rstrip("\\")
        )
        if raw or slashes % 2 == 0:
            return match
        at = match.end()
    return None


def _plain(text: str, raw: bool) -> str:
    if raw:
        return text
    return _ESCAPE.sub(lambda match: _escaped(match[1]), text)


def _escaped(code: str) -> str:
    if len(code) == 5:
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}.get(code, code)

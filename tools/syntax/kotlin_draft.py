"""A Kotlin declaration while it is read, and the symbol made of it."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from tools.syntax.kotlin_cursor import Modifiers
from tools.syntax.masking import Masked
from tools.syntax.symbols import Lines, Parameter, Symbol

_VISIBILITIES = ("private", "protected", "internal", "public")
_INITIALISER_LIMIT = 48
_ANNOTATIONS = re.compile(r"@[\w.]+(?:\([^)]*\))?\s*")
_ARGUMENTS = re.compile(r"[<?].*", re.DOTALL)


class Owner(NamedTuple):
    """The type whose body is being read."""

    qualified: str
    kind: str


@dataclass(slots=True)
class Draft:
    """A declaration while it is read; offsets into the code."""

    start: int
    name: str
    name_start: int
    kind: str
    modifiers: Modifiers
    end: int = -1
    body: int = -1
    value_end: int = -1
    receiver: str | None = None
    type: str = ""
    supertypes: tuple[str, ...] = ()
    items: list["Item"] = field(default_factory=list)


class Item(NamedTuple):
    """One parameter in its list, with what stands before it; `binding`: `val` or `var`."""

    parameter: Parameter
    start: int
    end: int
    modifiers: Modifiers
    binding: bool


class Recorder:
    """Makes the symbols of one file."""

    def __init__(self, path: str, text: str, masked: Masked, lines: Lines) -> None:
        self.path = path
        self.text = text
        self.code = masked.code
        self.lines = lines
        self.symbols: list[Symbol] = []
        self._comments = masked.comments

    def name(self, draft: Draft) -> str:
        """The name without backticks."""
        if draft.name.startswith("`"):
            return self.text[draft.name_start : draft.name_start + len(draft.name)].strip("`")
        return draft.name

    def add(self, draft: Draft, owner: Owner) -> None:
        """Keep a finished declaration as a symbol."""
        name = self.name(draft)
        inside = owner.kind != "file"
        self.symbols.append(
            Symbol(
                name=name,
                qualified=join(owner.qualified, name),
                kind=draft.kind,
                path=self.path,
                line=self.lines.line(draft.name_start),
                start=self._documented(draft.start),
                end=draft.end,
                name_start=draft.name_start + draft.name.startswith("`"),
                visibility=next((w for w in draft.modifiers.words if w in _VISIBILITIES), "public"),
                receiver=draft.receiver,
                signature=self._signature(draft),
                annotations=draft.modifiers.annotations,
                modifiers=draft.modifiers.words,
                owner=owner.qualified if inside else "",
                supertypes=draft.supertypes,
                parameters=tuple(item.parameter for item in draft.items),
                type=draft.type,
                body=draft.body,
            )
        )

    def _documented(self, start: int) -> int:
        """`start` moved to the KDoc that stands right before it."""
        edge = start
        for index in range(bisect_left(self._comments, (start, 0)) - 1, -1, -1):
            begin, end = self._comments[index]
            if self.text[end:edge].strip():
                break
            edge = begin
            if self.text.startswith("/**", begin):
                return begin
        return start

    def _signature(self, draft: Draft) -> str:
        end = draft.body if draft.body >= 0 else draft.end
        words = [word for word in draft.modifiers.words]
        pieces: list[str] = []
        at = draft.modifiers.position
        for index in range(bisect_left(self._comments, (at, 0)), len(self._comments)):
            begin, behind = self._comments[index]
            if begin >= end:
                break
            pieces.append(self.text[at:begin])
            at = behind
        pieces.append(self.text[at:end])
        line = " ".join([*words, one_line("".join(pieces))])
        if draft.value_end > draft.body >= 0 and not draft.type:
            value = one_line(self.text[draft.body : draft.value_end])
            if len(value) > _INITIALISER_LIMIT:
                value = value[: _INITIALISER_LIMIT - 1] + "…"
            line = f"{line} {value}"
        return line.strip()


def join(owner: str, name: str) -> str:
    """A qualified name."""
    return f"{owner}.{name}" if owner else name


def one_line(text: str) -> str:
    """Source text on one line, trailing commas dropped."""
    line = " ".join(text.split())
    if "(" in line:
        line = line.replace("( ", "(").replace(", )", ")").replace(" )", ")").strip()
    return line


def bare_type(text: str) -> str:
    """A type without annotations, type arguments and nullability."""
    return _ARGUMENTS.sub("", _unannotated(text)).strip()


def receiver(text: str) -> str | None:
    """The receiver type that stands before the name of an extension."""
    if not text:
        return None
    return _unannotated(text).rstrip(".").strip() or None


def _unannotated(text: str) -> str:
    return (_ANNOTATIONS.sub("", text) if "@" in text else text).strip()

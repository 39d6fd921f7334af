"""The lines that a draft wrote, for checks of what was legal before and is legal still.

Such a check `compares` by itself: a line that stood in the file, or in one that the draft takes
away, is nobody's news.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from tools.base import ToolFault
from tools.checks.base import Check, Context, Finding, Severity
from tools.repo.lines import altered_span
from tools.syntax.masking import mask_again
from tools.syntax.symbols import Symbol
from tools.syntax.xml import Element

SOURCES = (".kt", ".java")
_TESTS = re.compile(
    r"(?:^|/)src/\w*[tT]est\w*/|(?:^|/)(?:test|testing|[\w-]*-test(?:ing)?|benchmarks?|lint|buildSrc"
    r"|build-logic|build-plugin|baselineprofile|konsist)/"
)


@dataclass(frozen=True)
class Written:
    """A file of the draft; `known` are the lines that it had before, None where all count."""

    context: Context
    path: str
    text: str
    known: frozenset[str] | None

    @cached_property
    def code(self) -> str:
        """Kotlin or Java without comments and literals; another text as it is."""
        if not self.path.endswith((*SOURCES, ".kts", ".gradle")):
            return self.text
        return mask_again(self.text, self.path.endswith((".kt", ".kts"))).code

    @cached_property
    def new_lines(self) -> frozenset[int] | None:
        """The lines that the draft wrote, from 1; None where all count."""
        if self.known is None:
            return None
        lines = enumerate(self.text.split("\n"), 1)
        return frozenset(number for number, line in lines if line.strip() not in self.known)

    def is_new(self, offset: int) -> bool:
        """Whether the line there was written by the draft."""
        return self.known is None or self.line_at(offset).strip() not in self.known

    def new_among(self, found: list[Element]) -> list[Element]:
        """Those of the elements, given in their order, that begin on a line the draft wrote."""
        if self.known is None:
            return found
        starts = [one.start for one in found]
        new: list[Element] = []
        at, last = altered_part(self.context, self.path)
        for line in self.text[at:last].split("\n"):
            end = at + len(line) + 1
            if line.strip() not in self.known:
                new += found[bisect_left(starts, at) : bisect_left(starts, end)]
            at = end
        return new

    def line_at(self, offset: int) -> str:
        """The line of an offset."""
        end = self.text.find("\n", offset)
        return self.text[self.text.rfind("\n", 0, offset) + 1 : None if end < 0 else end]

    def around(self, offset: int) -> list[Symbol]:
        """The declarations that hold an offset, the innermost first."""
        facts = self.context.facts.file(self.path)
        found = [one for one in (facts.symbols if facts else ()) if one.start <= offset < one.end]
        return sorted(found, key=lambda one: -one.start)


def written(context: Context, *ends: str, tests: bool = True) -> Iterator[Written]:
    """The files of these endings that the draft changed; no `tests` and tools where unwanted."""
    paths = context.paths if context.strict else context.draft.changed()
    gone: frozenset[str] | None = None
    for path in paths:
        if not path.endswith(ends) or (not tests and in_tests(path)):
            continue
        if not context.draft.exists(path) or not (text := context.written(path)):
            continue
        if context.strict:
            yield Written(context, path, text, None)
            continue
        gone = _gone(context) if gone is None else gone
        known = _lines(before(context, path))
        yield Written(context, path, text, gone | known if gone else known)


def in_tests(path: str) -> bool:
    """Whether a file is of the tests, or of the tools that build."""
    return _TESTS.search(path) is not None


def _gone(context: Context) -> frozenset[str]:
    draft = context.draft
    gone = (path for path in draft.changed() if not draft.exists(path))
    return frozenset[str]().union(*(_lines(before(context, path)) for path in gone))


def before(context: Context, path: str) -> str:
    """The text of a file before the draft, "" of none."""
    try:
        return context.draft.base_text(path) or ""
    except ToolFault:
        return ""


def altered_part(context: Context, path: str) -> tuple[int, int]:
    """From where to where the text of a file is another one than across the draft, whole lines.

    All of it with `strict`.
    """
    text = context.written(path)
    if context.strict:
        return 0, len(text)
    return altered_span(text, replace(context, after=not context.after).written(path))


@lru_cache(maxsize=16)
def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.split("\n"))


class AlteredLines(NamedTuple):
    """The lines that a draft wrote or took away, the same before it and after; None: all count."""

    lines: frozenset[str] | None

    @classmethod
    def of(cls, context: Context) -> "AlteredLines":
        """Those of all files of a draft."""
        if context.strict:
            return cls(None)
        found: set[str] = set()
        for path in context.draft.changed():
            if path.endswith(SOURCES):
                now = replace(context, after=True).written(path)
                found |= _lines(before(context, path)) ^ _lines(now)
        return cls(frozenset(found))

    def near(self, text: str, name: str, offsets: tuple[int, ...]) -> bool:
        """Whether a line of an offset is among them, or one that says a name."""
        if self.lines is None:
            return True
        word = name.rpartition(".")[2].rstrip("?")
        lines = (
            text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0] for at in offsets if at >= 0
        )
        return any(line.strip() in self.lines for line in lines) or any(
            word in line for line in self.lines
        )


def _always(_: Written, __: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """What a pattern finds in the code of new lines.

    `hint` is a text without which a file is not searched; `{0}` in the message is what was found,
    `{1}` the first group. `wrong` may acquit a place.
    """

    id: str
    severity: Severity
    title: str
    example: str
    pattern: re.Pattern[str]
    message: str
    hint: str
    wrong: Callable[[Written, re.Match[str]], bool] = _always
    ends: tuple[str, ...] = SOURCES
    tests: bool = False

    def check(self) -> Check:
        """The check of this rule."""
        return Check(
            self.id, self.severity, self.title, self._find, compares=True, example=self.example
        )

    def _find(self, context: Context) -> Iterator[Finding]:
        for file in written(context, *self.ends, tests=self.tests):
            if self.hint not in file.text:
                continue
            found = list(self.pattern.finditer(file.code))
            context.counted[self.id] += len(found)
            new = [one for one in found if file.is_new(one.start())]
            more = len(found) - self._before(file) if new else 0
            for match in [one for one in new if self.wrong(file, one)][: max(more, 0)]:
                message = self.message.format(match[0].strip(), *match.groups())
                yield finding(self, file, match.start(), message)

    def _before(self, file: Written) -> int:
        """How many there were: a line that is edited may have had it already."""
        text = "" if file.context.strict else before(file.context, file.path)
        if self.hint not in text:
            return 0
        return len(self.pattern.findall(replace(file, text=text).code))


def finding(of: "Rule | Check", file: Written, offset: int, message: str) -> Finding:
    """A finding at a place; the line itself tells it from others."""
    line, start = file.text.count("\n", 0, offset) + 1, file.text.rfind("\n", 0, offset)
    subject = file.line_at(offset).strip()
    return Finding(of.id, of.severity, file.path, line, offset - start, message, subject)

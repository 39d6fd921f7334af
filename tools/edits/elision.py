"""Finds elided code: a comment or dots where the model left out lines, and new placeholders."""

import re
from collections import Counter
from dataclasses import dataclass

from tools.repo.lines import altered_span

_COMMENT = re.compile(
    r"^\s*(?://+|/\*+|\*(?!/)|#+|<!--|\{/\*)\s*(?P<words>.*?)\s*(?:\*/\}?|-->)?\s*$"
)
_TRAILING = re.compile(r"(?:^|\s)//\s*(?P<words>(?:\.\.\.|…).*)$")
_DOTS = re.compile(r"^\s*(?:\.\.\.|…)\s*$")
_LEFT = (
    r"(?:rest|remaind\w+|remaining|other|existing|previous|original|current|same|unchanged|omitted|"
    r"above|as before|keep|unmodified)"
)
_PHRASES = (
    re.compile(r"^(?:\.\.\.|…)$"),
    re.compile(rf"^(?:\.\.\.|…).*\b{_LEFT}\b", re.I),
    re.compile(rf"\b{_LEFT}\b.*(?:\.\.\.|…)$", re.I),
    re.compile(
        r"^(?:the\s+)?(?:rest|remainder) of (?:the |your |this )?(?:\w+ )?"
        r"(?:code|file|class|function|method|implementation|body|imports|screen|composable|"
        r"declarations?|members|fields|layout|logic|content)\b(?! (?:is|are|will|does|has)\b)",
        re.I,
    ),
    re.compile(
        r"^(?:\(?\s*)?(?:your |the )?(?:existing|previous|original|remaining|other existing) "
        r"(?:code|imports|implementation|methods?|functions?|fields|logic|content|members|body)"
        r"(?: (?:here|goes here|remains?(?: the same| unchanged)?|stays?(?: the same)?|unchanged|"
        r"as before))?[).]*$",
        re.I,
    ),
    re.compile(
        r"^\(?(?:the |all |other |existing |previous |rest of )*"
        r"(?:code|imports|implementation|methods?|functions?|fields|logic|body|file|class|"
        r"everything else)\b.{0,20}"
        r"\b(?:remains?|stays?|is|are) (?:the same|unchanged|as before)"
        r"[.)]*$",
        re.I,
    ),
    re.compile(r"\b(?:omitted|elided|truncated) for (?:brevity|clarity)\b", re.I),
    re.compile(
        r"^(?:todo:?\s*)?(?:add |put |insert |write )?your (?:own )?(?:code|logic|implementation)\b"
        r".{0,20}(?:here)?[.)]*$",
        re.I,
    ),
    re.compile(r"^(?:code|implementation|logic|body) (?:goes )?here[.)]*$", re.I),
    re.compile(r"^(?:same|unchanged)(?: as (?:before|above|original))?[.)]*$", re.I),
    re.compile(
        r"^todo:?\s*implement(?: (?:this|me|it|here))?(?: (?:function|method))?[.)]*$", re.I
    ),
)
_PLACEHOLDER = re.compile(
    r"\bTODO\(\s*(?:\"(?:not (?:yet )?implemented|implement|todo|add)[^\"]*\")?\s*\)",
    re.I,
)


@dataclass(frozen=True)
class Elision:
    """One line that stands for left-out code; `line` counts from 1 in the new text."""

    line: int
    text: str


def elisions(new: str, old: str = "") -> list[Elision]:
    """The lines of `new` that stand for code left out and that `old` does not hold as well.

    A line counts by what stands for the code, so that a rename elsewhere on it changes nothing.
    """
    start, end = altered_span(new, old)
    after = new[start:end].split("\n")
    before = Counter(old[slice(*altered_span(old, new))].split("\n"))
    kept = before & Counter(after)
    known = Counter(sign for line in (before - kept).elements() if (sign := _sign(line)))
    found: list[Elision] = []
    for number, line in enumerate(after, new.count("\n", 0, start) + 1):
        if kept[line]:
            kept[line] -= 1
            continue
        sign = _sign(line)
        if not sign:
            continue
        if known[sign]:
            known[sign] -= 1
        else:
            found.append(Elision(number, line.strip()))
    return found


def _sign(line: str) -> str:
    """What stands for the code on this line; empty where nothing does."""
    placeholder = _DOTS.match(line) or _PLACEHOLDER.search(line)
    if placeholder:
        return placeholder[0].strip()
    comment = _COMMENT.match(line) or _TRAILING.search(line)
    if comment is None:
        return ""
    words = comment["words"]
    return words if any(phrase.search(words) for phrase in _PHRASES) else ""

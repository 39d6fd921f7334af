"""What stands before a declaration: its documentation comment and its annotations."""

import re
from dataclasses import dataclass

_DOC = re.compile(r"/\*.*?\*/", re.S)
_LINE_COMMENT = re.compile(r"//[^\n]*")
_ANNOTATION = re.compile(r"@(?:\w+:)?(?:\[|[\w.]+(?:<[^<>\n]*>)?)")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True)
class Lead:
    """The parts of a declaration in order; each of `doc` and `annotations` may be empty.

    `rest` starts at the first modifier or keyword.
    """

    doc: str
    annotations: str
    rest: str


def lead(code: str) -> Lead:
    """Split a declaration that starts at offset 0 (white space before it is allowed)."""
    doc_end = _comments_end(code, 0)
    end = doc_end
    while (match := _ANNOTATION.match(code, _skip(code, end))) and match[0] != "@interface":
        end = _arguments_end(code, match.end())
        after = _comments_end(code, end)
        if after > end and _ANNOTATION.match(code, _skip(code, after)):
            end = after
    start = _skip(code, 0)
    first = _skip(code, doc_end)
    return Lead(
        doc=code[start:doc_end],
        annotations=code[first:end] if end > doc_end else "",
        rest=code[_skip(code, end) :],
    )


def _skip(code: str, at: int) -> int:
    match = _SPACE.match(code, at)
    return match.end() if match else at


def _comments_end(code: str, at: int) -> int:
    """The offset behind the comments that follow `at`; `at` itself where there are none."""
    end = at
    while True:
        start = _skip(code, end)
        match = _DOC.match(code, start) or _LINE_COMMENT.match(code, start)
        if match is None:
            return end
        end = match.end()


def _arguments_end(code: str, at: int) -> int:
    """The offset behind an annotation's arguments, or behind a bracketed annotation list."""
    bracketed = code[at - 1] == "["
    if not bracketed and code[at : at + 1] != "(":
        return at
    depth = 1 if bracketed else 0
    quote = ""
    while at < len(code):
        character = code[at]
        if quote:
            at += character == "\\"
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return at


def keep_lead(old: str, new: str) -> tuple[str, tuple[str, ...]]:
    """`new` with the documentation and annotations of `old` where it brings none of its own.

    Both are whole declarations without outer indentation; the answer also says what was kept.
    """
    before, after = lead(old), lead(new)
    keeps_doc = bool(before.doc) and not after.doc
    keeps_annotations = bool(before.annotations) and not after.annotations
    kept: list[str] = []
    if keeps_doc:
        kept.append("kept the documentation comment")
    if keeps_annotations:
        kept.append(f"kept `{' '.join(before.annotations.split())}`")
    if not kept:
        return new, ()
    doc = before.doc if keeps_doc else after.doc
    source = old if keeps_annotations else new
    annotations = before.annotations if keeps_annotations else after.annotations
    joint = " " if annotations and _on_one_line(source) else "\n"
    declared = f"{annotations}{joint}{after.rest}" if annotations else after.rest
    return (f"{doc}\n{declared}" if doc else declared), tuple(kept)


def _on_one_line(code: str) -> bool:
    """Whether the annotations stand on the line of the declaration: `@Inject lateinit var`."""
    parts = lead(code)
    between = code[: len(code) - len(parts.rest)]
    return not between.endswith(("\n", "\n ")) and "\n" not in between[len(between.rstrip()) :]

"""The other half of SEC-04: a change keeps line ends, byte order mark, indentation and last line.

Line ends that `.gitattributes` sets are git's own affair.
"""

import re
from collections.abc import Iterator

from tools.base import ToolFault
from tools.checks.base import Context, Finding, Fix
from tools.repo.lines import altered_span
from tools.repo.text import decode

_TEXTS = (".kt", ".kts", ".java", ".gradle", ".toml", ".xml", ".pro", ".properties", ".md", ".json")
_ENDS = (b"\n", b"\r")
_MARK = b"\xef\xbb\xbf"
_SET = re.compile(rb"text=auto|\beol=|\btext\b")
_KEPT_OPEN = re.compile(rb"insert_final_newline\s*=\s*false")
_FEWEST = 4
"""A file with fewer indented lines has no way to indent."""


def changed_forms(context: Context) -> Iterator[Finding]:
    """What a draft changed of the form of its files."""
    draft = context.draft
    for path in draft.changed():
        if not path.endswith(_TEXTS) or not draft.exists(path):
            continue
        new, old = draft.read(path), _old(context, path)
        yield from _of_bytes(context, path, old, new)
        if old is not None:
            yield from _of_lines(context, path, old, new)


def _old(context: Context, path: str) -> bytes | None:
    """The bytes of a file of text before the draft; None where there was none."""
    try:
        known = context.draft.base_text(path) is not None
    except ToolFault:
        return None
    return context.draft.base.read(path) if known else None


def _of_bytes(context: Context, path: str, old: bytes | None, new: bytes) -> Iterator[Finding]:
    if new.startswith(_MARK) and not (old or b"").startswith(_MARK):
        fix = Fix("took the byte order mark away", form=True) if old is not None else None
        yield _told(path, 1, "a byte order mark came to the file", "mark", fix)
    if old is None or b"\n" not in old or (b"\r" not in old and b"\r" not in new):
        return
    before, after = b"\r\n" in old, b"\r\n" in new
    if before != after and not _SET.search(_read(context, ".gitattributes")):
        told = ("LF", "CRLF") if after else ("CRLF", "LF")
        line = new[: new.find(b"\r\n")].count(b"\n") + 1 if after else 1
        fix = Fix(f"ended the lines with {told[0]} again", form=True)
        yield _told(path, line, f"lines end with {told[1]}, and did with {told[0]}", "ends", fix)


def _of_lines(context: Context, path: str, old: bytes, new: bytes) -> Iterator[Finding]:
    lost_end = old.endswith(_ENDS) and not new.endswith(_ENDS)
    if not lost_end and b"\t" not in new:
        return
    try:
        before, after = decode(path, old), decode(path, new)
    except ToolFault:
        return
    start, end = altered_span(after, before)
    if not lost_end and "\t" not in after[start:end]:
        return
    lines = after.split("\n")
    if lost_end and after:
        if not _KEPT_OPEN.search(_read(context, ".editorconfig")):
            at = max(1, len(lines) - 1)
            last = "\n".join(lines[at - 1 :])
            fix = Fix("ended the last line", line=at, old=last, new=f"{last}\n")
            fix_of = fix if "\n" in last else None
            yield _told(path, len(lines), "the last line has lost its end", "end", fix_of)
    if "\n\t" not in after and not after.startswith("\t"):
        return
    kept = before.split("\n")
    tabs = sum(one.startswith("\t") for one in kept)
    if tabs or sum(one.startswith("  ") for one in kept) < _FEWEST:
        return
    known = set(kept)
    new_lines = ((at, one) for at, one in enumerate(lines, start=1) if one not in known)
    flipped = [at for at, one in new_lines if one.startswith("\t")]
    if flipped:
        message = f"{len(flipped)} lines are indented with tabs, the others with spaces"
        yield _told(path, flipped[0], message, "tabs", _spaced(lines, flipped, before))


def _spaced(lines: list[str], flipped: list[int], before: str) -> Fix | None:
    """The lines from the first with tabs to the last with spaces for them."""
    from tools.edits.indentation import unit_of

    first, last = flipped[0], flipped[-1]
    old = lines[first - 1 : max(last, first + 1)]
    unit = unit_of(before)
    new = [re.sub(r"^\t+", lambda tabs: unit * len(tabs[0]), one) for one in old]
    return Fix("indented with spaces", line=first, old="\n".join(old), new="\n".join(new))


def _read(context: Context, path: str) -> bytes:
    return context.draft.read(path) if context.draft.exists(path) else b""


def _told(path: str, line: int, message: str, subject: str, fix: Fix | None) -> Finding:
    return Finding("SEC-04", "warn", path, line, 1, message, subject, fix)

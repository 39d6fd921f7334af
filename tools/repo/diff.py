"""One file's change as a git diff that `git apply` takes: headers, hunks, binary literals."""

import hashlib
import re
import zlib
from base64 import b85encode
from collections.abc import Iterator
from dataclasses import dataclass

from tools.repo.lines import Block, equal_blocks
from tools.repo.tree import Content

_CONTEXT = 3
_SHORT = 10  # characters of an id where git does not ask for all
_NO_NEWLINE = "\\ No newline at end of file\n"
_QUOTED = re.compile(r'[\x00-\x1f"\\\x7f\udc80-\udcff]')
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True)
class FileDiff:
    """The rendered change of one file, and how many lines it adds and removes."""

    text: str
    added: int
    removed: int


def render(path: str, old: Content | None, new: Content | None, source: str | None) -> FileDiff:
    """The diff of one file; `source` is its old path where it was renamed."""
    lines = [f"diff --git {_quote('a/' + (source or path))} {_quote('b/' + path)}\n"]
    lines += _header(path, old, new, source)
    before, after = old.data if old else b"", new.data if new else b""
    is_binary = b"\0" in before or b"\0" in after
    if old is None or new is None or before != after:
        lines.append(_index(old, new, 40 if is_binary else _SHORT))
    if before == after:
        return FileDiff("".join(lines), 0, 0)
    if is_binary:
        return FileDiff("".join([*lines, *_binary(before, after)]), 0, 0)
    body = list(_hunks(_lines(before), _lines(after)))
    lines.append(_name("--- ", "a/" + (source or path) if old else None))
    lines.append(_name("+++ ", "b/" + path if new else None))
    added = sum(line.startswith("+") for line in body)
    removed = sum(line.startswith("-") for line in body)
    return FileDiff("".join([*lines, *body]), added, removed)


def _header(
    path: str, old: Content | None, new: Content | None, source: str | None
) -> Iterator[str]:
    if old is None and new is not None:
        yield f"new file mode {_mode(new)}\n"
    elif new is None and old is not None:
        yield f"deleted file mode {_mode(old)}\n"
    elif old and new and old.executable != new.executable:
        yield f"old mode {_mode(old)}\nnew mode {_mode(new)}\n"
    if source and old and new:
        yield f"similarity index {_similarity(old.data, new.data)}%\n"
        yield f"rename from {_quote(source)}\nrename to {_quote(path)}\n"


def _mode(content: Content) -> str:
    return "100755" if content.executable else "100644"


def _similarity(old: bytes, new: bytes) -> int:
    if old == new:
        return 100
    kept = sum(block.size for block in equal_blocks(_lines(old), _lines(new)))
    return min(99, 100 * kept // max(1, len(_lines(old)), len(_lines(new))))


def _name(mark: str, path: str | None) -> str:
    """A `---` or `+++` line; a name with spaces ends in a tab, as git writes it."""
    if path is None:
        return f"{mark}/dev/null\n"
    tab = "\t" if " " in path else ""
    return f"{mark}{_quote(path)}{tab}\n"


def _quote(path: str) -> str:
    if not _QUOTED.search(path):
        return path
    return '"' + _QUOTED.sub(_escape, path) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\{ord(character) & 0xFF:03o}"


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "surrogateescape")
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    for group in _groups(equal_blocks(old, new)):
        first, last = group[0], group[-1]
        start_old = max(0, first.old_start - _CONTEXT)
        end_old = min(len(old), last.old_end + _CONTEXT)
        start_new = max(0, first.new_start - _CONTEXT)
        end_new = min(len(new), last.new_end + _CONTEXT)
        yield f"@@ -{_range(start_old, end_old)} +{_range(start_new, end_new)} @@\n"
        at = start_old
        for change in group:
            yield from _marked(" ", old[at : change.old_start])
            yield from _marked("-", old[change.old_start : change.old_end])
            yield from _marked("+", new[change.new_start : change.new_end])
            at = change.old_end
        yield from _marked(" ", old[at:end_old])


@dataclass(frozen=True)
class _Change:
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def _groups(blocks: list[Block]) -> Iterator[list[_Change]]:
    """Changes between the equal blocks; those whose contexts touch share a hunk."""
    group: list[_Change] = []
    at_old = at_new = 0
    for block in blocks:
        if (at_old, at_new) != (block.old, block.new):
            if group and at_old - group[-1].old_end > 2 * _CONTEXT:
                yield group
                group = []
            group.append(_Change(at_old, block.old, at_new, block.new))
        at_old, at_new = block.old + block.size, block.new + block.size
    if group:
        yield group


def _range(start: int, end: int) -> str:
    size = end - start
    first = start + 1 if size else start
    return f"{first}" if size == 1 else f"{first},{size}"


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"


def _binary(before: bytes, after: bytes) -> Iterator[str]:
    """Git's binary patch: the new bytes, then the old ones so that it can be reversed."""
    yield "GIT binary patch\n"
    for data in (after, before):
        yield f"literal {len(data)}\n"
        packed = zlib.compress(data)
        for at in range(0, len(packed), 52):
            piece = packed[at : at + 52]
            length = chr(len(piece) + (64 if len(piece) <= 26 else 70))
            yield f"{length}{b85encode(piece, pad=True).decode()}\n"
        yield "\n"


def _index(old: Content | None, new: Content | None, length: int) -> str:
    """The line with both blobs' ids, by which git can merge where the patch does not fit."""
    ids = [(_blob_id(side.data) if side else "0" * 40)[:length] for side in (old, new)]
    mode = f" {_mode(old)}" if old and new and old.executable == new.executable else ""
    return f"index {ids[0]}..{ids[1]}{mode}\n"


def _blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

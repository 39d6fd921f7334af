"""A file's bytes as text and back: encoding, byte order mark, line ends, final newline."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from tools.base import Retry
from tools.repo.lines import equal_blocks

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r)|([^\r\n]+)")


def decode(path: str, data: bytes) -> str:
    """The text with `\\n` line ends and without a byte order mark; not UTF-8 text is `Retry`."""
    return unify(_characters(path, data))


def encode(path: str, text: str, *, base: bytes | None, current: bytes | None) -> bytes:
    """The bytes of a new text for a file.

    Lines that `base` has too keep its line ends, new lines take those of their neighbour. The
    byte order mark stays, and the final newline stays as `current` has it, unless the text
    differs from it in nothing else.
    """
    text = unify(text.removeprefix("\ufeff"))
    if current is not None:
        text = _keep_final_newline(decode(path, current), text)
    like = _characters(path, base if base is not None else current or b"")
    mark = BOM_UTF8 if (base or current or b"").startswith(BOM_UTF8) else b""
    try:
        return mark + _with_line_ends(like, text).encode()
    except UnicodeEncodeError as error:
        sentence = f"the new text of `{path}` cannot be written as UTF-8"
        raise Retry("encoding", sentence, path=path) from error


def unify(text: str) -> str:
    """The text with every line end as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _characters(path: str, data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise Retry("encoding", f"`{path}` is UTF-16 text, only UTF-8 can be edited", path=path)
    if b"\0" in data:
        raise Retry("binary", f"`{path}` is a binary file", path=path)
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Retry("encoding", f"`{path}` is not UTF-8 text", path=path) from error


def _keep_final_newline(before: str, text: str) -> str:
    if not before or not text or text.removesuffix("\n") == before.removesuffix("\n"):
        return text
    if before.endswith("\n"):
        return text if text.endswith("\n") else text + "\n"
    return text.removesuffix("\n")


def _with_line_ends(like: str, text: str) -> str:
    lines = [(m[1], m[2]) if m[2] else (m[3], "") for m in _LINE.finditer(like)]
    ends = {end for _, end in lines if end}
    if ends <= {"\n"}:
        return text
    if len(ends) == 1:
        return text.replace("\n", ends.pop())
    return _with_mixed_ends(lines, text)


def _with_mixed_ends(lines: list[tuple[str, str]], text: str) -> str:
    bodies = text.split("\n")
    final = bodies.pop()
    old_bodies = [body for body, _ in lines]
    ends = [""] * len(bodies)
    at_old = at_new = 0
    for block in equal_blocks(old_bodies, [*bodies, final] if final else bodies):
        if block.old - at_old == block.new - at_new:  # lines were replaced one by one
            at = (at_old, at_new)
        else:
            at = (block.old, block.new)
        for step in range(block.new + block.size - at[1]):
            if at[1] + step < len(ends):
                ends[at[1] + step] = lines[at[0] + step][1]
        at_old, at_new = block.old + block.size, block.new + block.size
    nearest = next(end for _, end in lines if end)
    for number, end in enumerate(ends):
        nearest = ends[number] = end or nearest
    return "".join(body + end for body, end in zip(bodies, ends, strict=True)) + final

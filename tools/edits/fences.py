"""Takes the code out of a model's reply: one fenced block, as small models really write it."""

import re
from dataclasses import dataclass

from tools.base import Retry

_OPENING = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_BARE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*$")
_TAIL = re.compile(r"^(?P<code>.*\S)[ \t]*(?:`{3,}|~{3,})[ \t]*$")
_LATE = re.compile(r"^[^`]*:[ \t]*(?P<fence>`{3,})[ \t]*(?P<info>[\w+#.-]*)[ \t]*$")
_NUMBERED = re.compile(r"^\s*(\d+)[ \t]*(?:\||:(?=\s|$))[ ]?(.*)$")

LANGUAGES = frozenset(
    "kotlin kt kts java xml toml groovy gradle json yaml properties markdown md text".split()
)
_ASIDE = frozenset("bash sh shell console text txt output plaintext log diff".split())
_CODE_START = re.compile(
    r"^\s*(@\w|//|/\*|<[\w?!/]|\[[\w.-]+\]\s*$|package\s|import\s|(public|private|internal|protected|"
    r"override|open|abstract|data|sealed|enum|annotation|suspend|inline|operator|infix|const|"
    r"lateinit|static|final|class|interface|object|fun|val|var|typealias|companion|return|if|for|"
    r"while|when|plugins|dependencies|android)\b|\w[\w.]*\s*[({=]|[)}\]])"
)
_PROSE = re.compile(
    r"^\s*(?:[-*]\s+|\d+\.\s+|#+\s+)?[A-Z][\w']*,?(?:\s+[`\w'(),:/.\"-]+){2,}[.:!?]?$"
)


@dataclass(frozen=True)
class _Block:
    language: str
    code: str


def unfence(reply: str, *, name: str = "") -> str:
    """The code of a reply, without fences, prose or a trailing line break.

    `name` is the declaration that is wanted: of several blocks, the one that holds it wins.
    Retry `fence` when the reply holds no code, or several blocks of equal right.
    """
    text = reply.replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block for block in _blocks(text.split("\n")) if block.code.strip()]
    if not blocks:
        return _plain(_bare_code(text))
    return _plain(_choose(blocks, name).code)


def _blocks(lines: list[str]) -> list[_Block]:
    found: list[_Block] = []
    index = 0
    while index < len(lines):
        opening = _OPENING.match(lines[index]) or _LATE.match(lines[index])
        index += 1
        if opening is None:
            continue
        end, code = _inside(lines, index, opening["fence"])
        code = _outdented(code, opening.group())
        language = opening["info"].strip().split(" ")[0].lower()
        found.append(_block(language, code))
        index = end
    return found


def _inside(lines: list[str], start: int, fence: str) -> tuple[int, list[str]]:
    """The lines of a block that opened before `start`, and the index after its end."""
    depth = 0
    for index in range(start, len(lines)):
        line = lines[index]
        bare = _BARE.match(line)
        if bare and bare["fence"].startswith(fence):
            if depth == 0:
                return index + 1, lines[start:index]
            depth -= 1
        elif (opening := _OPENING.match(line)) and opening["info"].strip() and _nests(lines, index):
            depth += 1
    return _unclosed(lines, start)


def _outdented(code: list[str], opening: str) -> list[str]:
    """The lines without the indentation of their fence, which a list item gives them all."""
    width = len(opening) - len(opening.lstrip(" "))
    if any(line.strip() and not line.startswith(" " * width) for line in code):
        return code
    return [line[width:] for line in code]


def _nests(lines: list[str], index: int) -> bool:
    """Whether a fence with a language opens inside another: two bare ones follow it."""
    return sum(1 for line in lines[index + 1 :] if _BARE.match(line)) >= 2


def _unclosed(lines: list[str], start: int) -> tuple[int, list[str]]:
    for index in range(start, len(lines)):
        if tail := _TAIL.match(lines[index]):
            return index + 1, [*lines[start:index], tail["code"]]
        if _OPENING.match(lines[index]):
            return index, lines[start:index]
    return len(lines), lines[start:]


def _block(language: str, lines: list[str]) -> _Block:
    first = next((line.strip().lower() for line in lines if line.strip()), "")
    if not language and first in LANGUAGES:
        language = first
        lines = lines[[line.strip().lower() for line in lines].index(first) + 1 :]
    return _Block(language, "\n".join(lines))


def _choose(blocks: list[_Block], name: str) -> _Block:
    blocks = list({block.code.strip(): block for block in blocks}.values())
    blocks = [block for block in blocks if block.language not in _ASIDE] or blocks
    if name and len(blocks) > 1:
        declares = re.compile(
            rf"\b(?:fun|class|interface|object|val|var|typealias)\b[^\n=]*\b{re.escape(name)}\b"
        )
        blocks = [block for block in blocks if declares.search(block.code)] or blocks
    if len(blocks) > 1:
        whole = [block for block in blocks if all(_holds(block, other) for other in blocks)]
        blocks = whole or blocks
    if len(blocks) > 1:
        sentence = f"the reply holds {len(blocks)} code blocks"
        raise Retry("fence", sentence, count=len(blocks))
    return _undiff(blocks[0]) if blocks[0].language == "diff" else blocks[0]


def _holds(block: _Block, other: _Block) -> bool:
    lines = {line.strip() for line in block.code.split("\n")}
    return all(line.strip() in lines for line in other.code.split("\n"))


def _undiff(block: _Block) -> _Block:
    """The new side of a diff of one hunk."""
    lines = [line for line in block.code.split("\n") if not line.startswith(("---", "+++", "\\"))]
    if sum(1 for line in lines if line.startswith("@@")) > 1:
        raise Retry("fence", "the reply is a diff of several hunks", count=1)
    kept = [line[1:] for line in lines if not line.startswith(("-", "@@"))]
    return _Block("", "\n".join(kept))


def _bare_code(text: str) -> str:
    """The whole reply when it is code without a fence, less prose before and after it."""
    inline = re.fullmatch(r"\s*`{1,3}(?:\w+[ ])?([^`\n]+)`{1,3}\s*", text)
    if inline:
        return inline[1]
    lines = text.strip("\n").split("\n")
    while lines and (not lines[0].strip() or _is_prose(lines[0])):
        lines.pop(0)
    while lines and (not lines[-1].strip() or _is_prose(lines[-1])):
        lines.pop()
    prose = sum(1 for line in lines if _is_prose(line))
    if not lines or prose or not _CODE_START.match(lines[0]):
        raise Retry("fence", "the reply holds no fenced code block", count=0)
    return "\n".join(lines)


def _is_prose(line: str) -> bool:
    return bool(_PROSE.match(line)) and not _CODE_START.match(line)


def _plain(code: str) -> str:
    """Without blank lines at the ends and without copied line numbers."""
    lines = code.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    numbered = [match for line in lines if (match := _NUMBERED.match(line))]
    if len(lines) > 1 and len(numbered) == len(lines):
        numbers = [int(match[1]) for match in numbered]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            lines = [match[2] for match in numbered]
    return "\n".join(line.rstrip("\r") for line in lines)


_DIVIDER = re.compile(r"^\s*={5,}\s*$")
_SEARCH = re.compile(r"^\s*<{5,}\s*\w*\s*$")
_REPLACE = re.compile(r"^\s*>{5,}\s*\w*\s*$")


def split_replacement(code: str) -> tuple[str, str]:
    """The text above and below a line `=======`; conflict-style markers around are dropped.

    Retry `divider` unless there is exactly one such line.
    """
    lines = [line for line in code.split("\n") if not _SEARCH.match(line)]
    lines = [line for line in lines if not _REPLACE.match(line)]
    places = [index for index, line in enumerate(lines) if _DIVIDER.match(line)]
    if len(places) != 1:
        raise Retry("divider", f"the block holds {len(places)} lines `=======`", count=len(places))
    return "\n".join(lines[: places[0]]), "\n".join(lines[places[0] + 1 :])

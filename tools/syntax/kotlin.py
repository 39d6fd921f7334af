"""Kotlin: what a file declares, imports and uses."""

import re
from functools import lru_cache

from tools.syntax.identifiers import KOTLIN_KEYWORDS, Uses
from tools.syntax.kotlin_header import read_header
from tools.syntax.kotlin_scan import Scan
from tools.syntax.masking import Masked, mask_again
from tools.syntax.symbols import Identifier, Import, Lines, ParsedSource

_LOCAL = re.compile(
    r"\b(?:val|var|fun|class|object|interface)\s+(?:<[^>\n]*>\s*)?"
    r"(?:[\w?]+(?:<[^>\n]*>)?\.)*([^\W\d]\w*|`[^`\n]+`)"
    r"|\bfor\s*\(\s*([^\W\d]\w*)\s+in\b"
    r"|\b(?:val|var|for)\s*\(([^()\n]*)\)"
    r"|\bcatch\s*\(\s*(\w+)\s*:"
)
_LAMBDA = re.compile(r"\{([^{};=]*?)->")
_PARAMETER = re.compile(r"[\s(]*([^\W\d]\w*)[\s)]*(?::|$)")
_WHEN = re.compile(r"\bwhen\s*(?:\([^{]*\))?\s*$")
_FUNCTION = re.compile(r"\bfun\b[^({=\n]*\(")


@lru_cache(maxsize=8)
def read(path: str, text: str) -> tuple[Scan, Masked, str, tuple[Import, ...], int]:
    """Declarations only: the scan, the masked text, package, imports, where the code begins.

    Kept for those who look at an edit, and all ask for the same few files.
    """
    masked = mask_again(text, True)
    lines = Lines(text)
    package, imports, start = read_header(masked.code, lines)
    found = Scan(path, text, masked, lines)
    found.read(package, start)
    return found, masked, package, imports, start


def parse(path: str, text: str, *, check: bool = True) -> ParsedSource:
    """Everything about one Kotlin file, from text with '\\n' line ends.

    Without `check` the grammars are not asked for errors inside bodies, which is faster.
    """
    from tools.syntax.grammar import kotlin_errors

    found, masked, package, imports, start = read(path, text)
    definitions = {symbol.name_start for symbol in found.symbols}
    local = [one for one in _locals(found, masked.code, start) if one.start not in definitions]
    definitions.update(one.start for one in local)
    uses = Uses(masked.code, found.brackets, found.lines, keywords=KOTLIN_KEYWORDS)
    return ParsedSource(
        path=path,
        text=text,
        package=package,
        imports=imports,
        symbols=tuple(found.symbols),
        identifiers=tuple(uses.find(start, definitions)),
        locals=tuple(local),
        errors=max(len(found.brackets.unmatched), kotlin_errors(text, start) if check else 0),
    )


def _locals(found: Scan, code: str, start: int) -> list[Identifier]:
    """Definitions of parameters, variables and functions inside bodies."""
    spots: dict[int, str] = {}
    for symbol in found.symbols:
        spots.update((one.start, one.name) for one in symbol.parameters)
    for match in _FUNCTION.finditer(code, start):
        for item in found.cursor.parameters(match.end() - 1):
            spots[item.parameter.start] = item.parameter.name
    for match in _LOCAL.finditer(code, start):
        _local(match, spots)
    for match in _LAMBDA.finditer(code, start):
        if not _WHEN.search(code, max(0, match.start() - 200), match.start()):
            _names(match[1], match.start(1), spots)
    line = found.lines.line
    return [Identifier(name, at, line(at), "local") for at, name in sorted(spots.items())]


def _local(match: re.Match[str], spots: dict[int, str]) -> None:
    for group in (1, 2, 4):
        name = match[group]
        if name and name not in KOTLIN_KEYWORDS:
            spots[match.start(group) + (name[0] == "`")] = name.strip("`")
    if match[3]:
        _names(match[3], match.start(3), spots)


def _names(text: str, offset: int, spots: dict[int, str]) -> None:
    """The names of a comma list, each without its type."""
    at = 0
    for piece in text.split(","):
        if name := _PARAMETER.match(piece):
            spots[offset + at + name.start(1)] = name[1]
        at += len(piece) + 1

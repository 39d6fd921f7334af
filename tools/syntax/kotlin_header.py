"""The head of a Kotlin file: file annotations, package and imports."""

import re

from tools.syntax.symbols import Import, Lines

_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([\w.`]+)", re.MULTILINE)
_IMPORT = re.compile(
    r"[\s;]*\bimport[ \t]+([\w`]+(?:[ \t]*\.[ \t]*[\w`]+)*)([ \t]*\.[ \t]*\*)?"
    r"(?:[ \t]+as[ \t]+([\w`]+))?"
)
_FILE_ANNOTATIONS = re.compile(
    r"(?:\s*@file:\s*(?:\[[^\]]*\]|[\w.`]+(?:\((?:[^()]|\([^()]*\))*\))?))*"
)


def read_header(code: str, lines: Lines) -> tuple[str, tuple[Import, ...], int]:
    """Package, imports, and the offset at which the declarations begin."""
    package = _PACKAGE.search(code)
    body = package.end() if package else _behind_annotations(code)
    name = package.group(1).replace("`", "") if package else ""
    imports: list[Import] = []
    while match := _IMPORT.match(code, body):
        dotted, star, alias = match.groups()
        if not dotted.isascii() or "`" in dotted or " " in dotted or "\t" in dotted:
            dotted = re.sub(r"[\s`]", "", dotted)
        line = lines.line(match.start(1))
        imports.append(Import(dotted, alias.strip("`") if alias else None, bool(star), line))
        body = match.end()
    return name, tuple(imports), body


def _behind_annotations(code: str) -> int:
    found = _FILE_ANNOTATIONS.match(code)
    return found.end() if found else 0

"""The package line and the import block of a Kotlin or Java file: read, add, remove, sort in."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([\w.`]+)[ \t]*;?", re.M)
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+(?P<static>static[ \t]+)?(?P<name>[\w.`]+?)(?P<star>\.\*)?"
    r"(?:[ \t]+as[ \t]+(?P<alias>[\w`]+))?[ \t]*;?[ \t]*(?://.*)?$",
    re.M,
)
_HEADER = re.compile(
    r"(?:\s+|//[^\n]*|/\*.*?\*/|"
    r"@file:\s*[\w.]*(?:\((?:[^()]|\([^()]*\))*\))?[^\n]*|#![^\n]*|package[ \t]+[\w.`]+[ \t]*;?|"
    r"import[ \t][^\n]*)",
    re.S,
)
OPERATORS = frozenset(
    "getValue setValue provideDelegate invoke iterator next hasNext get set plus minus times div "
    "rem mod rangeTo rangeUntil contains compareTo equals unaryPlus unaryMinus not inc dec "
    "plusAssign minusAssign timesAssign divAssign remAssign component1 component2 component3 "
    "component4 component5 component6".split()
)
"""Imports that may be used without their name being written."""


@dataclass(frozen=True)
class ImportLine:
    """One import: `name` without alias or star; `start` and `end` are offsets of its line."""

    name: str
    alias: str
    star: bool
    static: bool
    start: int
    end: int

    @property
    def simple(self) -> str:
        """The name by which the file calls what is imported; empty for a star."""
        return "" if self.star else self.alias or self.name.rpartition(".")[2]

    @property
    def key(self) -> str:
        """What makes two imports the same."""
        return f"{'static ' * self.static}{self.name}{'.*' * self.star}" + (
            f" as {self.alias}" if self.alias else ""
        )


@dataclass(frozen=True)
class Header:
    """The top of a file: package name (or empty), imports, and the offset where code begins."""

    package: str
    imports: tuple[ImportLine, ...]
    package_end: int
    code_start: int


def header(text: str) -> Header:
    """Read the top of a Kotlin or Java file. Imports below the first code are not seen."""
    end = _header_end(text)
    package = _PACKAGE.search(text, 0, end)
    found = [
        ImportLine(
            name=match["name"].replace("`", ""),
            alias=(match["alias"] or "").replace("`", ""),
            star=bool(match["star"]),
            static=bool(match["static"]),
            start=match.start(),
            end=match.end(),
        )
        for match in _IMPORT.finditer(text, 0, end)
        if not _in_comment(text, match.start())
    ]
    name = package[1].replace("`", "") if package else ""
    return Header(name, tuple(found), package.end() if package else -1, end)


def _header_end(text: str) -> int:
    """The offset behind the last package or import line, or where those would stand."""
    at = 0
    end = 0
    while match := _HEADER.match(text, at):
        at = match.end()
        if match[0].startswith(("package", "import", "@file:")):
            end = at
    return end


def _in_comment(text: str, offset: int) -> bool:
    opened = text.rfind("/*", 0, offset)
    return opened >= 0 and text.find("*/", opened) > offset


def add_imports(text: str, names: Iterable[str]) -> str:
    """`text` with imports of `names` (`a.b.C`, `a.b.c as d`) sorted in; those there are skipped."""
    for name in names:
        text = _add(text, name)
    return text


def _add(text: str, name: str) -> str:
    top = header(text)
    semicolon = ";" if _is_java(text, top) else ""
    plain = name.partition(" as ")[0]
    owner = plain.rpartition(".")[0]
    if any(one.key == name or (one.star and one.name == owner) for one in top.imports):
        return text
    if owner == top.package and " as " not in name:
        return text
    line = f"import {name}{semicolon}"
    if not top.imports:
        return _first_import(text, top, line)
    before = _neighbour(text, top.imports, name)
    if before is None:
        at = top.imports[0].start
        return f"{text[:at]}{line}\n{text[at:]}"
    at = before.end
    return f"{text[:at]}\n{line}{text[at:]}"


def _is_java(text: str, top: Header) -> bool:
    if top.imports:
        return text[top.imports[0].start : top.imports[0].end].rstrip().endswith(";")
    return top.package_end > 0 and text[: top.package_end].endswith(";")


def _first_import(text: str, top: Header, line: str) -> str:
    if top.package_end > 0:
        at = top.package_end
        rest = text[at:].lstrip("\n")
        return f"{text[:at]}\n\n{line}\n" + (f"\n{rest}" if rest else "")
    if top.code_start > 0:
        head = text[: top.code_start]
        return f"{head}\n\n{line}\n\n{text[top.code_start :].lstrip(chr(10))}"
    return f"{line}\n\n{text}"


_Key = Callable[[str], tuple[int, str]]


def _ascii(name: str) -> tuple[int, str]:
    return (0, name)


def _aliases_last(name: str) -> tuple[int, str]:
    return (int(" as " in name), name)


def _intellij(name: str) -> tuple[int, str]:
    """`*, java.**, javax.**, kotlin.**, aliases`, the layout that IntelliJ ships for Kotlin."""
    if " as " in name:
        return (4, name)
    for rank, prefix in enumerate(("java.", "javax.", "kotlin."), start=1):
        if name.startswith(prefix):
            return (rank, name)
    return (0, name)


def _ignoring_case(name: str) -> tuple[int, str]:
    return (0, name.lower())


_ORDERS: tuple[_Key, ...] = (_aliases_last, _ascii, _intellij, _ignoring_case)


def _neighbour(text: str, imports: tuple[ImportLine, ...], name: str) -> ImportLine | None:
    """The import after which `name` belongs; None: before all."""
    grouped = "\n\n" in text[imports[0].start : imports[-1].end]
    for number in () if grouped else sorted(orders(imports)):
        order = _ORDERS[number]
        below = [one for one in imports if order(one.key) < order(name)]
        return below[-1] if below else None
    return _within_kin(imports, name)


def orders(imports: Iterable[ImportLine]) -> frozenset[int]:
    """The numbers of the usual orders that imports are in; none for an order of their own."""
    keys = [one.key for one in imports]
    ranked = (([order(key) for key in keys], number) for number, order in enumerate(_ORDERS))
    return frozenset(number for ranks, number in ranked if ranks == sorted(ranks))


def in_order(imports: Iterable[ImportLine], number: int) -> list[ImportLine]:
    """Imports in one of the usual orders."""
    return sorted(imports, key=lambda one: _ORDERS[number](one.key))


def block_of(text: str, top: Header) -> str | None:
    """The lines of the imports; None where there are none, or other lines stand in between."""
    if not top.imports:
        return None
    block = text[top.imports[0].start : top.imports[-1].end]
    return block if block.count("\n") + 1 == len(top.imports) else None


def _within_kin(imports: tuple[ImportLine, ...], name: str) -> ImportLine | None:
    """In a block of no known order: among those of the longest common package."""

    def shared(one: ImportLine) -> int:
        mine, other = name.split("."), one.name.split(".")
        return next(
            (at for at, (a, b) in enumerate(zip(mine, other, strict=False)) if a != b),
            min(len(mine), len(other)),
        )

    most = max(shared(one) for one in imports)
    kin = [one for one in imports if shared(one) == most] if most else list(imports)
    below = [one for one in kin if one.key < name]
    if below:
        return below[-1]
    index = imports.index(kin[0])
    return imports[index - 1] if index else None


def remove_imports(text: str, keys: Iterable[str]) -> str:
    """`text` without the import lines of these keys (`a.b.C`, `a.b.C as D`, `a.b.*`)."""
    unwanted = set(keys)
    top = header(text)
    for one in reversed(top.imports):
        if one.key in unwanted:
            end = one.end + 1 if text[one.end : one.end + 1] == "\n" else one.end
            text = text[: one.start] + text[end:]
    if top.imports and not header(text).imports and top.package_end > 0:
        text = text[: top.package_end] + "\n\n" + text[top.package_end :].lstrip("\n")
    return text


def set_package(text: str, package: str) -> str:
    """`text` with this package line, written as the file writes it or put at the top."""
    match = _PACKAGE.search(text, 0, _header_end(text))
    if match:
        return text[: match.start(1)] + package + text[match.end(1) :]
    top = header(text)
    at = top.imports[0].start if top.imports else top.code_start
    head = text[:at].rstrip("\n")
    line = f"package {package}"
    return (f"{head}\n\n" if head else "") + f"{line}\n\n" + text[at:].lstrip("\n")


def duplicates(text: str) -> list[str]:
    """Keys of imports that stand more than once."""
    counts = Counter(one.key for one in header(text).imports)
    return [key for key, count in counts.items() if count > 1]

"""Reads jars and aars: the public declarations of all their classes.

What is in a package named `internal`, or copied in from elsewhere, is nobody's to call and left
out. Bounded: an archive that unpacks to more than its size warrants, or that is damaged, is told
once and gives what could be read of it.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from struct import error as StructError
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from tools.library.classfile import SYNTHETIC, BrokenClass, read_class
from tools.library.java_symbols import java_symbols
from tools.library.kotlin_symbols import kotlin_symbols
from tools.library.metadata import TYPE, read_metadata
from tools.library.protobuf import BrokenMessage
from tools.library.symbol import Symbol

_LOCAL = re.compile(
    r"^META-INF/|\$\d|\$\$|(?:^|/)(?:package|module)-info\.class$|(?:^|/)R(?:\$\w+)?\.class$"
    r"|/(?:internal|shaded|shadow|relocated|repackaged)/"
)
_LARGEST_CLASS = 8_000_000
_LARGEST_INNER = 200_000_000
_MOST_ENTRIES = 200_000
_MOST_BYTES = 1_000_000_000
_FAULTS = (BadZipFile, BrokenClass, EOFError, NotImplementedError, OSError, RuntimeError,
           StructError, UnicodeError, ValueError, zlib.error)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What an archive declares; `fault` says what could not be read, "" when all could."""

    symbols: tuple[Symbol, ...]
    fault: str = ""


def read_archive(path: Path) -> Read:
    """Read a jar, or the `classes.jar` and `libs` of an aar."""
    symbols: list[Symbol] = []
    faults: list[str] = []
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            for found in _Classes(faults).of(archive, depth=0):
                symbols += _declared(found, faults)
    except _FAULTS as reason:
        faults.append(str(reason) or type(reason).__name__)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    fault = f"`{path.name}` could not be read fully: {faults[0]}{more}" if faults else ""
    return Read(tuple(dict.fromkeys(symbols)), fault)


class _Classes:
    """The class files of an archive; `faults` gets what cannot be read."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        self.entries = 0
        self.spent = 0

    def of(self, archive: ZipFile, depth: int) -> Iterator[bytes]:
        """All of them, those of jars within it too. Raises `BadZipFile` beyond the bounds."""
        for entry in archive.infolist():
            self.entries += 1
            if self.entries > _MOST_ENTRIES or self.spent > _MOST_BYTES:
                raise BadZipFile("it holds too much")
            name = entry.filename
            inner = depth == 0 and name.endswith(".jar") and _is_code(name)
            if not inner and (not name.endswith(".class") or _LOCAL.search(name)):
                continue
            try:
                data = _bytes(archive, entry, _LARGEST_INNER if inner else _LARGEST_CLASS)
                self.spent += len(data)
                nested = ZipFile(BytesIO(data)) if inner else None
            except _FAULTS as reason:
                self.spent += _LARGEST_CLASS
                self.faults.append(f"{name[:200]}: {reason}")
                continue
            if nested is None:
                yield data
            else:
                with nested:
                    yield from self.of(nested, depth + 1)


def _is_code(name: str) -> bool:
    return name == "classes.jar" or name.startswith("libs/")


def _bytes(archive: ZipFile, entry: ZipInfo, limit: int) -> bytes:
    """The content of an entry, of which no more is unpacked than the limit."""
    file: IO[bytes]
    with archive.open(entry) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise BadZipFile("it unpacks to too much")
    return data


def _declared(data: bytes, faults: list[str]) -> list[Symbol]:
    try:
        file = read_class(data)
        if file.access & SYNTHETIC and file.annotation(TYPE) is None:
            return []
        if annotation := file.annotation(TYPE):
            kind = annotation.values.get("k")
            metadata = read_metadata(annotation)
            if metadata is not None:
                return list(kotlin_symbols(file, metadata))
            if kind in (3, 4):
                return []
        return list(java_symbols(file))
    except (BrokenClass, BrokenMessage, LookupError, RecursionError) as reason:
        faults.append(str(reason))
        return []

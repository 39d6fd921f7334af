"""Files to rows for the store; runs in worker processes too, so it knows no store."""

import gc
import os
import stat
from array import array
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from tools.index.codec import encode
from tools.index.entries import entries, entry_key
from tools.index.facts import FileFacts, extract
from tools.index.ranked import is_ranked
from tools.index.texts import spoken
from tools.index.words import counts
from tools.syntax.language import decode, language

SIZE_LIMIT = 1_000_000
"""Files above this many bytes are listed, not read."""

_CONTENT_LIMIT = 0xFFFF
_FIELD_LIMIT = 0xFF


class Row(NamedTuple):
    """One version of a file as the store keeps it: its facts as JSON, its lengths in terms."""

    version: int
    key: bytes
    path: str
    language: str
    package: str
    content: int
    symbols: int
    place: int
    facts: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows, and by what they are found: a few large values, which pass between processes fast.

    The numbers of each term or key, 32 bits wide, follow another in `data`, as many bytes as
    `sizes` says. A term has pairs of version and packed counts, a key has versions.
    """

    rows: list[Row]
    terms: list[str]
    sizes: "array[int]"
    data: bytes

    def postings(self) -> Iterator[tuple[str, bytes]]:
        """Each term or key with its numbers."""
        at = 0
        for term, size in zip(self.terms, self.sizes, strict=True):
            yield term, self.data[at : at + size]
            at += size


@dataclass(slots=True)
class Reading:
    """What becomes a batch."""

    rows: list[Row] = field(default_factory=list)
    postings: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def done(self) -> Batch:
        """All that was read."""
        numbers = [array("I", found) for found in self.postings.values()]
        sizes = array("I", [len(one) * one.itemsize for one in numbers])
        return Batch(self.rows, list(self.postings), sizes, b"".join(numbers))


def file_key(path: str, data: bytes) -> bytes:
    """What a version of a file is known by: facts depend on the path, so it is part of it."""
    return blake2b(path.encode("utf-8", "surrogateescape") + b"\0" + data, digest_size=16).digest()


def read_data(root: Path, path: str) -> bytes | None:
    """The bytes of a regular file; None where there is none or it is too large."""
    try:
        with FileIO(f"{root}/{path}", opener=_open) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE_LIMIT:
                return None
            return file.readall()
    except (OSError, ValueError):
        return None


def _open(path: str, flags: int) -> int:
    """Open a file itself, not where a link leads, and wait for no pipe."""
    for name in ("O_NOFOLLOW", "O_NONBLOCK"):
        flags |= getattr(os, name, 0)
    return os.open(path, flags)


def read_batch(root: Path, wanted: list[tuple[int, str]]) -> Batch:
    """Read files, given with the version number that each is to have; what vanished is left out."""
    reading = Reading()
    with no_collection():
        for version, path in wanted:
            data = read_data(root, path)
            if data is not None:
                read_one(reading, version, path, data)
        return reading.done()


@contextmanager
def no_collection() -> Iterator[None]:
    """Make many objects, none of them in a cycle, and let the collector take them for old ones."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if enabled:
            gc.enable()


def read_one(reading: Reading, version: int, path: str, data: bytes) -> None:
    """Read one file."""
    text = "" if language(path) == "asset" else decode(data)
    facts = FileFacts(path, "binary") if text is None else extract(path, text)
    text = text or ""
    ranked = is_ranked(path)
    packed = counts(text) if ranked else {}
    symbols = counts(" ".join([symbol.name for symbol in facts.symbols]))
    places = counts(path) if ranked else {}
    lengths = sum(packed.values()), sum(symbols.values()), sum(places.values())
    if lengths[0] > _CONTENT_LIMIT:
        packed = {term: min(count, _CONTENT_LIMIT) for term, count in packed.items()}
    for term, count in symbols.items():
        packed[term] = packed.get(term, 0) | min(count, _FIELD_LIMIT) << 16
    for term, count in places.items():
        packed[term] = packed.get(term, 0) | min(count, _FIELD_LIMIT) << 24
    postings = reading.postings
    for term, count in packed.items():
        postings[term] += version, count
    for entry in entries(facts):
        postings[entry].append(version)
    for said in spoken(facts, text):
        postings[entry_key("text", said)].append(version)
    reading.rows.append(
        Row(
            version,
            file_key(path, data),
            path,
            facts.language,
            facts.package,
            *lengths,
            encode(facts),
        )
    )

"""Files to rows for the store; runs in worker processes too, so it knows no store."""

import stat
from array import array
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from tools.android import resources
from tools.index.codec import encode
from tools.index.facts import FileFacts, extract
from tools.index.ranked import is_ranked
from tools.index.words import counts, terms
from tools.syntax.language import decode, language

SIZE_LIMIT = 1_000_000
"""Files above this many bytes are listed, not read."""

_CONTENT_LIMIT = 0xFFFF
_FIELD_LIMIT = 0xFF


@dataclass(frozen=True, slots=True)
class Row:
    """One version of a file: its facts as JSON, what it is found by, and its length in terms."""

    version: int
    path: str
    key: bytes
    language: str
    package: str
    facts: str
    entries: tuple[tuple[str, str], ...]
    lengths: tuple[int, int, int]


@dataclass(slots=True)
class Batch:
    """Rows, and for each term pairs of version and packed counts."""

    rows: list[Row] = field(default_factory=list)
    postings: dict[str, "array[int]"] = field(default_factory=dict)

    def add(self, row: Row, packed: dict[str, int]) -> None:
        """Keep one file."""
        self.rows.append(row)
        for term, count in packed.items():
            pairs = self.postings.get(term)
            if pairs is None:
                pairs = self.postings[term] = array("I")
            pairs.append(row.version)
            pairs.append(count)


def file_key(path: str, data: bytes) -> bytes:
    """What a version of a file is known by: facts depend on the path, so it is part of it."""
    return blake2b(path.encode("utf-8", "surrogateescape") + b"\0" + data, digest_size=16).digest()


def read_data(root: Path, path: str) -> bytes | None:
    """The bytes of a regular file; None where there is none or it is too large."""
    full = root / path
    try:
        status = full.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE_LIMIT:
            return None
        return full.read_bytes()
    except OSError:
        return None


def read_batch(root: Path, wanted: list[tuple[int, str]]) -> Batch:
    """Read files, given with the version number that each is to have; what vanished is left out."""
    batch = Batch()
    for version, path in wanted:
        data = read_data(root, path)
        if data is not None:
            read_one(batch, version, path, data)
    return batch


def read_one(batch: Batch, version: int, path: str, data: bytes) -> None:
    """Read one file into a batch."""
    text = "" if language(path) == "asset" else decode(data) or ""
    facts = extract(path, text)
    content = counts(text) if is_ranked(path) else {}
    symbols: dict[str, int] = {}
    for symbol in facts.symbols:
        for term in terms(symbol.name):
            symbols[term] = symbols.get(term, 0) + 1
    places = counts(path) if is_ranked(path) else {}
    packed: dict[str, int] = {}
    for term, count in content.items():
        packed[term] = min(count, _CONTENT_LIMIT)
    for term, count in symbols.items():
        packed[term] = packed.get(term, 0) | min(count, _FIELD_LIMIT) << 16
    for term, count in places.items():
        packed[term] = packed.get(term, 0) | min(count, _FIELD_LIMIT) << 24
    lengths = (sum(content.values()), sum(symbols.values()), sum(places.values()))
    row = Row(
        version,
        path,
        file_key(path, data),
        facts.language,
        facts.package,
        encode(facts),
        tuple(entries(facts)),
        lengths,
    )
    batch.add(row, packed)


def entries(facts: FileFacts) -> set[tuple[str, str]]:
    """The keys that a file is looked up by, each with the kind of its key."""
    found: set[tuple[str, str]] = set()
    for symbol in facts.symbols:
        found.add(("name", symbol.name))
        found.add(("qualified", symbol.qualified))
        if symbol.owner:
            found.add(("owner", symbol.owner))
    found.update(("import", f"{one.simple} {one.name}") for one in facts.imports if not one.star)
    found.update(("imported", one.name) for one in facts.imports)
    found.update(("resource", resources.key(one.type, one.name)) for one in facts.resources)
    found.update(("use", resources.key(one.type, one.name)) for one in facts.resource_refs)
    found.update(("class", one.name.rpartition(".")[2]) for one in facts.class_refs)
    if is_ranked(facts.path):
        found.update(("text", spoken) for one in facts.texts if (spoken := " ".join(terms(one))))
    if facts.package:
        found.add(("package", facts.package))
    return found

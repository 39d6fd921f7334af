"""The table of platform symbols that is shipped: one text, looked up where it lies.

A first line with the newest level that it knows; then a line for each class, `name C since
qualified owner signature`, and below it one for each member, `name kind since signature`, all
apart by tabs; a constructor (kind `n`) has no name and stands first. `since` 0 is level 1, or
unknown. Absence from the table means nothing: it lacks what its sources lack.

`bench/platform_table.py` writes it and says where its facts are from.
"""

import lzma
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from tools.library.symbol import Symbol

TABLE = Path(__file__).with_name("platform.xz")
_KINDS = {"f": "function", "p": "property", "n": "constructor"}


class Table:
    """Answers by name, without regard to case. The text is unpacked once a process."""

    @cached_property
    def text(self) -> str:
        """The whole table."""
        return _texts()[0]

    @cached_property
    def _lower(self) -> str:
        return _texts()[1]

    def named(self, lower: str) -> list[Symbol]:
        """Symbols of this name in lower case, constructors with their class."""
        return list(self._found(f"\n{lower}\t")) if lower else []

    def prefixed(self, lower: str, limit: int) -> list[Symbol]:
        """The first symbols whose name begins so, longer names only."""
        found = []
        for one in self._found(f"\n{lower}"):
            if len(one.name) > len(lower):
                found.append(one)
            if len(found) >= limit:
                break
        return found

    def qualified(self, name: str) -> list[Symbol]:
        """Symbols of this qualified name."""
        last = name.rpartition(".")[2].lower()
        return [one for one in self.named(last) if one.qualified == name]

    def names(self) -> set[str]:
        """All names in lower case."""
        return {line.partition("\t")[0] for line in self._lower.split("\n")[1:]} - {""}

    def _found(self, beginning: str) -> Iterator[Symbol]:
        at = self._lower.find(beginning)
        while at >= 0:
            line, end = self._line(at + 1)
            if line[1] == "C":
                of_class = _class(line)
                yield of_class
                line, end = self._line(end + 1)
                while line[1:2] == ["n"]:
                    yield _member(line, of_class)
                    line, end = self._line(end + 1)
                at = self._lower.find(beginning, self.text.rfind("\n", 0, end))
            else:
                head = self.text.rfind("\tC\t", 0, at)
                start = self.text.rfind("\n", 0, head) + 1
                yield _member(line, _class(self._line(start)[0]))
                at = self._lower.find(beginning, at + 1)

    def _line(self, start: int) -> tuple[list[str], int]:
        """The fields of the line that starts there, and where it ends."""
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        return self.text[start:end].split("\t"), end


@cache
def _texts() -> tuple[str, str]:
    """The table, and in lower case; it is ASCII, so that places are the same in both."""
    text = lzma.decompress(TABLE.read_bytes()).decode("ascii")
    return text, text.lower()


@cache
def level() -> str:
    """The newest level that the table knows, without unpacking all of it."""
    with lzma.open(TABLE, "rt", encoding="ascii") as lines:
        return next(lines).strip()


def _class(line: list[str]) -> Symbol:
    name, _, since, qualified, owner, signature = line
    return Symbol(qualified, name, owner, "class", signature, int(since))


def _member(line: list[str], of: Symbol) -> Symbol:
    """A member is no older than its class."""
    name, kind, told, signature = line
    since = max(int(told), of.since)
    full = f"{of.owner}.{of.name}" if of.owner else of.name
    if kind == "n":
        return Symbol(of.qualified, of.name, of.owner, "constructor", full + signature, since)
    return Symbol(f"{of.qualified}.{name}", name, full, _KINDS[kind], signature, since)

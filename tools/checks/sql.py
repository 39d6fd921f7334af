"""Names in the SQL of queries: tables with their aliases, and what must be columns."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<space>\s+|--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\d[\w.]*|[:@$?]\w*)"
    r"|(?P<name>[A-Za-z_]\w*|`[^`]+`|\"[^\"]+\"|\[[^\]]+\])|(?P<sign>.)",
    re.DOTALL,
)
_KEYWORDS = frozenset(
    "abort action add after all alter always analyze and any as asc attach autoincrement before "
    "begin between binary by cascade case cast check collate column commit conflict constraint "
    "count create cross current current_date current_time current_timestamp database default "
    "deferrable deferred delete desc detach distinct do drop each else end escape except exclude "
    "exclusive exists explain fail false filter first following for foreign from full generated "
    "glob group groups having if ignore immediate in index indexed initially inner insert instead "
    "intersect into is isnull join key last left like limit localized match materialized natural "
    "no nocase not nothing notnull null nulls of offset on or order others outer over partition "
    "plan pragma preceding primary query raise range recursive references regexp reindex release "
    "rename replace restrict returning right rollback row rows rtrim savepoint select set table "
    "temp temporary then ties to transaction trigger true unbounded unicode union unique update "
    "using vacuum values view virtual when where window with without".split()
)
_TABLE_AFTER = frozenset(("from", "join", "into", "update"))
_BETWEEN = frozenset(("or", "replace", "abort", "fail", "ignore", "rollback"))
_WITH = re.compile(
    r"([A-Za-z_]\w*)\s*(?:\([^()]*\))?\s+AS\s*(?:(?:NOT\s+)?MATERIALIZED\s*)?\(", re.IGNORECASE
)


@dataclass
class Query:
    """`tables`: alias in small letters -> table as written; `aliases` are names of results.

    `columns`: table or alias ("" for none), column, offset. `open`: there are selections in
    brackets, which bring columns of their own.
    """

    tables: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    columns: list[tuple[str, str, int]] = field(default_factory=list)
    open: bool = False


def read(sql: str) -> Query:
    """The names of one statement."""
    tokens = [
        (found["name"] or found["sign"] or "?", found.start(), bool(found["name"]))
        for found in _TOKEN.finditer(sql)
        if not found["space"] or found["space"][0] in "'0123456789:@$?"
    ]
    return _Reader(tokens, sql).query


class _Reader:
    """Walks the tokens once."""

    def __init__(self, tokens: list[tuple[str, int, bool]], sql: str) -> None:
        self.tokens = tokens
        self.query = Query()
        words = {word.lower() for word, _, named in tokens if named}
        if "with" in words:
            self.query.aliases |= {found[1].lower() for found in _WITH.finditer(sql)}
            self.query.open = True
        at = 0
        while at < len(tokens):
            at = self._step(at)

    def _word(self, at: int) -> str:
        return self.tokens[at][0].lower() if 0 <= at < len(self.tokens) else ""

    def _is_name(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at][2] and self._word(at) not in _KEYWORDS

    def _step(self, at: int) -> int:
        word = self._word(at)
        if word in _TABLE_AFTER and self._word(at - 1) not in ("distinct", "do"):
            return self._tables(at + 1)
        if word == "as" and self._is_name(at + 1):
            self.query.aliases.add(_bare(self._word(at + 1)))
            return at + 2
        if word == "(" and self._word(at + 1) in ("select", "with", "values"):
            self.query.open = True
        if not self._is_name(at):
            return at + 1
        return self._column(at)

    def _tables(self, at: int) -> int:
        while self._word(at) in _BETWEEN:
            at += 1
        while self._is_name(at):
            name, start, _ = self.tokens[at]
            if self._word(at + 1) == "(" and self._word(at - 1) != "into":
                self.query.open = True  # a function that gives rows
                return at + 1
            if self._word(at + 1) == ".":
                return at + 3
            table = _bare(name)
            self.query.tables.setdefault(table.lower(), table)
            self.query.places.setdefault(table, start)
            at += 1
            at += self._word(at) == "as"
            if self._is_name(at):
                self.query.tables[_bare(self._word(at))] = table
                at += 1
            if self._word(at) != ",":
                break
            at += 1
        return at

    def _column(self, at: int) -> int:
        name, start, _ = self.tokens[at]
        after = self._word(at + 1)
        if after == "(":
            return at + 1
        if after == "." and at + 2 < len(self.tokens):
            column, where, named = self.tokens[at + 2]
            if named:
                self.query.columns.append((_bare(name).lower(), _bare(column), where))
            return at + 3
        before = self._word(at - 1)
        if before in (")", "end") or self._is_name(at - 1):
            self.query.aliases.add(_bare(name).lower())
            self.query.open = self.query.open or before == ")"
        elif name[0] != '"':
            self.query.columns.append(("", _bare(name), start))
        return at + 1


def _bare(name: str) -> str:
    return name.strip('`"[]')

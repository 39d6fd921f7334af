"""The SQL that names a renamed property of a Room entity or of a query's result."""

import re

from tools.recipes.rename.changes import Changes
from tools.references.project import CODE, Code
from tools.references.source import Source
from tools.references.target import Target

_TABLES = frozenset({"Entity", "DatabaseView"})
_SQL = re.compile(
    r"\b(?:SELECT\s|INSERT\s+(?:OR|INTO)|UPDATE\s.*\bSET|DELETE\s+FROM|REPLACE\s+INTO|FROM\s+\w"
    r"|WHERE\s|ORDER\s+BY|GROUP\s+BY|(?:CREATE|ALTER)\s+\w+|WITH\s+\w+)",
    re.IGNORECASE | re.DOTALL,
)
_NAMES_COLUMNS = frozenset("Entity Index Relation ForeignKey Junction Fts4".split())
_TAKES_SQL = frozenset(
    "Query DatabaseView SimpleSQLiteQuery execSQL rawQuery query compileStatement".split()
)


def mention_columns(code: Code, target: Target, changes: Changes) -> None:
    """List the texts of queries, indices and keys that hold the name of the column."""
    owners = [owner for symbol in target.symbols for owner in code.symbols(symbol.owner)]
    if target.kind != "member" or target.is_function or _has_own_column(code, target):
        return
    is_table = any(_TABLES & set(owner.annotations) for owner in owners)
    names = {owner.name for owner in owners}
    word = re.compile(rf"(?<![\w$:]){re.escape(target.name)}(?!\w)", re.IGNORECASE)
    for path in code.text_paths:
        if not path.endswith(CODE) or not word.search(text := code.text(path)):
            continue
        source = code.source(path)
        if not is_table and ("Query" not in text or source.vocabulary.isdisjoint(names)):
            continue
        for literal in source.masked.literals:
            for match in word.finditer(text, literal.start, literal.end):
                if source.code[match.start()] == " " and _is_sql(
                    source, literal.start, literal.end
                ):
                    reason = f"SQL that may name the column `{target.name}`"
                    changes.mention(source, match.start(), reason, needs=True)


def _has_own_column(code: Code, target: Target) -> bool:
    """Whether the column has a name of its own, so that it stays."""
    named = re.compile(r"@(?:\w+:)?ColumnInfo\s*\([^()]*\bname\s*=")
    return any(
        named.search(code.source(symbol.path).code, symbol.start, symbol.name_start)
        for symbol in target.symbols
    )


def _is_sql(source: Source, start: int, end: int) -> bool:
    """Whether a literal is SQL, or names columns in an annotation of Room."""
    if _SQL.search(source.text, start, end):
        return True
    for opening in source.enclosing(start):
        if source.code[opening] != "(":
            continue
        callee = source.before(opening)[0]
        if callee in _NAMES_COLUMNS:
            return True
        if callee in _TAKES_SQL:
            return _SQL.search(source.text, opening, source.close(opening)) is not None
    return False

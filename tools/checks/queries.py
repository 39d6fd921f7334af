"""RM-03: the tables, columns and arguments that a query of Room names are there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.near import certain, meant
from tools.checks.noted import arguments, constant, named
from tools.checks.room_files import ROOM, annotated, code_of, having
from tools.checks.room_tables import Table, columns, table
from tools.checks.sql import Query, read
from tools.syntax.symbols import Symbol

_ARGUMENT = re.compile(r"(?<![:\w]):([A-Za-z_]\w*)")
_TEXT = re.compile(r"'(?:[^']|'')*'")
_OWNER = re.compile(r"\w+\.$")
_OWN = frozenset(("rowid", "oid", "_rowid_", "docid", "rank"))
_SYSTEM = ("sqlite_", "json_", "pragma_", "room_")


@dataclass(eq=False)
class _Tables:
    """The tables and views of the project by their names in small letters."""

    context: Context

    @cached_property
    def known(self) -> dict[str, Table]:
        facts = self.context.facts
        found: dict[str, Table] = {}
        for one in having(facts, "Entity"):
            made = table(facts, one)
            self._add(found, made.name, made, one)
        for one in having(facts, "DatabaseView"):
            text = facts.text(one.path)
            given = arguments(code_of(one.path, text), one, "DatabaseView") or []
            name = named(given, "viewName", 1)
            written = constant(facts, one.path, text[name.start : name.end]) if name else one.name
            self._add(found, written, columns(facts, one), one)
        return found

    def _add(self, found: dict[str, Table], name: str | None, made: Table, one: Symbol) -> None:
        if name is None:
            found[""] = made
            return
        other = found.get(name.lower())
        full_text = any(each.rpartition(".")[2].startswith("Fts") for each in one.annotations)
        made.complete = made.complete and not full_text
        if other:  # of two databases
            made.columns = other.columns | made.columns
            made.complete = made.complete and other.complete
        found[name.lower()] = made


def _find(context: Context) -> Iterator[Finding]:
    tables = _Tables(context)
    paths: dict[str, None] = {}
    for path in context.paths:
        if not path.endswith((".kt", ".java")) or ROOM not in context.facts.text(path):
            continue
        file = context.facts.file(path)
        if file and annotated(file, "Query"):
            paths[path] = None
        if file and annotated(file, "Entity") and not context.strict:
            paths |= {one.path: None for one in having(context.facts, "Dao")}
    for path in paths:
        file = context.facts.file(path)
        for one in annotated(file, "Query") if file else ():
            yield from _query(context, tables, one)


def _query(context: Context, tables: _Tables, one: Symbol) -> Iterator[Finding]:
    text = context.facts.text(one.path)
    given = named(arguments(code_of(one.path, text), one, "Query") or [], "value", 0)
    sql = constant(context.facts, one.path, text[given.start : given.end]) if given else None
    if given is None or sql is None:
        return
    query = read(sql)
    for word, kind, known in (*_unknown(tables, query), *_unbound(one, sql)):
        start = text.find(word, given.start, given.end)
        line, column = place(text, start if start >= 0 else one.name_start)
        slip = certain(word, known)
        message = f"the query of `{one.name}` names the {kind} `{word}`, which is not there"
        fix = None
        if slip and start >= 0 and text.count(word, given.start, given.end) == 1:
            owner = _OWNER.search(text, given.start, start)
            head = owner[0] if owner else ""
            told = f"wrote `{slip}` for `{word}` in a query"
            fix = Fix(told, line, old=f"{head}{word}", new=f"{head}{slip}")
        message += f"; did you mean `{slip}`?" if slip else meant(word, known)
        subject = f"{word} in {one.qualified}"
        yield Finding("RM-03", "warn", one.path, line, column, message, subject, fix)
    context.counted["RM-03"] += len(query.places) + len(query.columns)


def _unknown(tables: _Tables, query: Query) -> Iterator[tuple[str, str, list[str]]]:
    """Names of tables and columns that are not there, with those that are."""
    known = tables.known
    names = [one for one in known if one]
    missing = [
        one
        for one in query.places
        if one.lower() not in known
        and one.lower() not in query.aliases
        and not one.lower().startswith(_SYSTEM)
    ]
    if not known or "" in known or missing:
        yield from ((one, "table", names) for one in missing if known and "" not in known)
        return
    used = {alias: known.get(one.lower()) for alias, one in query.tables.items()}
    whole = all(one is not None and one.complete for one in used.values()) and not query.open
    for owner, column, _ in query.columns:
        if owner:
            own = used.get(owner)
            held = list(own.columns) if own is not None and own.complete else []
        else:
            held = [name for one in used.values() if one for name in one.columns] if whole else []
        small = {one.lower() for one in held} | _OWN | query.aliases | query.tables.keys()
        if held and column.lower() not in small:
            yield column, "column", sorted(set(held))


def _unbound(one: Symbol, sql: str) -> Iterator[tuple[str, str, list[str]]]:
    """Arguments of a query that are no parameters of its function."""
    names = [each.name for each in one.parameters]
    for found in dict.fromkeys(_ARGUMENT.findall(_TEXT.sub("''", sql))):
        if found not in names and one.kind == "function":
            yield found, "argument", names


CHECK = Check(
    "RM-03",
    "warn",
    "a query names tables, columns and arguments that are there",
    _find,
    example='`@Query("SELECT * FROM note")` → `FROM notes`',
)

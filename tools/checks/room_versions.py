"""RM-02: a database whose tables the draft changed has another version, and a way to it.

Version 1 is only warned of: teams keep it until somebody has the app.
"""

import re
from collections.abc import Iterator

from tools.checks.added import before, in_tests
from tools.checks.base import Check, Context, Finding, Severity, place
from tools.checks.room_files import (
    ROOM,
    Database,
    annotated,
    code_of,
    databases,
    has_annotation,
    means,
    read,
)
from tools.checks.room_lists import Rooms
from tools.checks.room_tables import Table, table
from tools.index import Facts
from tools.syntax.symbols import Symbol

_MIGRATION = re.compile(
    r"\bMigration\s*\(\s*(?:startVersion\s*=\s*)?(\w+)\s*,\s*(?:endVersion\s*=\s*)?(\w+)"
)
_FALLBACK = re.compile(r"\bfallbackToDestructiveMigration(?:From)?\s*\(")
_MIGRATIONS = (f"{ROOM}.migration.Migration", f"{ROOM}.migration")
_SHOWN = 3


def _find(context: Context) -> Iterator[Finding]:
    if context.strict:  # it compares a draft with its base
        return
    touched = [
        path
        for path in context.draft.changed()
        if path.endswith((".kt", ".java"))
        and (ROOM in before(context, path) or ROOM in context.written(path))
    ]
    if not touched:
        return
    changed = dict(_changed(context, touched))
    for one in databases(context.facts) if changed or _lists(context, touched) else ():
        old = [same for same in context.head.symbol(one.symbol.qualified) if same.path == one.path]
        if not old or in_tests(one.path):
            continue
        context.counted["RM-02"] += 1
        yield from _judged(context, one, read(context.head, old[0]), changed)


def _changed(context: Context, touched: list[str]) -> Iterator[tuple[str, str]]:
    """The entities whose tables differ, by full name, and what became of them."""
    for path in touched:
        file, old = context.facts.file(path), context.head.file(path)
        known = {one.qualified: one for one in annotated(old, "Entity")} if old else {}
        for one in annotated(file, "Entity") if file else ():
            if same := known.get(one.qualified):
                told = _difference(table(context.head, same), table(context.facts, one))
                if told:
                    yield one.qualified, f"`{one.name}` {told}"


def _difference(old: Table, new: Table) -> str:
    """What became of a table, "" where it is the same as far as the source tells."""
    if not old.complete or not new.complete:
        return ""
    if old.name and new.name and old.name.lower() != new.name.lower():
        return f"is the table `{new.name}` now"
    added = [name for name in new.columns if name not in old.columns]
    gone = [name for name in old.columns if name not in new.columns]
    if added:
        return f"has another column: `{'`, `'.join(added[:_SHOWN])}`"
    if gone:
        return f"has lost a column: `{'`, `'.join(gone[:_SHOWN])}`"
    for name, column in new.columns.items():
        was = old.columns[name]
        if was.kind and column.kind and was.kind != column.kind:
            return f"has another type in `{name}`"
        if None not in (was.required, column.required) and was.required != column.required:
            return f"has another nullability in `{name}`"
    return ""


def _lists(context: Context, touched: list[str]) -> bool:
    """Whether a touched file declares a database, or a new entity that one may list."""
    for path in touched:
        file = context.facts.file(path)
        if file and (annotated(file, "Database") or annotated(file, "Entity")):
            return True
    return False


def _judged(
    context: Context, new: Database, old: Database, changed: dict[str, str]
) -> Iterator[Finding]:
    told = list(_told(context, old, new, changed))
    told += [f"`{one.name}` is new" for one in _unlisted(context, new)]
    if not told or old.version is None or new.version is None:
        return
    where = place(new.text, new.version_at)
    what = "; ".join(told[:_SHOWN])
    if new.version == old.version:
        step = f"from {old.version} to {old.version + 1}"
        message = f"{what}: raise the version of `{new.name}` and add a migration {step}"
    elif new.version > old.version and not _reached(context, new, old.version):
        message = f"{what}: no migration leads from {old.version} to {new.version}"
    else:
        yield from _schema(context, new, old, where)
        return
    severity: Severity = "block" if old.version > 1 else "warn"
    yield Finding("RM-02", severity, new.path, *where, message, new.symbol.qualified)


def _told(context: Context, old: Database, new: Database, changed: dict[str, str]) -> Iterator[str]:
    """What became of the tables of a database; a class that only moved is the same table."""
    was, now = _listed(context.head, old), _listed(context.facts, new)
    gone = {one.qualified: table(context.head, one) for one in was.values()}
    gone = {name: one for name, one in gone.items() if name not in now}
    for name, one in now.items():
        if name in was:
            yield from (changed[name] for _ in range(name in changed))
            continue
        made = table(context.facts, one)
        same = next((each for each, its in gone.items() if its.name == made.name), None)
        told = _difference(gone.pop(same), made) if same else "is new"
        yield from (f"`{one.name}` {told}" for _ in range(bool(told)))
    yield from (f"`{was[name].name}` is gone" for name in gone)


def _listed(facts: Facts, one: Database) -> dict[str, Symbol]:
    found = [means(facts, one.path, each.name) for each in one.tables]
    return {
        meant[0].qualified: meant[0]
        for meant in found
        if meant and any(has_annotation(each, "Entity") for each in meant)
    }


def _unlisted(context: Context, home: Database) -> Iterator[Symbol]:
    """New entities that no database lists yet, though this one must."""
    rooms = Rooms(context)
    for path in context.draft.changed():
        file = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        for one in annotated(file, "Entity") if file and not in_tests(path) else ():
            if one.qualified in rooms.listed or context.head.symbol(one.qualified):
                continue
            if [each.path for each in rooms.homes(path)] == [home.path]:
                yield one


def _reached(context: Context, new: Database, start: int) -> bool:
    """Whether steps lead from a version to the one of the draft, or none are needed."""
    facts = context.facts
    steps = set(new.steps)
    paths = {path for name in _MIGRATIONS for path in facts.importers(name)}
    for path in sorted(paths | {new.path}):
        code = code_of(path, facts.text(path))
        steps |= {(found[1], found[2]) for found in _MIGRATION.finditer(code)}
    for path in facts.holding("fallbackToDestructiveMigration"):
        if _FALLBACK.search(facts.text(path)):
            return True
    if any(not end.isdigit() for step in steps for end in step):
        return True
    reached, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        further = {int(end) for begin, end in steps if int(begin) == at} - reached
        reached |= further
        waiting += further
    return new.version in reached


def _schema(
    context: Context, new: Database, old: Database, where: tuple[int, int]
) -> Iterator[Finding]:
    """Where schemas are kept, that of the new version is too."""
    if not new.exported or new.version == old.version:
        return
    was = f"{new.symbol.qualified}/{old.version}.json"
    kept = [path for path in context.draft.paths() if path.endswith(was)]
    wanted = [f"{path.removesuffix(f'{old.version}.json')}{new.version}.json" for path in kept]
    if kept and not any(map(context.draft.exists, wanted)):
        message = f"the schema `{wanted[0].rpartition('/')[2]}` is not kept; a build writes it"
        subject = f"schema of {new.symbol.qualified}"
        yield Finding("RM-02", "warn", new.path, *where, message, subject)


CHECK = Check(
    "RM-02",
    "block",
    "a database whose tables change has another version and a migration to it",
    _find,
    compares=True,
    example="a new field of an `@Entity` → `version = 4` and a migration from 3 to 4",
)

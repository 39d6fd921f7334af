"""RM-01: entities, databases and their data access objects name each other.

An entity that nothing asks for compiles outside of every database, so it is only warned of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tools.checks.added import before, in_tests
from tools.checks.base import Check, Context, Finding, Fix, Severity, place
from tools.checks.room_files import (
    ROOM,
    Database,
    Listed,
    annotated,
    databases,
    has_annotation,
    having,
    means,
    read,
)
from tools.syntax.symbols import Symbol

if TYPE_CHECKING:
    from tools.index.facts import FileFacts

_TYPES = ("class", "interface", "object")


@dataclass(eq=False)
class Rooms:
    """The databases of the project, read once for all files of a judgement."""

    context: Context

    @cached_property
    def databases(self) -> list[Database]:
        return databases(self.context.facts)

    @cached_property
    def listed(self) -> frozenset[str]:
        """The full names of what the databases list."""
        facts = self.context.facts
        return frozenset(
            meant.qualified
            for one in self.databases
            for each in (*one.tables, *one.views)
            for meant in means(facts, one.path, each.name)
        )

    def homes(self, path: str) -> list[Database]:
        """The databases of the app that see a file, those of its own module first."""
        project = self.context.project
        module = project.module_of(path)
        seen = [one for one in self.databases if not in_tests(one.path)]
        own = [one for one in seen if project.module_of(one.path) is module]
        if own:
            return own
        homes = [(one, project.module_of(one.path)) for one in seen]
        return [one for one, home in homes if home and module in project.visible_modules(home)]

    def asked_for(self, one: Symbol) -> bool:
        """Whether a data access object that a database gives uses an entity."""
        facts = self.context.facts
        return any(
            one.name in facts.text(each.path) and any(_names(home, each.name) for home in homes)
            for homes in [self.homes(one.path)]
            for each in having(facts, "Dao")
        )


def _find(context: Context) -> Iterator[Finding]:
    project = Rooms(context)
    touched: set[str] = set()
    for path in context.paths:
        if not path.endswith((".kt", ".java")) or (file := context.facts.file(path)) is None:
            continue
        old = before(context, path) if context.after and not context.strict else ""
        if ROOM not in context.written(path) and ROOM not in old:
            continue
        touched |= {one.qualified for one in file.symbols if one.kind in _TYPES}
        if not in_tests(path):
            yield from _declared(context, project, file)
        for one in _dropped(context, path) if old else ():
            if one.path not in context.paths:
                yield from _entity(context, project, one)
    for database in project.databases if touched else ():
        yield from _listings(context, database, touched)


def _declared(context: Context, project: Rooms, file: "FileFacts") -> Iterator[Finding]:
    for one in annotated(file, "Entity"):
        yield from _entity(context, project, one)
    for one in annotated(file, "Dao"):
        yield from _access(context, project, one)


def _listings(context: Context, database: Database, touched: set[str]) -> Iterator[Finding]:
    """What is wrong with the lists that the draft, or a class of it, may have changed."""
    own = database.symbol.qualified in touched
    for each in (*database.tables, *database.views):
        meant = means(context.facts, database.path, each.name)
        if own or {one.qualified for one in meant} & touched:
            yield from _listing(context, database, each, meant)


def _dropped(context: Context, path: str) -> Iterator[Symbol]:
    """The entities that a database of a file listed before the draft, as they are now."""
    file = context.head.file(path)
    for database in annotated(file, "Database") if file else ():
        for each in read(context.head, database).tables:
            for one in means(context.head, path, each.name):
                now = context.facts.symbol(one.qualified)
                yield from (same for same in now if has_annotation(same, "Entity"))


def _entity(context: Context, project: Rooms, one: Symbol) -> Iterator[Finding]:
    context.counted["RM-01"] += 1
    if one.qualified in project.listed or {"abstract", "sealed"} & set(one.modifiers):
        return
    homes = project.homes(one.path)
    if not homes:
        return
    names = ", ".join(f"`{home.name}`" for home in homes[:3])
    message = f"no database lists the entity `{one.name}`; add it to `entities` of {names}"
    fix = _added(one, homes[0]) if len(homes) == 1 else None
    line, column = place(context.facts.text(one.path), one.name_start)
    severity: Severity = "block" if project.asked_for(one) else "warn"
    yield Finding("RM-01", severity, one.path, line, column, message, one.qualified, fix)


def _added(one: Symbol, home: Database) -> Fix | None:
    """Lists the entity behind the last one."""
    if not home.tables or one.owner:
        return None
    last = home.tables[-1]
    ending = "::class" if home.path.endswith(".kt") else ".class"
    old, new = f"{last.name}{ending}", f"{one.name}{ending}"
    line = home.text.count("\n", 0, last.start) + 1
    written = home.text.split("\n")[line - 1]
    alone = written.strip().rstrip(",") == old
    space = written[: len(written) - len(written.lstrip())]
    package = one.qualified.rpartition(".")[0]
    here = home.symbol.qualified.rpartition(".")[0]
    return Fix(
        f"added `{one.name}` to `entities` of `{home.name}`",
        line=line,
        old=old,
        new=f"{old},\n{space}{new}" if alone else f"{old}, {new}",
        imports=(one.qualified,) if package != here else (),
        path=home.path,
    )


def _access(context: Context, project: Rooms, one: Symbol) -> Iterator[Finding]:
    context.counted["RM-01"] += 1
    homes = project.homes(one.path)
    if not homes or any(_names(home, one.name) for home in project.databases):
        return
    if _inherited(context, one):
        return
    names = ", ".join(f"`{home.name}`" for home in homes[:3])
    message = f"no database gives the data access object `{one.name}`; add a function to {names}"
    line, column = place(context.facts.text(one.path), one.name_start)
    yield Finding("RM-01", "warn", one.path, line, column, message, one.qualified)


def _names(home: Database, name: str) -> bool:
    return name in home.text


def _inherited(context: Context, one: Symbol) -> bool:
    """Whether another type builds on it: a base of data access objects."""
    facts = context.facts
    for path in facts.holding(one.name):
        file = facts.file(path) if one.name in facts.text(path) else None
        for each in file.symbols if file else ():
            if any(
                base.partition("<")[0].partition("(")[0] == one.name for base in each.supertypes
            ):
                return True
    return False


def _listing(
    context: Context, database: Database, each: Listed, meant: list[Symbol]
) -> Iterator[Finding]:
    context.counted["RM-01"] += 1
    wanted = "Entity" if each in database.tables else "DatabaseView"
    types = [one for one in meant if one.kind in _TYPES]
    if not types or any(has_annotation(one, wanted) for one in types):
        return
    one = types[0]
    message = f"`{database.name}` lists `{one.name}`, which is no `@{wanted}`"
    subject = f"{one.qualified} of {database.symbol.qualified}"
    where = place(database.text, each.start)
    yield Finding("RM-01", "block", database.path, *where, message, subject)


CHECK = Check(
    "RM-01",
    "block",
    "entities and data access objects are those of a database",
    _find,
    example="`@Entity class Note` → with `entities = [Note::class]` of the database",
)

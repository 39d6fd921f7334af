"""`find --library`: what libraries and the platform declare, with exact signatures."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from agent import output
from agent.app import enter
from agent.commands.index import refresh
from agent.exits import Exit
from agent.row import Row, counted
from agent.streams import columns
from tools.library import Found, Libraries


def find_in_libraries(name: str, path: Path, limit: int, *, json: bool) -> int:
    """Show the symbols of a name; exit 1 where nothing is found, like grep."""
    place = enter(path)
    with output.sink(as_json=False) as sink, place.index() as index:
        refresh(index, sink)
        opened = Libraries.of(index)
    with opened as libraries:
        found = libraries.search(name, limit)
        if json:
            for one in found:
                output.json_line(_value(one))
        elif columns(sys.stdout) is None:
            lines = [(one.symbol.signature, one.symbol.qualified, _origin(one)) for one in found]
            output.table(("signature", "name", "library"), lines)
        else:
            output.data("".join(f"{line}\n" for line in _entries(found)))
        for label, text in _told(libraries, name, bool(found)):
            output.row(Row(label, text))
    return Exit.DONE if found else Exit.NOT_DONE


def _value(found: Found) -> dict[str, object]:
    symbol = found.symbol
    return {
        "name": symbol.qualified, "kind": symbol.kind, "signature": symbol.signature,
        "library": found.library, "version": found.version, "since": symbol.since or None,
    }  # fmt: skip


def _entries(found: list[Found]) -> Iterator[str]:
    """Each name with where it is from, then its signatures, whole so that they can be copied."""
    for (name, origin), ones in groupby(found, lambda it: (it.symbol.qualified, _origin(it))):
        yield name
        yield f"  {origin}"
        yield from (f"    {one.symbol.signature}" for one in ones)


def _origin(found: Found) -> str:
    since = f" (since API {found.symbol.since})" if found.symbol.since else ""
    return f"{found.library} {found.version}{since}"


def _told(libraries: Libraries, name: str, is_found: bool) -> Iterator[tuple[str, str]]:
    """What was looked at, and what could not be, each with its label."""
    if not is_found:
        near = libraries.near(name)
        yield (
            "none",
            f"nothing is found for `{name}`{f'; did you mean `{near}`?' if near else ''}",
        )
    source = "the SDK" if libraries.sdk else "the table that offdroid brings"
    archives = f"{counted(len(libraries.archives), 'archive')} of Gradle's cache"
    if not libraries.cache_exists:
        archives = "no library, since Gradle's first build has not filled its cache yet"
    elif not libraries.archives:
        archives = "no library, since Gradle's cache has none that this project names"
    yield "searched", f"{archives}; the platform ({libraries.platform}, {source})"
    yield from (("note", fault) for fault in libraries.faults)

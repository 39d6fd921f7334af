"""`find --library`: what libraries and the platform declare, with exact signatures."""

from pathlib import Path

from agent import output
from agent.app import enter
from agent.commands.index import refresh
from agent.exits import Exit
from tools.library import Libraries

LIBRARIES_FILE = "libraries.sqlite"


def find_in_libraries(name: str, path: Path, limit: int, *, json: bool) -> int:
    """Show the symbols of a name; exit 1 where nothing is found, like grep."""
    place = enter(path)
    with output.sink(as_json=False) as sink, place.index() as index:
        refresh(index, sink)
        project = index.project()
    with Libraries.open(project, place.store / LIBRARIES_FILE, place.root) as libraries:
        found = libraries.search(name, limit)
        lines = []
        for one in found:
            symbol = one.symbol
            if json:
                output.json_line({
                    "name": symbol.qualified, "kind": symbol.kind, "signature": symbol.signature,
                    "library": one.library, "version": one.version,
                    "since": symbol.since or None,
                })  # fmt: skip
            since = f" (since {symbol.since})" if symbol.since else ""
            origin = f"{one.library} {one.version}{since}"
            lines.append((symbol.signature, symbol.qualified, origin))
        if not json:
            output.table(("signature", "name", "library"), lines)
        _tell(libraries, name, bool(found))
    return Exit.DONE if found else Exit.NOT_DONE


def _tell(libraries: Libraries, name: str, found: bool) -> None:
    """What was looked at, and what could not be."""
    if not found:
        near = libraries.near(name)
        output.prose(
            f"nothing is found for `{name}`{f'; did you mean `{near}`?' if near else ''}\n"
        )
    source = "the SDK" if libraries.sdk else "the table that offdroid brings"
    count = len(libraries.archives)
    archives = f"{count} archive{'' if count == 1 else 's'} of Gradle's cache"
    if not libraries.cache_exists:
        archives = "no library: Gradle has no cache here yet, which its first build makes"
    output.prose(
        f"searched: {archives}, and the platform ({libraries.platform}, {source})\n"
    )
    for fault in libraries.faults:
        output.prose(f"{fault}\n")

"""`usages`: who uses a symbol, a resource, a module or a catalog alias."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from agent import output
from agent.app import enter
from agent.commands.index import refresh
from agent.exits import Exit
from agent.streams import columns
from tools.references.usage import Found, Usages, Use

DECLARED = "declared here"


def usages(name: str, path: Path, limit: int | None, *, json: bool) -> int:
    """Show who uses a name; exit 1 where the project does not know it, like grep."""
    place = enter(path)
    with output.sink(as_json=False) as sink, place.index() as index:
        refresh(index, sink)
        from tools.references.usages import usages

        answer = usages(index.view(), name)
    if json:
        for value in _values(answer, limit):
            output.json_line(value)
    else:
        output.data("".join(f"{line}\n" for line in lines(answer, limit, columns(sys.stdout))))
    output.prose(_closing(name, answer, limit))
    return Exit.DONE if answer.found else Exit.NOT_DONE


def lines(answer: Usages, limit: int | None, width: int | None) -> Iterator[str]:
    """What is shown: each thing with its places, certain uses first.

    A terminal of `width` columns gets the lines of each file below its path, a pipe (None) whole
    lines that begin with `path:line`.
    """
    for at, one in enumerate(answer.found):
        if at:
            yield ""
        declared = tuple(replace(use, note=DECLARED) for use in one.declared)
        shown = _shown(one, limit)
        if width is None:
            yield f"{one.kind} {one.name}"
            yield from (f"{use.path}:{use.line}  {_said(use)}" for use in (*declared, *shown))
            continue
        yield from wrap(f"{one.kind} {one.name}", width, break_long_words=False)
        for reason, uses in groupby((*declared, *shown), key=lambda use: use.doubt):
            if reason:
                yield from wrap(f"perhaps, since {reason}:", width, initial_indent="  ")
            yield from _by_file(tuple(replace(use, doubt="") for use in uses), width)


def _by_file(uses: Iterable[Use], width: int) -> Iterator[str]:
    for path, found in groupby(uses, key=lambda use: use.path):
        yield f"  {path}"
        for use in found:
            line = f"{use.line:>8}  {_said(use)}"
            yield line if len(line) <= width else f"{line[: width - 1]}…"


def _said(use: Use) -> str:
    """The line of code, with what is to be said of it."""
    remark = f"perhaps: {use.doubt}" if use.doubt else use.note
    return "  ".join(filter(None, (use.code, f"({remark})" if remark else "")))


def _shown(one: Found, limit: int | None) -> tuple[Use, ...]:
    """Certain uses come first, so that a limit takes away what is in doubt."""
    return one.uses if limit is None else one.uses[:limit]


def _values(answer: Usages, limit: int | None) -> Iterator[dict[str, object]]:
    for one in answer.found:
        of = {"kind": one.kind, "of": one.name}
        for role, places in (("declaration", one.declared), ("use", _shown(one, limit))):
            for use in places:
                yield of | {
                    "role": role if not use.doubt else "perhaps",
                    "path": use.path, "line": use.line, "column": use.column,
                    "code": use.code, "doubt": use.doubt, "note": use.note,
                }  # fmt: skip


def _closing(name: str, answer: Usages, limit: int | None) -> str:
    if not answer.found:
        near = ", ".join(f"`{one}`" for one in answer.near)
        return f"nothing is named `{name}`{f'; did you mean {near}?' if near else ''}\n"
    if not all(one.is_searched for one in answer.found):
        told = f"`{name}` is declared {len(answer.found)} times"
        return f"{told}; say more of the name to see the uses\n"
    uses = {(use.path, use.line, use.column): use.doubt for one in answer.found for use in one.uses}
    doubts = sum(map(bool, uses.values()))
    told = _counted(len(uses) - doubts, "use") + (f" and {doubts} perhaps" if doubts else "")
    hidden = sum(len(one.uses) - len(_shown(one, limit)) for one in answer.found)
    files = _counted(len({path for path, _, _ in uses}), "file")
    return f"{told} in {files}{f'; {hidden} not shown' if hidden else ''}\n"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

"""RES-04: a file and its source set define a resource once for each qualifier."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix
from tools.checks.values import value_files

if TYPE_CHECKING:
    from tools.android.resources import Resource

_OF_VALUES = frozenset("string plurals array color dimen bool integer style item fraction".split())


def _find(context: Context) -> Iterator[Finding]:
    for path, _, _ in value_files(context):
        facts = context.facts.file(path)
        defined = [one for one in facts.resources if one.type in _OF_VALUES] if facts else []
        context.counted["RES-04"] += len(defined)
        known = _known(context, path)
        more = Counter((one.type, one.name) for one in defined) - known
        seen: Counter[tuple[str, str]] = Counter()
        root = path.rpartition(f"/{path.split('/')[-2]}/")[0]
        for one in defined if more else ():
            if (key := (one.type, one.name)) not in more:
                continue
            seen[key] += 1
            if seen[key] <= known[key]:
                continue
            other = path if seen[key] > 1 else ""
            for twin in () if other else context.facts.resource_paths(one.type, one.name):
                if twin != path and twin.startswith(f"{root}/"):
                    if twin.split("/")[-2] == path.split("/")[-2]:
                        other = twin
            if other:
                written = f"@{one.type}/{one.name}"
                message = f"`{written}` is defined twice, also in `{other}`"
                if other == path:
                    message = f"`{written}` is defined twice in this file"
                fix = _dropped(context, path, one) if other == path else None
                yield Finding("RES-04", "block", path, one.line, 1, message, written, fix)


def _dropped(context: Context, path: str, one: "Resource") -> Fix | None:
    """The second of two lines that are the same is left out."""
    lines = context.written(path).split("\n")
    said = lines[one.line - 1]
    if not said.strip().endswith(f"</{one.type}>") or said not in lines[: one.line - 1]:
        return None
    told = f"left out the second `{one.name}`"
    return Fix(told, line=one.line, old=f"{said}\n{lines[one.line]}", new=lines[one.line])


def _known(context: Context, path: str) -> Counter[tuple[str, str]]:
    """How often the file had each of its resources before."""
    old = None if context.strict else context.head.file(path)
    return Counter((one.type, one.name) for one in old.resources) if old else Counter()


CHECK = Check(
    "RES-04",
    "block",
    "a resource is defined once for a source set and qualifier",
    _find,
    compares=True,
    example='a second `<string name="save">` in `values` → one',
)

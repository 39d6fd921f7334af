"""RES-02: `@type/name` in XML names a resource that is there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.near import certain, meant
from tools.checks.resources import defaults

if TYPE_CHECKING:
    from tools.android.resources import ResourceRef

_CERTAIN = frozenset(
    "string plurals array drawable mipmap layout id color dimen menu xml anim animator font raw "
    "navigation bool integer".split()
)
_LIBRARY = ("abc_", "mtrl_", "m3_", "material_", "design_", "exo_", "notification_", "glance_")


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith(".xml") else None
        for ref in facts.resource_refs if facts else ():
            if ref.place != "xml" or ref.holder:
                continue
            context.counted["RES-02"] += 1
            if defaults(context.facts, ref.type, ref.name) or ref.name.startswith(_LIBRARY):
                continue
            if not _known(context, ref) and (finding := _finding(context, ref)):
                yield finding


def _known(context: Context, ref: "ResourceRef") -> bool:
    """Whether HEAD uses the resource without declaring it: a library's."""
    users = {one.path for one in context.head.resource_refs(ref.type, ref.name)}
    if context.strict:
        return bool(users - {ref.path})
    return bool(users) and not defaults(context.head, ref.type, ref.name)


def _finding(context: Context, ref: "ResourceRef") -> Finding | None:
    """What is wrong with a reference; attributes and styles of libraries are not known."""
    severity: Severity = "block" if ref.type in _CERTAIN else "warn"
    names = {one.name for one in context.facts.resources(ref.type)}
    near = certain(ref.name, names)
    if severity == "warn" and not near:
        return None
    written = f"?{ref.type}/{ref.name}" if ref.type == "attr" else f"@{ref.type}/{ref.name}"
    message = f"`{written}` does not exist{meant(ref.name, names)}"
    if context.facts.resource_paths(ref.type, ref.name):
        message = f"`{written}` is left in translations only, without a default in `values`"
        near = None
    fix = None
    if near and severity == "block":
        new = f"@{ref.type}/{near}"
        fix = Fix(f"wrote `{new}` for `{written}`", line=ref.line, old=written, new=new)
    return Finding("RES-02", severity, ref.path, ref.line, ref.column, message, written, fix)


CHECK = Check("RES-02", "block", "an XML reference names a resource that is there", _find)

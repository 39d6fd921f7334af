"""NAV-02: the class of a route is `@Serializable`, and one goes to a route, not to its class."""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.room_files import has_annotation, means
from tools.checks.route_values import is_no_value, valued
from tools.syntax.masking import mask_again
from tools.syntax.symbols import Symbol

_READERS = (
    *("composable", "dialog", "navigation", "bottomSheet", "toRoute", "hasRoute", "popUpTo"),
    "fragment",
)
_TYPED = re.compile(rf"(?<!\w)({'|'.join(_READERS)})\s*<\s*([A-Z][\w.]*)\s*>")
_IMPORTED = "androidx.navigation."
_KINDS = ("class", "object", "interface", "enum")


def _find(context: Context) -> Iterator[Finding]:
    for path in _looked_at(context):
        file = context.facts.file(path)
        imported = (
            {one.simple for one in file.imports if one.name.startswith(_IMPORTED)}
            if file
            else set()
        )
        code = mask_again(context.facts.text(path), True).code
        yield from valued(context, path, code)
        told: set[str] = set()
        for found in _TYPED.finditer(code) if any(f"{one}<" in code for one in _READERS) else ():
            if found[1] not in imported and found[1] not in ("hasRoute", "popUpTo"):
                continue
            types = [one for one in means(context.facts, path, found[2]) if one.kind in _KINDS]
            context.counted["NAV-02"] += 1
            if len(types) != 1 or has_annotation(types[0], "Serializable") or found[2] in told:
                continue
            told.add(found[2])
            line, column = place(code, found.start(2))
            message = f"the route `{found[2]}` is not `@Serializable`"
            fix = _marked(context, types[0])
            yield Finding("NAV-02", "block", path, line, column, message, found[2], fix)


def _looked_at(context: Context) -> dict[str, None]:
    """The files of the draft that name routes, and those whose route lost its mark or value."""
    found: dict[str, None] = {}
    for path in context.paths:
        if path.endswith(".kt") and _has_routes(context.facts.text(path)):
            found[path] = None
    for path in () if context.strict else context.draft.changed():
        old, new = context.head.file(path), context.facts.file(path)
        if not path.endswith(".kt") or old is None or new is None:
            continue
        names = {one.qualified for one in new.symbols if has_annotation(one, "Serializable")}
        kinds = {one.qualified: one for one in new.symbols if one.kind != "object"}
        for one in old.symbols:
            lost = has_annotation(one, "Serializable") and one.qualified not in names
            now = kinds.get(one.qualified) if one.kind == "object" else None
            if lost or (now and is_no_value(context, now)):
                found |= dict.fromkeys(_naming(context, one.name))
    return found


def _has_routes(text: str) -> bool:
    return _IMPORTED in text or "navigate(" in text


def _naming(context: Context, name: str) -> Iterator[str]:
    for path in context.facts.holding(name):
        text = context.facts.text(path)
        if path.endswith(".kt") and name in text and _has_routes(text):
            yield path


def _marked(context: Context, one: Symbol) -> Fix | None:
    """Marks the class on a line before its own."""
    text = context.facts.text(one.path)
    written = text.split("\n")[one.line - 1]
    head = text[text.rfind("\n", 0, one.name_start) + 1 : one.name_start]
    if "@" in head or not re.fullmatch(r"\s*(?:\w+\s+)*", head):
        return None
    space = written[: len(written) - len(written.lstrip())]
    return Fix(
        f"marked `{one.name}` with `@Serializable`",
        line=one.line,
        new=f"{space}@Serializable",
        imports=("kotlinx.serialization.Serializable",),
        path=one.path,
    )


CHECK = Check(
    "NAV-02",
    "block",
    "the class of a route is `@Serializable`, and one goes to a route itself",
    _find,
    example="`composable<Home>` of `object Home` → `@Serializable object Home`",
)

"""The part of NAV-02 about calls: `navigate` is given a route, not the class of one.

A class without a companion is no value, whoever's `navigate` it is. `Detail::class`, and `Detail`
where `@Serializable` gives it a companion, compile, and end the app where `NavController` looks for
a serializer.
"""

import re
from collections.abc import Iterator

from tools.checks.base import Context, Finding, Fix, place
from tools.checks.constructed import shown
from tools.checks.room_files import has_annotation, means
from tools.syntax.symbols import Symbol

_GIVEN = re.compile(
    r"(?<!\w)navigate\s*\(\s*(?:route\s*=\s*)?([A-Z]\w*(?:\.[A-Z]\w*)*)(\s*::\s*class)?\s*[,)]"
)
_TYPES = ("class", "interface", "enum", "annotation")
_VALUES = ("object", "property", "enum_entry", "typealias")


def valued(context: Context, path: str, code: str) -> Iterator[Finding]:
    """Calls of `navigate` in a file, from its masked code, that pass a class."""
    for found in _GIVEN.finditer(code) if "navigate" in code else ():
        context.counted["NAV-02"] += 1
        types = means(context.facts, path, found[1])
        if len(types) != 1:
            continue
        one = types[0]
        if found[2]:
            wrong = one.kind in ("class", "object")
        else:
            wrong = is_no_value(context, one) and not _is_else(context, one, code)
        compiles = bool(found[2]) or has_annotation(one, "Serializable")
        if wrong and (not compiles or _is_theirs(context, path)):
            yield _finding(path, code, found, one)


def is_no_value(context: Context, one: Symbol) -> bool:
    """Whether a declaration is a type without a companion that somebody wrote."""
    if one.kind not in _TYPES or not one.path.endswith(".kt"):
        return False
    members = context.facts.members(one.qualified)
    return not any(each.kind == "object" and "companion" in each.modifiers for each in members)


def _is_else(context: Context, one: Symbol, code: str) -> bool:
    """Whether the name may mean another declaration there, as one of the class around it."""
    if re.search(rf"(?<!\w)va[lr]\s+{one.name}\b", code):
        return True
    return any(each.kind in _VALUES for each in context.facts.symbols(one.name))


def _is_theirs(context: Context, path: str) -> bool:
    """Whether `navigate` is that of `NavController`, and no function of the project."""
    file = context.facts.file(path)
    controls = (one.name.rpartition(".")[2] for one in file.imports) if file else ()
    if not any(re.search(r"Nav(?:Host)?Controller$", name) for name in controls):
        return False
    own = context.facts.symbols("navigate")
    return not any("Class" in each.type for one in own for each in one.parameters)


def _finding(path: str, code: str, found: re.Match[str], one: Symbol) -> Finding:
    written = found[1]
    line, column = place(code, found.start(1))
    is_route = found[2] or has_annotation(one, "Serializable")
    told = "is the class of a route" if is_route else "is a class, not a value"
    is_made = one.kind == "class" and not {"abstract", "sealed"} & set(one.modifiers)
    route = written if one.kind == "object" else ""
    message = f"`{written}{(found[2] or '').strip()}` {told}"
    if route or is_made:
        message += f": pass `{route or written.removesuffix(one.name) + shown(one)}`"
    if is_made and all(each.has_default for each in one.parameters):
        route = f"{written}()"
    fix = None
    old = code[found.start() : found.end() - 1].rstrip()
    if route and "\n" not in old:
        new = old.removesuffix(f"{written}{found[2] or ''}") + route
        fix = Fix(f"wrote `{new})` for `{old})`", line=line, old=old, new=new)
    return Finding("NAV-02", "block", path, line, column, message, written, fix)

"""RES-18: the fields of a binding class are the ids of its layout.

A field is judged where its variable has one type in all of the file.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.bindings import PACKAGE, is_of_layout, layouts_of, sources
from tools.checks.near import certain, meant
from tools.syntax.masking import mask

if TYPE_CHECKING:
    from tools.index import Facts

_TYPED = re.compile(
    r"\b(\w+)\s*:\s*([A-Z]\w*Binding)\b(?!\s*[<.(])|\b(?:val|var)\s+(\w+)\s*(?:=|by\b[^\n={;]*?[({])\s*"
    r"([A-Z]\w*Binding)\s*(?:\.|::)\s*(?:inflate|bind)\b|\b([A-Z]\w*Binding)\s+(\w+)\s*[;=,)]"
)
_ID = re.compile(r"android:id=\"@\+?(?:android:)?id/([\w.]+)\"|<variable\b[^>]*?\bname=\"(\w+)\"")
_INHERITED = frozenset({"root", "lifecycleOwner", "javaClass", "length", "isInitialized"})


def _fields(context: Context) -> Iterator[Finding]:
    for path in sources(context):
        text = context.facts.text(path)
        facts = context.facts.file(path) if f"{PACKAGE}." in text else None
        imports = {one.simple: one.name for one in facts.imports} if facts else {}
        own = {name: full for name, full in imports.items() if is_of_layout(context, full)}
        if not own:
            continue
        code = mask(text, templates=path.endswith(".kt")).code
        for name, types in _variables(code).items():
            if len(types) == 1 and (kind := min(types)) in own:
                yield from _judged(context, path, code, (name, own[kind]))


def _variables(code: str) -> dict[str, set[str]]:
    """Name to the types that it has anywhere in the file; "" stands for one that is not told."""
    found: dict[str, set[str]] = {}
    places: dict[str, set[int]] = {}
    for match in _TYPED.finditer(code):
        if match[4] and _goes_on(code, match.end()):
            continue
        name = match[1] or match[3] or match[6]
        found.setdefault(name, set()).add(match[2] or match[4] or match[5])
        places.setdefault(name, set()).update(
            match.start(at) for at in (1, 3, 6) if match.start(at) >= 0
        )
    for name, types in found.items():
        other = re.compile(
            rf"\b(?:val|var)\s+({name})\b|\b({name})\s*(?:->|:)|[\w>]\s+({name})\s*[=;,]"
        )
        for match in other.finditer(code):
            if match.start(match.lastindex or 0) not in places[name] and match[0][:3] != "set":
                types.add("")
    return found


def _goes_on(code: str, at: int) -> bool:
    """Whether more is asked of what the call there gives."""
    depth = 0
    for end in range(at, len(code)):
        depth += {"(": 1, ")": -1}.get(code[end], 0)
        if depth <= 0 and code[end] == ")":
            return code[end + 1 : end + 40].lstrip()[:1] in (".", "?", "!")
    return False


def _judged(context: Context, path: str, code: str, variable: tuple[str, str]) -> Iterator[Finding]:
    name, full = variable
    layouts = layouts_of(context.facts, context, full)
    fields = {
        _camel(match[1] or match[2])
        for layout in layouts
        for match in _ID.finditer(context.facts.text(layout))
    }
    if not layouts or any("<data" in context.facts.text(one) for one in layouts):
        return
    for match in re.finditer(
        rf"(?<![\w.])(?:this\.)?{name}(?:\?|!!)?\.([a-z]\w*)\b(?!\s*[({{<])", code
    ):
        context.counted["RES-18"] += 1
        field = match[1]
        if field in fields or field in _INHERITED or _is_extension(context.facts, field):
            continue
        line, column = place(code, match.start(1))
        message = f"`{full.rpartition('.')[2]}` has no `{field}`: no view of its layout has that id"
        near, fix = certain(field, fields), None
        if near:
            message += f"; did you mean `{near}`?"
            told = f"wrote `{near}` for `{field}`"
            fix = Fix(told, line=line, old=match[0], new=match[0].removesuffix(field) + near)
        else:
            message += meant(field, fields)
        yield Finding("RES-18", "block", path, line, column, message, f"{full} {field}", fix)


def _is_extension(facts: "Facts", name: str) -> bool:
    return any(one.kind == "property" for one in facts.symbols(name))


def _camel(name: str) -> str:
    first, *rest = re.split(r"[_.]", name)
    return first[:1].lower() + first[1:] + "".join(one[:1].upper() + one[1:] for one in rest)


CHECK = Check(
    "RES-18",
    "block",
    "a field of a binding is an id of its layout",
    _fields,
    example="`binding.titel` → `binding.title`, of `@+id/title`",
)

"""DI-02 to DI-04: what Hilt needs of classes that it fills and of modules."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.added import Written, written
from tools.checks.base import Check, Context, Finding, Fix, place

if TYPE_CHECKING:
    from tools.syntax.symbols import Symbol

_ENTRIES = re.compile(r"(?:Activity|Fragment|Service)$")
_ASKED = re.compile(
    r"\bva[lr]\s+\w+\s*(?::\s*(\w+)\s+by\s+(?:activityV|v)iewModels"
    r"|by\s+(?:activityV|v)iewModels\s*<(\w+)>)\s*\(\s*\)(?!\s*\{)"
)
_FILLED = re.compile(r"@Inject\s+(?:internal\s+|protected\s+)?lateinit\s+var")
_BY_HAND = re.compile(r"\binject\w*\s*\(|\bAndroidInjection\b")
_UNQUALIFIED = frozenset(("Binds", "Singleton", "Reusable"))
_INSTALLED = ("InstallIn", "TestInstallIn", "ContributesTo")


def _declared(context: Context) -> "Iterator[tuple[Written, Symbol]]":
    for file in written(context, ".kt", tests=False):
        if "dagger." not in file.text and "javax.inject" not in file.text:
            continue
        facts = context.facts.file(file.path)
        for one in facts.symbols if facts else ():
            yield file, one


def _told(
    check: str, file: Written, one: "Symbol", message: str, fix: Fix | None = None
) -> Finding:
    line, column = place(file.text, one.name_start)
    return Finding(check, "block", file.path, line, column, message, one.qualified, fix)


def _uses_hilt(context: Context) -> bool:
    return bool(context.facts.imports_of("InstallIn"))


def _entries(context: Context) -> Iterator[Finding]:
    for file, one in _declared(context):
        bases = [base.partition("(")[0].partition("<")[0].strip() for base in one.supertypes]
        if (
            one.kind != "class"
            or "abstract" in one.modifiers
            or not any(map(_ENTRIES.search, bases))
        ):
            continue
        context.counted["DI-02"] += 1
        filled = _FILLED.search(file.code, one.start, one.end)
        if filled is None or not _uses_hilt(context):
            continue
        if any(name.endswith("EntryPoint") for name in one.annotations):
            continue
        if not _BY_HAND.search(file.code, one.start, one.end):
            message = f"Hilt fills `{one.name}` only with `@AndroidEntryPoint`"
            yield _told("DI-02", file, one, message, _entered(file, one))


def _models(context: Context) -> Iterator[Finding]:
    """View models that Hilt makes, asked for where Hilt gives no factory."""
    for file in written(context, ".kt", tests=False):
        if "iewModels" not in file.text:
            continue
        for match in _ASKED.finditer(file.code):
            context.counted["DI-02"] += 1
            home = next((one for one in file.around(match.start()) if one.kind == "class"), None)
            model = match[1] or match[2]
            if home is None or not _is_made_by_hilt(context, file.path, model, match.start()):
                continue
            body = file.code[home.start : home.end]
            if "ViewModelProviderFactory" in body or _is_entry(context, home):
                continue
            message = f"Hilt makes `{model}` for `{home.name}` only with `@AndroidEntryPoint`"
            yield _told("DI-02", file, home, message, _entered(file, home))


def _is_made_by_hilt(context: Context, path: str, model: str, at: int) -> bool:
    source = context.code.source(path)
    name = context.code.type_named(source, model, at)
    return any("HiltViewModel" in one.annotations for one in context.facts.symbol(name))


def _is_entry(context: Context, one: "Symbol") -> bool:
    """Whether a class or one above it is marked, or is abstract for one that is."""
    above = (one.qualified, *context.code.ancestors(one.qualified))
    marks = {
        mark for name in above for each in context.facts.symbol(name) for mark in each.annotations
    }
    return "abstract" in one.modifiers or any(mark.endswith("EntryPoint") for mark in marks)


def _filled(context: Context) -> Iterator[Finding]:
    told = set()
    for one in (*_entries(context), *_models(context)):
        if one.fingerprint not in told:
            told.add(one.fingerprint)
            yield one


def _entered(file: Written, one: "Symbol") -> Fix | None:
    """Marks a class on a line before its own."""
    first = file.text.rfind("\n", 0, one.name_start) + 1
    head = file.text[first : one.name_start]
    if not re.fullmatch(r"(?:\w+ )*", head):
        return None
    return Fix(
        f"marked `{one.name}` with `@AndroidEntryPoint`",
        line=one.line,
        new="@AndroidEntryPoint",
        imports=("dagger.hilt.android.AndroidEntryPoint",),
    )


def _included(context: Context, name: str) -> bool:
    """Whether a component or another module names a module."""
    facts = context.facts
    return any(f"{name}::class" in facts.text(path) for path in facts.holding(name))


def _modules(context: Context) -> Iterator[Finding]:
    for file, one in _declared(context):
        if "Module" not in one.annotations or "dagger.Module" not in file.text:
            continue
        context.counted["DI-03"] += 1
        if set(_INSTALLED) & set(one.annotations):
            continue
        if _uses_hilt(context) and not _included(context, one.name):
            yield _told("DI-03", file, one, f"`{one.name}` is in no component: `@InstallIn(...)`")


def _bindings(context: Context) -> Iterator[Finding]:
    for file, one in _declared(context):
        if one.kind != "function" or not {"Binds", "Provides"} & set(one.annotations):
            continue
        context.counted["DI-04"] += 1
        binds = "Binds" in one.annotations
        inside = next(
            (each for each in file.around(one.start) if each.qualified == one.owner), None
        )
        abstract = "abstract" in one.modifiers or bool(inside and inside.kind == "interface")
        if binds and (not abstract or one.body >= 0):
            yield _told("DI-04", file, one, f"`@Binds` needs `{one.name}` to be abstract")
        elif binds and len(one.parameters) + bool(one.receiver) != 1:
            yield _told("DI-04", file, one, f"`@Binds` needs one parameter of `{one.name}`")
        elif binds and (one.type in ("", "Unit") or _binds_itself(one)):
            yield _told("DI-04", file, one, f"`@Binds` needs `{one.name}` to return what is bound")
        elif not binds and one.body < 0:
            yield _told("DI-04", file, one, f"`@Provides` needs a body of `{one.name}`")
        elif not binds and _is_empty(file, one):
            yield _told("DI-04", file, one, f"`@Provides` needs `{one.name}` to return something")
        elif not binds and inside and inside.kind in ("class", "interface"):
            if "dagger.Provides" in file.text and _is_abstract(inside):
                message = f"`@Provides` needs `{one.name}` to be in the companion object"
                yield _told("DI-04", file, one, message)


def _binds_itself(one: "Symbol") -> bool:
    """Whether a type is bound to itself, and nothing tells the two apart."""
    told_apart = "@" in one.signature.partition("(")[2] or {*one.annotations} - _UNQUALIFIED
    return not told_apart and one.type == (one.receiver or one.parameters[0].type)


def _is_empty(file: Written, one: "Symbol") -> bool:
    """Whether a function with a block names no type of what it returns."""
    return one.type in ("", "Unit") and file.code[one.body] == "{"


def _is_abstract(one: "Symbol") -> bool:
    return one.kind == "interface" or "abstract" in one.modifiers


CHECKS = tuple(
    Check(name, "block", title, find, example=example)
    for name, title, find, example in (
        (
            "DI-02",
            "a class that Hilt fills is an entry point",
            _filled,
            "`class Main : Activity()` with `@Inject` → `@AndroidEntryPoint class Main`",
        ),
        (
            "DI-03",
            "a module of Hilt is in a component",
            _modules,
            "`@Module object Net` → `@Module @InstallIn(SingletonComponent::class) object Net`",
        ),
        (
            "DI-04",
            "bindings have the form that Dagger needs",
            _bindings,
            "`@Binds fun store(it: Disk) = it` → `@Binds abstract fun store(it: Disk): Store`",
        ),
    )
)
"""All of this family."""

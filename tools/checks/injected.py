"""DI-05: an interface of the project that a constructor is given is bound somewhere.

Of Hilt, Dagger, Anvil, Metro and Koin. Generated code may bind more, so it only warns.
"""

import re
from collections.abc import Iterator

from tools.checks.added import AlteredLines, in_tests
from tools.checks.base import Check, Context, Finding, place
from tools.checks.koin import KOIN, asked_for, gives
from tools.checks.room_files import means
from tools.index import Facts
from tools.syntax.masking import mask_again
from tools.syntax.symbols import Parameter, Symbol

_INJECTED = re.compile(r"@(?:\w+\.)*(?:Assisted)?Inject\b[^{}]*?\bconstructor\s*\(")
_MARKS = frozenset(("Inject", "AssistedInject"))
_BINDS = frozenset(
    "Binds Provides BindsOptionalOf Multibinds BindsInstance BindValue ContributesTo".split()
)
_SOURCES = ("javax.inject", "jakarta.inject", "dev.zacsweers.metro", "me.tatarka.inject", "dagger.")
_PLAIN = re.compile(r"[A-Z][\w.]*\??")
_HARMLESS = frozenset(
    ("Suppress", "Deprecated", "VisibleForTesting", "Keep", "Stable", "Immutable")
)
_GRAPHS = re.compile(r"(?:Component|Graph|EntryPoint|Extension|Factory)$")


def _find(context: Context) -> Iterator[Finding]:
    known: dict[str, bool] = {}
    altered = AlteredLines.of(context)
    for path in _looked_at(context):
        text = context.facts.text(path)
        file = context.facts.file(path)
        if file is None or not any(one in text for one in (*_SOURCES, KOIN)):
            continue
        code = mask_again(text, path.endswith(".kt")).code
        if KOIN in text:
            yield from _koin(context, path, code, altered)
        for one in file.symbols:
            for given in _given(one, code):
                if not altered.near(text, given.type, (one.start, one.name_start, given.start)):
                    continue
                for type_ in _open(context, path, given):
                    context.counted["DI-05"] += 1
                    name = type_.qualified
                    if name not in known:
                        known[name] = _is_bound(context.facts, type_)
                    if not known[name]:
                        yield _told(path, text, one, given, type_)


def _koin(context: Context, path: str, code: str, altered: AlteredLines) -> Iterator[Finding]:
    known: dict[str, bool] = {}
    text = context.facts.text(path)
    for offset, one, given in asked_for(context.facts, path, code):
        if given.has_default or not _PLAIN.fullmatch(given.type):
            continue
        if not altered.near(text, given.type, (offset,)):
            continue
        for type_ in _open(context, one.path, given):
            context.counted["DI-05"] += 1
            name = type_.qualified
            if name not in known:
                known[name] = gives(context.facts, type_.name)
            if not known[name]:
                line, column = place(code, offset)
                message = f"no module of Koin gives `{type_.name}`, which `{one.name}` is given"
                subject = f"{name} in {one.qualified}"
                yield Finding("DI-05", "warn", path, line, column, message, subject)


def _told(path: str, text: str, one: Symbol, given: Parameter, type_: Symbol) -> Finding:
    line, column = place(text, given.start if given.start >= 0 else one.name_start)
    message = f"nothing binds `{type_.name}`, which `{one.name}` is given: `@Binds` or `@Provides`"
    subject = f"{type_.qualified} in {one.qualified}"
    return Finding("DI-05", "warn", path, line, column, message, subject)


def _looked_at(context: Context) -> dict[str, None]:
    """The files of the draft, and those that are given what it no longer binds."""
    sources = [path for path in context.paths if path.endswith((".kt", ".java"))]
    found = {path: None for path in sources if not in_tests(path)}
    for path in () if context.strict else context.draft.changed():
        old = context.head.file(path) if path.endswith((".kt", ".java")) else None
        new = context.facts.file(path)
        left = {(one.qualified, one.type) for one in new.symbols} if new else set()
        for one in old.symbols if old else ():
            if _BINDS & set(one.annotations) and (one.qualified, one.type) not in left:
                found |= dict.fromkeys(_naming(context.facts, _head(one.type)))
    return found


def _naming(facts: Facts, name: str) -> Iterator[str]:
    for path in facts.holding(name) if name else ():
        if not in_tests(path) and re.search(rf"\b{name}\b", facts.text(path)):
            yield path


def _head(written: str) -> str:
    return written.partition("<")[0].strip().rstrip("?").rpartition(".")[2]


def _given(one: Symbol, code: str) -> Iterator[Parameter]:
    """The parameters of a constructor that is injected, but for those that are assisted."""
    if not one.parameters or one.kind not in ("class", "constructor"):
        return
    if one.kind == "constructor" or not _MARKS & set(one.annotations):
        until = one.parameters[0].start
        header = code[one.start if one.kind == "constructor" else one.name_start : until]
        if not _INJECTED.search(header) and not _MARKS & set(one.annotations):
            return
    for each in one.parameters:
        start = max(code.rfind(",", 0, each.start), code.rfind("(", 0, each.start))
        written = code[start : each.start]
        if not each.has_default and "@" not in written and _PLAIN.fullmatch(each.type):
            yield each


def _open(context: Context, path: str, given: Parameter) -> Iterator[Symbol]:
    """The interface or abstract class of the project that a parameter needs bound."""
    meant = means(context.facts, path, given.type.rstrip("?"))
    if len(meant) != 1 or set(meant[0].annotations) - _HARMLESS:
        return
    one = meant[0]
    abstract = one.kind == "class" and "abstract" in one.modifiers
    if one.kind == "interface" or abstract:
        yield one


def _is_bound(facts: Facts, type_: Symbol) -> bool:
    """Whether any file binds it: a function that gives it, or a class that contributes it."""
    for path in facts.holding(type_.name):
        file = facts.file(path) if type_.name in facts.text(path) else None
        for one in file.symbols if file else ():
            if _binds(one, type_.name):
                return True
        if file and "Contributes" in (text := facts.text(path)):
            if re.search(rf"<\s*{type_.name}\s*>|\b{type_.name}::class", text):
                return True
    return False


def _binds(one: Symbol, name: str) -> bool:
    notes = {each.rpartition(".")[2] for each in one.annotations}
    if _head(one.type) == name and one.kind in ("function", "property"):
        return bool(_BINDS & notes or one.receiver or _GRAPHS.search(one.owner))
    if any(_head(base.partition("(")[0]) == name for base in one.supertypes):
        return any(each.startswith("Contributes") or _GRAPHS.search(each) for each in notes)
    given = {_head(each.type) for each in one.parameters}
    return name in given and one.kind == "function" and one.name in ("create", "factory", "build")


CHECK = Check(
    "DI-05",
    "warn",
    "an interface that a constructor is given is bound",
    _find,
    example="`class A @Inject constructor(store: Store)` → with `@Binds` of a `Store`",
)

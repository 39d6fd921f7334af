"""Who uses a declaration of the project: code, layouts, manifests, keep rules, scripts."""

import re
from collections.abc import Iterator

from tools.references.keep_rules import rule_uses
from tools.references.occurrences import occurrences
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.scopes import local_at
from tools.references.source import Source
from tools.references.target import Target
from tools.references.usage import Found, Use, found, use_at
from tools.references.verdict import Occurrence
from tools.syntax import gradle

GENERATED = (
    "{}Directions",
    "{}Args",
    "Dagger{}",
    "Hilt_{}",
    "{}_Impl",
    "{}_Factory",
    "{}JsonAdapter",
)
"""Names of classes that annotation processors and Safe Args make of a class."""

_ALIAS = re.compile(r"\s+as\s+(\w+|`[^`\n]+`)")
_BUILD_LOGIC = re.compile(r"(?:^|/)(?:buildSrc|build-?logic|build-?plugin|plugins)[\w-]*/", re.I)


def symbol_uses(receivers: Receivers, target: Target) -> Found:
    """A declaration with all that names it."""
    code = receivers.code
    declared = [use_at(code, symbol.path, symbol.name_start) for symbol in target.symbols]
    return found(_kind(target), target.symbols[0].qualified, declared, _uses(receivers, target))


def declaration(code: Code, target: Target) -> Found:
    """A declaration whose uses are not looked for."""
    declared = [use_at(code, symbol.path, symbol.name_start) for symbol in target.symbols]
    return Found(_kind(target), target.symbols[0].qualified, tuple(sorted(declared)), (), False)


def _kind(target: Target) -> str:
    return target.symbols[0].kind.replace("_", " ")


def _uses(receivers: Receivers, target: Target) -> Iterator[Use]:
    code = receivers.code
    for one in occurrences(receivers, target):
        if _is_own(target, one):
            continue
        reason = one.verdict.reason
        is_certain = one.verdict.kind == "certain"
        yield use_at(
            code,
            one.source.path,
            one.start,
            doubt="" if is_certain else reason,
            note=reason if is_certain else "",
        )
        yield from _aliased(receivers, one)
    if target.kind == "type":
        yield from _generated(code, target)
    yield from rule_uses(code, target)
    yield from _in_scripts(code, target)


def _is_own(target: Target, one: Occurrence) -> bool:
    symbol = one.source.symbols_at.get(one.start) if _is_code(one.source.path) else None
    return symbol is not None and symbol.qualified in target.qualified


def _is_code(path: str) -> bool:
    return path.endswith((".kt", ".java"))


def _aliased(receivers: Receivers, one: Occurrence) -> Iterator[Use]:
    """The uses of the other name that an import gives."""
    source = one.source
    if not _is_code(source.path) or one.start > source.header_end:
        return
    alias = _ALIAS.match(source.code, one.end)
    if alias is None:
        return
    name = alias[1].strip("`")
    for offset in source.words(name):
        if offset > source.header_end and local_at(receivers.locals(source, name), offset) is None:
            yield use_at(receivers.code, source.path, offset, note=f"imported as `{name}`")


def _generated(code: Code, target: Target) -> Iterator[Use]:
    for form in GENERATED:
        name = form.format(target.name)
        if code.named(name):
            continue
        for path in code.paths_with(name):
            for offset in code.source(path).words(name):
                note = f"generated from `{target.name}`"
                yield use_at(code, path, offset, note=note)


def _in_scripts(code: Code, target: Target) -> Iterator[Use]:
    """Build scripts see what build logic declares: constants, functions, plugin classes."""
    if target.private_to or not any(_BUILD_LOGIC.search(s.path) for s in target.symbols):
        return
    owners = {owner.rpartition(".")[2] for owner in target.covers}
    word = re.compile(rf"(?<![\w.`]){re.escape(target.name)}(?!\w)")
    if target.kind == "member":
        names = "|".join(map(re.escape, sorted(owners)))
        word = re.compile(rf"(?<!\w)(?:{names})\s*\.\s*(?:Companion\s*\.\s*)?({target.name})(?!\w)")
    for path in code.paths_with(target.name, (".kts", ".gradle")):
        script = Source(path, gradle.read(code.text(path)).code)
        for match in word.finditer(script.text):
            yield use_at(code, path, match.start(match.lastindex or 0))

"""Moves the literals of one Kotlin file into the string file of its module."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.recipes.base import Mention
from tools.recipes.extract.compose import Place, place_of
from tools.recipes.extract.home import Home
from tools.recipes.extract.sites import (
    Site,
    declared_type,
    inner,
    is_test_path,
    obstacle,
    sites,
)
from tools.recipes.extract.wrapping import line_limit, wrap
from tools.recipes.imports import add_import, imported_as, simple_names
from tools.references.receivers import Receivers
from tools.references.scopes import local_at
from tools.references.source import Source, type_head
from tools.syntax.symbols import Symbol

_STRING_RESOURCE = "androidx.compose.ui.res.stringResource"
_WHOLE = frozenset({"Int", "Long", "Short", "Byte"})
_OWN_CONTEXT = re.compile(r"(?:Activity|Service|Application|Fragment)$")


@dataclass
class Wish:
    """What is asked for: one text as written or as read ("" for all), and a name for it."""

    text: str = ""
    name: str = ""

    def is_met(self, source: Source, site: Site) -> bool:
        """Whether a literal is meant."""
        if not self.text:
            return site.shown
        read = site.parts.texts[0] if not site.parts.arguments else ""
        return self.text in {inner(source, site.literal), read}


@dataclass
class Moved:
    """The places of one file: how many changed, and those left alone."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def move_texts(
    receivers: Receivers, source: Source, *, home: Home, wish: Wish, others: Mapping[str, Home]
) -> Moved:
    """Change the file and the string file in the draft.

    `others` are the modules whose strings the file reaches by a name that it imports already.
    """
    moved = Moved()
    edits: list[tuple[int, int, str]] = []
    imports: dict[str, str] = {}
    for site in sites(source):
        if not wish.is_met(source, site):
            continue
        if _is_preview(source, site.literal.start):
            continue
        if is_test_path(source.path):
            if wish.text:
                _mention(moved, source, site, "it stands in a test")
            continue
        why = obstacle(receivers, source, site)
        call = "" if why else _call(receivers, source, site)
        if not call:
            _mention(moved, source, site, why or _reason(receivers, source, site))
            continue
        text, arguments = _formatted(receivers, source, site)
        reference, name = _elsewhere(home, others, text)
        if not name:
            name = home.put(text, formatted=bool(arguments), name=wish.name)
            reference = _reference(source, home, imports)
        listed = ", ".join([f"{reference}.string.{name}", *arguments])
        edits.append((site.literal.start, site.literal.end, f"{call}({listed})"))
        if call == "stringResource":
            imports.setdefault(_STRING_RESOURCE, "")
        moved.count += 1
        moved.names.append(name)
    _write(source, home, edits, imports)
    return moved


def list_texts(source: Source, wish: Wish, reason: str) -> list[Mention]:
    """The literals that are meant, all of them left alone for one reason."""
    moved = Moved()
    for site in sites(source):
        if wish.is_met(source, site) and not _is_exempt(source, site):
            _mention(moved, source, site, reason)
    return moved.mentions


def _elsewhere(home: Home, others: Mapping[str, Home], text: str) -> tuple[str, str]:
    """The `R` and the name of an equal string of another module; "" where its own has one."""
    if home.find(text):
        return "", ""
    for reference, other in others.items():
        if other is not home and (name := other.find(text)):
            return reference, name
    return "", ""


def _is_exempt(source: Source, site: Site) -> bool:
    return is_test_path(source.path) or _is_preview(source, site.literal.start)


def _write(
    source: Source, home: Home, edits: list[tuple[int, int, str]], imports: dict[str, str]
) -> None:
    if not edits:
        return
    text = source.text
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    config = home.draft.text(".editorconfig") if home.draft.exists(".editorconfig") else ""
    for line in sorted({source.line(start) for start, _, _ in edits}, reverse=True):
        text = wrap(text, line, line_limit(config))
    for name, alias in imports.items():
        text = add_import(text, name, alias)
    home.draft.write(source.path, text)


def _mention(moved: Moved, source: Source, site: Site, reason: str) -> None:
    start = site.literal.start
    moved.mentions.append(Mention(source.path, source.line(start), source.line_text(start), reason))


def _is_preview(source: Source, offset: int) -> bool:
    return any(
        "Preview" in annotation
        for symbol in source.enclosing_symbols(offset)
        for annotation in symbol.annotations
    )


def _call(receivers: Receivers, source: Source, site: Site) -> str:
    """The function that gives the text at a place; "" where none is certain."""
    place = place_of(receivers, source, site.literal.start)
    if place.kind == "composable":
        return "stringResource"
    return _context_call(receivers, source, site.literal.start, place)


def _reason(receivers: Receivers, source: Source, site: Site) -> str:
    place = place_of(receivers, source, site.literal.start)
    if place.kind == "unknown":
        return "it stands in a lambda that may not be composable"
    if place.function is not None and "Composable" in place.function.annotations:
        return "composables cannot be called here"
    return "no `Context` is at hand"


def _context_call(receivers: Receivers, source: Source, offset: int, place: Place) -> str:
    if place.function is None or place.function.kind != "function":
        return ""
    if place.kind == "unknown":
        return ""
    local = local_at(receivers.locals(source, "context"), offset)
    if local is not None:
        value = source.code[local.initialiser :].startswith("LocalContext.current")
        known = type_head(local.type).rpartition(".")[2] == "Context"
        certain = known and not local.type.endswith("?")
        return "context.getString" if certain or (local.initialiser >= 0 and value) else ""
    if place.function.owner.endswith(".Companion") or place.function.receiver:
        return ""
    if _is_context(receivers, place.function):
        return "getString" if not receivers.code.imported(source, "getString") else ""
    return ""


def _is_context(receivers: Receivers, function: Symbol) -> bool:
    owners = receivers.code.symbols(function.owner)
    chain = [function.owner, *receivers.code.ancestors(function.owner)]
    written = [
        name for owner in chain for s in receivers.code.symbols(owner) for name in s.supertypes
    ]
    return bool(owners) and any(_OWN_CONTEXT.search(type_head(name)) for name in written)


def _formatted(receivers: Receivers, source: Source, site: Site) -> tuple[str, list[str]]:
    """The text with numbered placeholders, and the code of its arguments."""
    parts = site.parts
    if not parts.arguments:
        return parts.texts[0], []
    codes: list[str] = []
    text = parts.texts[0].replace("%", "%%")
    for argument, following in zip(parts.arguments, parts.texts[1:], strict=True):
        if argument.code not in codes:
            codes.append(argument.code)
        declared = declared_type(receivers, source, argument.code, argument.offset)
        kind = "d" if declared in _WHOLE else "s"
        text += f"%{codes.index(argument.code) + 1}${kind}" + following.replace("%", "%%")
    return text, codes


def _reference(source: Source, home: Home, imports: dict[str, str]) -> str:
    """How the file names its module's `R`; an import is added where it needs one."""
    name = f"{home.module.namespace}.R"
    known = imported_as(source.text, name)
    if known:
        return known
    other = simple_names(source.text).get("R")
    if other is None and source.package == home.module.namespace:
        return "R"
    if other is None:
        imports.setdefault(name, "")
        return "R"
    last = str(home.module.namespace).rpartition(".")[2]
    alias = imports.setdefault(name, f"{last[:1].upper()}{last[1:]}R")
    return alias or "R"

"""What a request names: the one declaration, and entries of resources and catalogs."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android.resources import shown_text
from tools.index.words import terms
from tools.references.project import Code
from tools.references.target import find_targets

if TYPE_CHECKING:
    from tools.index.view import Facts
    from tools.syntax.symbols import Symbol

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_RESOURCE = re.compile(r"(?:\bR\.(\w+)\.(\w+)|[@?](\w+)/([\w.]+))")
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{2,80})[\"“”«»]")
_ALIASES = 4
"""An alias is named by a word that no more aliases than these have."""


def named_symbol(facts: "Facts", request: str) -> "Symbol | None":
    """The one declaration that words of a request name as code does; None for none or several."""
    code = Code(facts, facts)
    found: dict[str, Symbol] = {}
    for name in dict.fromkeys(_NAME.findall(request)):
        last = name.rpartition(".")[2]
        if not re.search(r"[a-z0-9][A-Z]|_", last) and not ("." in name and last[:1].isupper()):
            continue
        for target in find_targets(code, name):
            for symbol in target.symbols:
                found[f"{symbol.path} {symbol.name_start}"] = symbol
    return next(iter(found.values())) if len(found) == 1 else None


def named_entries(facts: "Facts", request: str) -> Iterator[str]:
    """The resources and aliases that a request names, each with what it stands for."""
    for match in _RESOURCE.finditer(request):
        kind, name = match[1] or match[3], match[2] or match[4]
        for one in facts.resources(kind, name):
            if not one.qualifier:
                value = f" = {shown_text(one.value)[:80]}" if one.value else ""
                yield f"{one.type}/{one.name}{value} ({one.path})"
    yield from _quoted(facts, request)
    yield from _aliases(facts, request)


def _quoted(facts: "Facts", request: str) -> Iterator[str]:
    """The strings that show a text which the request quotes."""
    for quoted in _QUOTED.findall(request):
        for path in facts.showing(quoted):
            entry = facts.file(path)
            for one in entry.resources if entry else ():
                if one.type == "string" and terms(shown_text(one.value)) == terms(quoted):
                    yield f"string/{one.name} = {shown_text(one.value)[:80]} ({path})"


def _aliases(facts: "Facts", request: str) -> Iterator[str]:
    """The aliases of the catalogs that have a rare word of the request in their name."""
    asked = set(terms(request))
    catalogs = facts.project().catalogs
    aliases = [(catalog, one) for catalog in catalogs for one in catalog.aliases]
    common = Counter(term for _, one in aliases for term in set(terms(one.name)))
    for catalog, one in aliases:
        words = {term for term in terms(one.name) if common[term] <= _ALIASES}
        if one.kind in ("library", "bundle") and asked & words:
            yield f"{catalog.name}.{one.accessor} = {one.target}"

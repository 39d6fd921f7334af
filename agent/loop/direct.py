"""Requests that need no model: every part of them is a recipe with arguments that exist."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.loop.wording import QUOTE, Wording, divisions, read_wording

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.recipes.bindings import Bindings

LENGTH = 600
"""The longest request that is looked at, in characters."""


@dataclass(frozen=True)
class Step:
    """One recipe with its arguments, and the same in words."""

    recipe: str
    arguments: dict[str, str]
    sentence: str


_NAME = rf"(?:{QUOTE}|[A-Za-z_][\w.]*(?:\(\))?)"
_KIND = (
    r"(?:(?:data |sealed |abstract |top-level |composable |suspend |enum )?"
    r"(?P<kind{0}>class|interface|object|enum|function|method|fun|composable|property|variable|field|val|constant|annotation"
    r"|symbol))"
)
_FILE = rf"(?:{QUOTE}|[\w./-]+\.(?:kt|xml)|[A-Z]\w+)"
_MODULE = rf"(?:{QUOTE}|:?[A-Za-z][\w:/-]*)"
_TEXT_WORD = r"(?:(?:hard-?coded )?(?:text|string|literal|label|title|message)(?: literal)?)"
_TEXTS = rf"{QUOTE}(?:(?:, and |, | and ){QUOTE})*"
_INTO = (
    r"(?:in ?to|to|in) (?:the )?(?:string resources?|resources?|resource file|strings file"
    r"|strings|a (?:new )?string resource|strings\.xml(?: file)?)"
)
_LIBRARY = rf"(?P<dependency>{QUOTE}|:?[\w.-]+(?::[\w.+-]+)*)"
_TARGET = rf"(?:the )?(?:module )?(?P<module>{_MODULE})(?: module)?"
_CONFIGURATION = r"(?P<configuration>\w*[iI]mplementation|api|compileOnly|runtimeOnly|ksp|kapt)"

_RENAME = (
    rf"rename (?:the )?(?:{_KIND.format(1)} )?(?P<symbol>{_NAME})(?: {_KIND.format(2)})?"
    rf"(?: (?:of|in|from) (?:the )?(?:class |file )?(?P<owner>{_NAME}))?"
    rf" (?:to|into|as|->|=>|\u2192) (?P<to>{_NAME})",
    rf"change the name of (?:the )?(?:{_KIND.format(1)} )?(?P<symbol>{_NAME})"
    rf"(?: {_KIND.format(2)})?(?: (?:of|in) (?:the )?(?:class )?(?P<owner>{_NAME}))?"
    rf" (?:to|into) (?P<to>{_NAME})",
)
_USES = (
    r"(?:update|adjust|fix|rename) (?:all )?(?:of )?(?:its |the |their )?"
    r"(?:callers?|usages?|uses|references|call sites?|imports)(?: of it)?(?: too)?",
)
_EXTRACT = (
    rf"(?:move|extract|put|pull|externali[sz]e|transfer) (?:the )?(?:{_TEXT_WORD}s? )?"
    rf"(?P<text>{_TEXTS})(?: {_TEXT_WORD}s?)?(?: (?:of|in|from) (?:the file )?(?P<path>{_FILE}))?"
    rf" (?:out )?{_INTO}",
    rf"(?:extract|externali[sz]e) (?:the )?{_TEXT_WORD}s? (?P<text>{_TEXTS})"
    rf"(?: (?:of|in|from) (?:the file )?(?P<path>{_FILE}))?",
    rf"use (?P<text>{QUOTE}) from (?:the )?(?:strings|string resources|strings\.xml)",
    rf"(?:make|turn) (?:the )?(?:{_TEXT_WORD} )?(?P<text>{QUOTE}) (?:into )?a string resource",
    rf"(?:replace|use a string resource for) (?:the )?(?:{_TEXT_WORD} )?(?P<text>{QUOTE})"
    r"(?: (?:with|by) a string resource)?",
)
_EXTRACT_ALL = (
    r"(?:extract|externali[sz]e|move) (?:all )?(?:of )?(?:the )?hard-?coded (?:strings|texts)"
    rf" (?:of|in|from) (?:(?:the )?file )?(?P<path>{_FILE})(?: {_INTO})?",
    r"(?:extract|externali[sz]e) (?:all )?(?:the )?(?:strings|texts)"
    rf" (?:of|in|from) (?:(?:the )?file )?(?P<path>{_FILE})(?: {_INTO})?",
    r"(?:extract|externali[sz]e|move) (?:all )?(?:of )?(?:the )?(?:hard-?coded )?(?:strings|texts)"
    rf" (?:of|in|from) (?:the )?module (?P<module>{_MODULE})(?: {_INTO})?",
    r"(?:extract|externali[sz]e|move) (?:all )?(?:of )?(?:the )?(?:hard-?coded )?(?:strings|texts)"
    rf" (?:of|in|from) (?:the )?(?P<module>:{_MODULE}|{_MODULE} module)(?: {_INTO})?",
)
_DEPENDENCY = (
    rf"add (?:the |a |an )?(?:dependency|library) (?:on |to )?{_LIBRARY} (?:to|in|into|for)"
    rf" {_TARGET}(?: (?:as|with|using) (?:an? )?{_CONFIGURATION}(?: dependency)?)?",
    rf"add (?:the |a |an )?{_CONFIGURATION} (?:dependency|library) (?:on )?{_LIBRARY}"
    rf" (?:to|in|into|for) {_TARGET}",
    rf"add {_LIBRARY} as (?:an? |the )?(?:{_CONFIGURATION} )?dependency (?:to|of|in|for) {_TARGET}",
    rf"add (?:the )?{_LIBRARY} (?:dependency|library) (?:to|in|into|for) {_TARGET}",
    rf"make {_TARGET} depend on (?:the )?(?:module )?{_LIBRARY}(?: module)?",
)
_WHERE = (
    rf"(?: (?:to|in|into|for) (?:the )?(?:(?:android )?manifest(?: of (?P<module1>{_MODULE}))?"
    rf"|AndroidManifest\.xml|(?P<module2>{_MODULE})(?:'s)?(?: module| manifest)?))?"
)
_PERMISSION = (
    rf"(?:add|declare) (?:the |an? )?(?P<permission>{QUOTE}|[\w.]+(?: \w+){{0,3}}?)"
    rf" permission{_WHERE}",
    r"(?:add|declare) (?:the )?(?P<permission>[\w.]+(?:(?:, and |, | and )(?:the )?[\w.]+)+)"
    rf" permissions{_WHERE}",
    rf"(?:add|declare) (?:the )?(?:permission|uses-permission) (?:for )?"
    rf"(?P<permission>{QUOTE}|[\w.]+){_WHERE}",
    rf"(?:add|declare) (?P<permission>android\.permission\.\w+){_WHERE}",
)

Steps = tuple[Step, ...] | None
_Binder = Callable[["Bindings", Wording, dict[str, str]], Steps]


def bind(request: str, facts: "Facts") -> tuple[Step, ...] | None:
    """The recipes that do all that the request says, and nothing else.

    None where a word is left over, something named does not exist, or a name can mean two things.
    """
    return bind_or_doubt(request, facts)[0]


def bind_or_doubt(request: str, facts: "Facts") -> tuple[Steps, str]:
    """The same; where only a name stands in the way, also what is unclear about it."""
    wording = read_wording(request)
    if len(request) > LENGTH or not wording.text or wording.is_doubtful:
        return None, ""
    from tools.recipes.bindings import Bindings

    bindings = Bindings(facts)
    for clauses in divisions(wording.text):
        steps = _bind_all(bindings, wording, clauses)
        if steps is not None:
            return steps, ""
    return None, next(iter(bindings.doubts), "")


def _bind_all(bindings: "Bindings", wording: Wording, clauses: tuple[str, ...]) -> Steps:
    steps: list[Step] = []
    for clause in clauses:
        if steps and steps[-1].recipe == "rename-symbol" and _match(_USES, clause) is not None:
            continue  # a rename does that anyway
        again = f"rename {clause}" if steps and steps[-1].recipe == "rename-symbol" else ""
        bound = _bind_clause(bindings, wording, clause)
        if bound is None and again and " " in clause:
            bound = _bind_clause(bindings, wording, again)
        if bound is None:
            return None
        steps.extend(bound)
    return tuple(steps) or None


def _bind_clause(bindings: "Bindings", wording: Wording, clause: str) -> Steps:
    for patterns, binder in _BINDERS:
        for groups in _matches(patterns, clause):
            bound = binder(bindings, wording, {k: v for k, v in groups.items() if v})
            if bound is not None:
                return bound
    return None


def _matches(patterns: tuple[str, ...], clause: str) -> list[dict[str, str]]:
    found = [re.fullmatch(pattern, clause, re.IGNORECASE) for pattern in patterns]
    return [match.groupdict() for match in found if match is not None]


def _match(patterns: tuple[str, ...], clause: str) -> dict[str, str] | None:
    return next(iter(_matches(patterns, clause)), None)


def _rename(bindings: "Bindings", wording: Wording, groups: dict[str, str]) -> Steps:
    values = wording.unmarked(groups)
    symbol, to = values["symbol"].removesuffix("()"), values["to"].removesuffix("()")
    if "owner" in values:
        symbol = f"{values['owner'].removesuffix('.kt')}.{symbol}"
    kind = values.get("kind1") or values.get("kind2") or "symbol"
    full = bindings.symbol(symbol, kind.lower(), to)
    if full is None:
        return None
    return (Step("rename-symbol", {"symbol": full, "to": to}, f"rename `{symbol}` to `{to}`"),)


def _extract(bindings: "Bindings", wording: Wording, groups: dict[str, str]) -> Steps:
    path = bindings.file(wording.unmark(groups["path"])) if "path" in groups else ""
    steps = []
    for text in wording.quoted(groups["text"]):
        if path is None or not bindings.has_text(text, path):
            return None
        arguments = {"text": text} | ({"path": path} if path else {})
        sentence = f'move the text "{text}" into `strings.xml`'
        steps.append(Step("extract-strings", arguments, sentence))
    return tuple(steps)


def _extract_all(bindings: "Bindings", wording: Wording, groups: dict[str, str]) -> Steps:
    values = wording.unmarked(groups)
    kind = "path" if "path" in values else "module"
    if kind == "path":
        place = bindings.file(values["path"])
    else:
        place = bindings.module(values["module"].removesuffix(" module"))
    if place is None:
        return None
    sentence = f"move the texts of `{place}` into string resources"
    return (Step("extract-strings", {kind: place}, sentence),)


def _dependency(bindings: "Bindings", wording: Wording, groups: dict[str, str]) -> Steps:
    values = wording.unmarked(groups)
    module = bindings.module(values["module"])
    dependency = bindings.dependency(values["dependency"])
    if module is None or dependency is None:
        return None
    arguments = {"dependency": dependency, "module": module}
    if "configuration" in values:
        configuration = values["configuration"]
        arguments["configuration"] = configuration[:1].lower() + configuration[1:]
    return (Step("add-dependency", arguments, f"add `{dependency}` to `{module}`"),)


def _permission(bindings: "Bindings", wording: Wording, groups: dict[str, str]) -> Steps:
    values = wording.unmarked(groups)
    named = values.get("module1") or values.get("module2") or ""
    module = bindings.module("" if named.lower() == "app" else named)
    steps = []
    for name in re.split(r", and |, | and ", values["permission"]):
        permission = bindings.permission(name.removeprefix("the "))
        if permission is None or module is None:
            return None
        arguments = {"permission": permission, "module": module}
        steps.append(Step("add-permission", arguments, f"declare `{permission}` in `{module}`"))
    return tuple(steps)


_BINDERS: tuple[tuple[tuple[str, ...], _Binder], ...] = (
    (_RENAME, _rename),
    (_EXTRACT, _extract),
    (_EXTRACT_ALL, _extract_all),
    (_DEPENDENCY, _dependency),
    (_PERMISSION, _permission),
)

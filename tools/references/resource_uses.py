"""Who uses a resource: code, XML, bindings that are generated, styles that inherit by name."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android import resources
from tools.android.resources import FILE_TYPES, TYPES
from tools.references.project import Code
from tools.references.texts import visible
from tools.references.usage import Found, Use, found, use_at

if TYPE_CHECKING:
    from tools.android.resources import Resource

_WRITTEN = (
    re.compile(r"(?:[\w.]+\.)?(?:R|Res|MR)\.(\w+)\.([\w.]+)"),
    re.compile(r"[@?]\+?(?:[\w.]+:)?(\w+)/([\w.]+)"),
    re.compile(r"(\w+)/([\w.]+)"),
)
_EXPRESSION = re.compile(r"\"@=?\{[^\"]*\"|'@=?\{[^']*'")


def written_resource(name: str) -> tuple[str, str] | None:
    """Type and name of `R.string.x`, `@string/x`, `string/x`, `?attr/x`; None for other names."""
    for form in _WRITTEN:
        match = form.fullmatch(name)
        if match and match[1] in TYPES:
            return match[1], match[2]
    return None


def resources_named(code: Code, name: str) -> list[tuple[str, str]]:
    """The types, each with the name as it is defined, of the resources of a simple name."""
    if "." in name:
        return []
    named: dict[tuple[str, str], None] = {}
    for kind in sorted(TYPES):
        for one in code.facts.resources(kind, name)[:1]:
            named[kind, one.name] = None
    return list(named)


def resource_uses(code: Code, kind: str, name: str) -> Found | None:
    """A resource with all that names it; None where nothing defines or uses it."""
    defined = code.facts.resources(kind, name)
    declared = [_definition(code, one) for one in defined]
    declared += [use_at(code, path, at) for path, at in _from_scripts(code, kind, name)]
    uses = [*_references(code, kind, name), *_by_alias(code, kind, name)]
    uses += [*_in_expressions(code, kind, name), *_by_lookup(code, kind, name)]
    if kind == "style":
        uses += _children(code, name)
    if kind in ("layout", "id") and defined:
        uses += _bound(code, kind, name)
    if kind in ("id", "navigation") and defined:
        uses += _directions(code, name)
    return found("resource", f"{kind}/{name}", declared, uses) if declared or uses else None


def _definition(code: Code, one: "Resource") -> Use:
    if one.start >= 0:
        return use_at(code, one.path, one.start)
    return Use(one.path, 1, 1, "")


def _references(code: Code, kind: str, name: str) -> Iterator[Use]:
    for one in code.facts.resource_refs(kind, name):
        line = code.source(one.path).line_text(one.start)
        note = "for the editor only" if one.place == "tools" else ""
        yield Use(one.path, one.line, one.column, line, "", note)


def _by_alias(code: Code, kind: str, name: str) -> Iterator[Use]:
    """`Texts.title` where `typealias Texts = R.string`."""
    plain = name.replace(".", "_").replace("-", "_")
    word = re.compile(rf"(?<![\w.])(\w+)\s*\.\s*({re.escape(plain)})(?!\w)")
    for path in code.paths_with(plain, (".kt",)):
        for match in word.finditer(code.source(path).code):
            alias = code.type_written(code.source(path), match[1], match.start())
            for symbol in code.symbols(alias):
                if symbol.kind == "typealias" and re.search(rf"\bR\.{kind}$", symbol.type):
                    note = f"`{match[1]}` is `R.{kind}`"
                    yield use_at(code, path, match.start(2), note=note)


def _in_expressions(code: Code, kind: str, name: str) -> Iterator[Use]:
    """`@{cond ? @string/a : @string/b}` in a data-binding layout."""
    word = re.compile(rf"@(?:[\w.]+:)?{kind}/{re.escape(name)}(?![\w.])")
    for path in code.paths_with(name, (".xml",)):
        text = visible(path, code.text(path))
        for expression in _EXPRESSION.finditer(text):
            for match in word.finditer(text, expression.start(), expression.end()):
                yield use_at(code, path, match.start())


def _by_lookup(code: Code, kind: str, name: str) -> Iterator[Use]:
    """`getIdentifier("title", "string", ...)`."""
    call = re.compile(rf"\bgetIdentifier\(\s*\"{re.escape(name)}\"\s*,\s*\"{kind}\"")
    for path in code.paths_with(name):
        text = code.text(path)
        for match in call.finditer(text) if "getIdentifier" in text else ():
            yield use_at(code, path, match.start(), note="looked up by its name")


def _children(code: Code, name: str) -> Iterator[Use]:
    """`AppTheme.Dark` inherits from `AppTheme` unless it names another parent."""
    for one in code.facts.resources("style"):
        if one.name.rpartition(".")[0] != name or one.start < 0:
            continue
        text = code.text(one.path)
        if not re.search(r"\bparent\s*=", text[one.start : text.find(">", one.start)]):
            yield use_at(code, one.path, one.start, note="inherits by its name")


def _bound(code: Code, kind: str, name: str) -> Iterator[Use]:
    """View binding: `RowLoginBinding` of `layout/row_login`, `binding.loginButton` of an id."""
    if kind == "layout":
        binding = f"{_camel(name)}Binding"
        for path in code.paths_with(binding):
            for at in code.source(path).words(binding):
                yield use_at(code, path, at, note=f"generated from `layout/{name}`")
        return
    layouts = {one.path for one in code.facts.resources("id", name)}
    stems = {path.rpartition("/")[2].removesuffix(".xml") for path in layouts}
    bindings = {f"{_camel(stem)}Binding" for stem in stems}
    field = _camel(name)[:1].lower() + _camel(name)[1:]
    for path in code.paths_with(field):
        source = code.source(path)
        near = bindings & source.vocabulary
        for at in source.words(field) if near else ():
            before, dot = source.before(at)
            if before in {".", "?."}:
                holder = source.before(dot)[0]
                sure = "binding" in holder.lower()
                doubt = "" if sure else "it may be a view of the layout"
                yield use_at(code, path, at, doubt=doubt, note=f"a view of `{min(near)}`")


def _directions(code: Code, name: str) -> Iterator[Use]:
    """`HomeDirections.actionHomeToLogin()` of the action `action_home_to_login`."""
    method = _camel(name)[:1].lower() + _camel(name)[1:]
    word = re.compile(rf"\w*Directions\s*\.\s*({re.escape(method)})(?!\w)")
    for path in code.paths_with(method):
        for match in word.finditer(code.source(path).code):
            yield use_at(code, path, match.start(1), note="generated from the navigation graph")


def _from_scripts(code: Code, kind: str, name: str) -> Iterator[tuple[str, int]]:
    """`resValue("string", "title", ...)` in a build script defines it too."""
    if kind in FILE_TYPES - {"color", "drawable"}:
        return
    call = re.compile(rf"\bresValue\W+{kind}\W+({re.escape(name)})[\"']")
    for path in code.paths_with(name, (".kts", ".gradle")):
        for match in call.finditer(visible(path, code.text(path))):
            yield path, match.start(1)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_.]", name))


def resource_names(code: Code) -> list[str]:
    """Every defined resource as `type/name`, for near names."""
    return sorted(
        {
            resources.key(one.type, one.name)
            for kind in sorted(TYPES)
            for one in code.facts.resources(kind)
        }
    )

"""Class names in XML, keep rules, build scripts and service files."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.references.project import Code
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import OTHER, Occurrence, Verdict, doubt
from tools.syntax.language import is_keep_rules

if TYPE_CHECKING:
    from tools.syntax.symbols import Symbol

_NAMING_CLASSES = (".xml", ".kts", ".gradle", ".properties")
_XML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HASH_COMMENT = re.compile(r"#[^\n]*")
_PACKAGE = re.compile(r"<manifest\b[^>]*?\bpackage\s*=\s*\"([\w.]+)\"", re.DOTALL)
_BINDING = re.compile(r"@=?\{[^}]*\}")
_CONTEXT = re.compile(r"tools:context\s*=\s*\"([\w.$]+)\"")
_VARIABLE = re.compile(r"(?<![\w.])(\w+)\s*(?:\.|::)\s*$")
_CLICK = re.compile(r"android:onClick\s*=\s*\"(\w+)\"")


def text_occurrences(code: Code, target: Target) -> Iterator[Occurrence]:
    """The qualified name in all files that are no code, and what may be it."""
    if target.kind != "type":
        yield from _in_layouts(code, target)
        return
    for path in code.paths_with(target.name, ("",)):
        if not path.endswith((".xml", ".kts", ".gradle", ".properties")) and not is_keep_rules(
            path
        ):
            continue
        file = Source(path, visible(path, code.text(path)))
        for symbol in target.symbols:
            for start in _qualified(file.text, code, symbol):
                yield _occurrence(file, start, start + len(target.name))
        if path.endswith(".xml"):
            yield from _relative(code, target, file)
            yield from _in_bindings(target, file)
    yield from _in_services(code, target)


def visible(path: str, text: str) -> str:
    """The text with its comments blanked, of the same length."""
    if path.endswith(".xml"):
        return _XML_COMMENT.sub(lambda match: " " * len(match[0]), text)
    if path.endswith(".properties") or is_keep_rules(path):
        return _HASH_COMMENT.sub(lambda match: " " * len(match[0]), text)
    comments = Source(path, text).masked.comments
    for start, end in comments:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def binary_name(code: Code, symbol: "Symbol") -> str:
    """The name of a class as the machine knows it: nested ones after `$`."""
    package = code.source(symbol.path).package
    inside = symbol.qualified.removeprefix(f"{package}.") if package else symbol.qualified
    nested = inside.replace(".", "$")
    return f"{package}.{nested}" if package else nested


def _qualified(text: str, code: Code, symbol: "Symbol") -> Iterator[int]:
    """Where the simple name begins in each qualified name of the text."""
    names = {symbol.qualified, binary_name(code, symbol)}
    for name in sorted(names):
        if "." not in name:
            continue
        for match in re.finditer(rf"(?<![\w.$]){re.escape(name)}(?!\w)", text):
            yield match.end() - len(symbol.name)


def _occurrence(file: Source, start: int, end: int) -> Occurrence:
    if file.path.endswith(".xml") and file.text.rfind("<", 0, start) < file.text.rfind(
        ">", 0, start
    ):
        return Occurrence(file, start, end, doubt("in a text"))
    return Occurrence(file, start, end)


def _relative(code: Code, target: Target, file: Source) -> Iterator[Occurrence]:
    """`.ui.LoginActivity` in manifests and in `tools:context`."""
    pattern = rf"(?<==\")(\.[\w.$]*?)?(?<=[.$]){re.escape(target.name)}(?=[\"$.])"
    for match in re.finditer(pattern, file.text):
        spaces = _namespaces(code, file.path, file.text)
        written = match[0]
        start = match.end() - len(target.name)
        names = {binary_name(code, symbol) for symbol in target.symbols}
        if any(f"{space}{written}" in names for space in spaces):
            yield Occurrence(file, start, match.end())
        elif not spaces and any(name.endswith(written) for name in names):
            reason = "the namespace of the module is not known"
            yield Occurrence(file, start, match.end(), doubt(reason))


def _namespaces(code: Code, path: str, text: str) -> set[str]:
    """The packages to which a relative class name in this file may belong."""
    declared = _PACKAGE.search(text)
    module = code.facts.project().module_of(path)
    found = {declared[1]} if declared else set()
    if module is not None and module.namespace:
        found.add(module.namespace)
    return found


def _in_bindings(target: Target, file: Source) -> Iterator[Occurrence]:
    """A class imported by a data-binding layout is named simply in its expressions."""
    names = "|".join(re.escape(name) for name in sorted(target.qualified))
    if not re.search(rf"<import\b(?![^>]*\balias=)[^>]*type\s*=\s*\"(?:{names})\"", file.text):
        return
    for expression in _BINDING.finditer(file.text):
        for match in re.finditer(rf"(?<![\w.]){re.escape(target.name)}(?!\w)", expression[0]):
            start = expression.start() + match.start()
            yield Occurrence(file, start, start + len(target.name))


def _in_services(code: Code, target: Target) -> Iterator[Occurrence]:
    names = {binary_name(code, symbol) for symbol in target.symbols}
    for path in code.paths_with(target.name, ("",)):
        if "/META-INF/services/" not in path:
            continue
        for match in re.finditer(r"^[^\s#]+", code.text(path), re.MULTILINE):
            if match[0] in names:
                start = match.end() - len(target.name)
                yield Occurrence(Source(path, code.text(path)), start, match.end())


def _in_layouts(code: Code, target: Target) -> Iterator[Occurrence]:
    """Handlers and data-binding expressions that name a member."""
    for path in code.paths_with(target.name, (".xml",)):
        file = Source(path, visible(path, code.text(path)))
        for match in _CLICK.finditer(file.text):
            if match[1] == target.name and target.is_function:
                reason = "a layout calls a method of this name"
                sure = _is_context(code, target, file)
                verdict = Verdict("certain" if sure else "doubt", reason)
                yield Occurrence(file, match.start(1), match.end(1), verdict)
        for expression in _BINDING.finditer(file.text):
            for match in re.finditer(rf"\b{re.escape(target.name)}\b", expression[0]):
                start = expression.start() + match.start()
                verdict = _bound(code, target, file, start)
                if verdict.kind != "other":
                    yield Occurrence(file, start, start + len(target.name), verdict)


def _is_context(code: Code, target: Target, file: Source) -> bool:
    """Whether the layout says that it belongs to a class that has the member."""
    found = _CONTEXT.search(file.text)
    names = {binary_name(code, s) for owner in target.covers for s in code.symbols(owner)}
    return found is not None and any(
        name in {found[1], *(f"{space}{found[1]}" for space in _namespaces(code, file.path, ""))}
        for name in names
    )


def _bound(code: Code, target: Target, file: Source, at: int) -> Verdict:
    """What a word of an expression is: the type of the layout's variable before it tells."""
    reason = "a layout names a member so"
    before = _VARIABLE.search(file.text, max(0, at - 80), at)
    name = _declared_in_layout(file.text, before[1]) if before else ""
    if not name:
        return doubt(reason)
    if {name, *code.ancestors(name)} & target.covers:
        return Verdict("certain", reason)
    is_known = code.is_type(name) and not code.is_open(name)
    return OTHER if is_known or code.members(name, target.name) else doubt(reason)


def _declared_in_layout(text: str, word: str) -> str:
    """The class of a variable of a layout, or the class that it imports by this name."""
    of_variable = rf"<variable\b(?=[^>]*\bname\s*=\s*\"{word}\")[^>]*\btype\s*=\s*\"([\w.$]+)\""
    found = re.search(of_variable, text)
    name = found[1].replace("$", ".") if found else word
    if "." in name:
        return name
    imported = re.search(rf"<import\b[^>]*type\s*=\s*\"([\w.$]+[.$]{name})\"", text)
    return imported[1].replace("$", ".") if imported else ""

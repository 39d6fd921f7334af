"""Class names in XML, keep rules, build scripts and service files."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.references.project import Code
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import Changes

if TYPE_CHECKING:
    from tools.syntax.symbols import Symbol

_XML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HASH_COMMENT = re.compile(r"#[^\n]*")
_PACKAGE = re.compile(r"<manifest\b[^>]*?\bpackage\s*=\s*\"([\w.]+)\"", re.DOTALL)
_BINDING = re.compile(r"@=?\{[^}]*\}")
_CLICK = re.compile(r"android:onClick\s*=\s*\"(\w+)\"")


def judge_texts(code: Code, target: Target, to: str, changes: Changes) -> None:
    """Rename the qualified name in all files that are no code; list what may be it."""
    if target.kind != "type":
        _list_in_layouts(code, target, changes)
        return
    for path in code.paths_with(target.name, (".xml", ".pro", ".kts", ".gradle", ".properties")):
        text = _visible(path, code.texts()[path])
        for symbol in target.symbols:
            for start in _qualified(text, code, symbol):
                _judge(code, path, (start, start + len(target.name)), to, changes)
        if path.endswith(".xml"):
            _judge_relative(code, target, path, to, changes)
            _judge_bindings(code, target, path, to, changes)
    _judge_services(code, target, to, changes)


def _visible(path: str, text: str) -> str:
    """The text with its comments blanked, of the same length."""
    if path.endswith(".xml"):
        return _XML_COMMENT.sub(lambda match: " " * len(match[0]), text)
    if path.endswith((".pro", ".properties")):
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


def _judge(code: Code, path: str, span: tuple[int, int], to: str, changes: Changes) -> None:
    text = code.texts()[path]
    start, end = span
    if path.endswith(".xml") and text.rfind("<", 0, start) < text.rfind(">", 0, start):
        changes.mention(Source(path, text), start, "in a text")
        return
    changes.replace(path, start, end, to)


def _judge_relative(code: Code, target: Target, path: str, to: str, changes: Changes) -> None:
    """`.ui.LoginActivity` in manifests and in `tools:context`."""
    text = _visible(path, code.texts()[path])
    pattern = rf"(?<==\")(\.[\w.$]*?)?(?<=[.$]){re.escape(target.name)}(?=[\"$.])"
    for match in re.finditer(pattern, text):
        spaces = _namespaces(code, path, text)
        written = match[0]
        start = match.end() - len(target.name)
        names = {binary_name(code, symbol) for symbol in target.symbols}
        if any(f"{space}{written}" in names for space in spaces):
            changes.replace(path, start, match.end(), to)
        elif not spaces and any(name.endswith(written) for name in names):
            reason = "the namespace of the module is not known"
            changes.mention(Source(path, text), start, reason, needs=True)


def _namespaces(code: Code, path: str, text: str) -> set[str]:
    """The packages to which a relative class name in this file may belong."""
    declared = _PACKAGE.search(text)
    module = code.facts.project().module_of(path)
    found = {declared[1]} if declared else set()
    if module is not None and module.namespace:
        found.add(module.namespace)
    return found


def _judge_bindings(code: Code, target: Target, path: str, to: str, changes: Changes) -> None:
    """A class imported by a data-binding layout is named simply in its expressions."""
    text = _visible(path, code.texts()[path])
    names = "|".join(re.escape(name) for name in sorted(target.qualified))
    if not re.search(rf"<import\b(?![^>]*\balias=)[^>]*type\s*=\s*\"(?:{names})\"", text):
        return
    for expression in _BINDING.finditer(text):
        for match in re.finditer(rf"(?<![\w.]){re.escape(target.name)}(?!\w)", expression[0]):
            start = expression.start() + match.start()
            changes.replace(path, start, start + len(target.name), to)


def _judge_services(code: Code, target: Target, to: str, changes: Changes) -> None:
    names = {binary_name(code, symbol) for symbol in target.symbols}
    for path in code.paths_with(target.name, ("",)):
        if "/META-INF/services/" not in path:
            continue
        for match in re.finditer(r"^[^\s#]+", code.texts()[path], re.MULTILINE):
            if match[0] in names:
                changes.replace(path, match.end() - len(target.name), match.end(), to)


def _list_in_layouts(code: Code, target: Target, changes: Changes) -> None:
    """Handlers and data-binding expressions that name a member."""
    for path in code.paths_with(target.name, (".xml",)):
        text = _visible(path, code.texts()[path])
        source = Source(path, text)
        for match in _CLICK.finditer(text):
            if match[1] == target.name and target.is_function:
                reason = "a layout calls a method of this name"
                changes.mention(source, match.start(1), reason, needs=True)
        for expression in _BINDING.finditer(text):
            for match in re.finditer(rf"\b{re.escape(target.name)}\b", expression[0]):
                start = expression.start() + match.start()
                changes.mention(source, start, "a layout names a member so", needs=True)

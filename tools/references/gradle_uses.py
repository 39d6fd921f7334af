"""Who uses a module or a catalog alias: settings, build scripts, convention plugins, catalogs."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android.build_files import is_build_file
from tools.android.catalog import dotted_name
from tools.references.project import Code
from tools.references.usage import Found, Use, found, use_at
from tools.syntax import gradle
from tools.syntax.toml import entries

if TYPE_CHECKING:
    from tools.android.catalog import Alias, Catalog
    from tools.android.project import Module

_LITERAL = re.compile(r"([\"'])[ \n]*\1")
_FINDERS = {
    "library": "findLibrary",
    "plugin": "findPlugin",
    "bundle": "findBundle",
    "version": "findVersion",
}


def modules_named(code: Code, name: str) -> "list[Module]":
    """The modules that `:core:data`, `core:data` or `projects.core.data` can mean."""
    project = code.facts.project()
    if name.startswith("projects."):
        return [one for one in project.modules if one.accessor == name]
    if ":" in name:
        wanted = {name, f":{name}"}
        return [one for one in project.modules if {one.path, one.inner} & wanted]
    return [one for one in project.modules if name and one.path.rpartition(":")[2] == name]


def module_uses(code: Code, module: "Module") -> Found:
    """A module with its edges, its `include`, and the scripts that name it."""
    declared = [Use(module.build_file, 1, 1, "")] if module.build_file else []
    return found("module", module.path, declared, _of_module(code, module))


def _of_module(code: Code, module: "Module") -> Iterator[Use]:
    paths = {module.path, module.inner}
    begins = tuple(f"{path}:" for path in paths)
    accessor = re.compile(rf"(?<![\w.]){re.escape(module.accessor)}(?!\w)")
    project = code.facts.project()
    for path in _build_files(code, (module.path.rpartition(":")[2], module.accessor)):
        script = gradle.read(code.text(path))
        build = one.build if (one := project.module_of(path)) else ""
        for at, value in literals(script):
            if value in paths or (value.startswith(begins) and not value.endswith(":")):
                note = "" if value in paths else f"the path `{value}`"
                if project.module(value) in (None, module):
                    yield use_at(code, path, at, note=note)
            elif f":{value}" == module.path and _is_included(script, at):
                yield use_at(code, path, at)
        for match in accessor.finditer(script.code):
            whole = re.compile(r"[\w.]+").match(script.code, match.start())
            if whole and project.accessor(whole[0].rstrip("."), build) == module:
                yield use_at(code, path, match.start())


def _is_included(script: gradle.Script, at: int) -> bool:
    return any(call.start < at < call.end for call in script.called("include"))


def literals(script: gradle.Script) -> Iterator[tuple[int, str]]:
    """The text of each string literal of a script and where it begins."""
    for match in _LITERAL.finditer(script.code):
        written = script.text[match.start() : match.end()]
        yield match.start() + 1, written.strip(written[:1])


def aliases_named(code: Code, name: str) -> "list[tuple[Catalog, Alias]]":
    """The aliases that `libs.androidx.core.ktx` or the catalog's own `androidx-core-ktx` mean."""
    catalogs = code.facts.project().catalogs
    head, _, rest = name.partition(".")
    for catalog in catalogs:
        if catalog.name == head and rest and (alias := catalog.resolve(rest)):
            return [(catalog, alias)]
    return [(c, alias) for c in catalogs for alias in c.aliases if alias.name == name]


def alias_uses(code: Code, catalog: "Catalog", alias: "Alias") -> Found:
    """A catalog alias with the scripts that read it and the entries that refer to it."""
    declared = [_entry(code, alias)]
    name = f"{catalog.name}.{alias.accessor}"
    return found(alias.kind, name, declared, _of_alias(code, catalog, alias))


def _entry(code: Code, alias: "Alias") -> Use:
    lines = code.text(alias.path).split("\n")
    text = lines[alias.line - 1] if alias.line <= len(lines) else ""
    return Use(alias.path, alias.line, len(text) - len(text.lstrip()) + 1, text.strip())


def _of_alias(code: Code, catalog: "Catalog", alias: "Alias") -> Iterator[Use]:
    dotted = dotted_name(alias.name)
    lookup = re.compile(rf"\b{_FINDERS[alias.kind]}\s*\(\s*$")
    accessor = re.compile(rf"(?<![\w.]){re.escape(catalog.name)}\.[\w.]+")
    for path in _build_files(code, (dotted,)):
        if path.endswith(".toml"):
            if path == catalog.path:
                yield from _in_catalog(code, alias)
            continue
        script = gradle.read(code.text(path))
        for match in accessor.finditer(script.code):
            written = match[0].removeprefix(f"{catalog.name}.").rstrip(".")
            if catalog.resolve(written) == alias:
                yield use_at(code, path, match.start())
        for at, value in literals(script):
            if dotted_name(value) == dotted and lookup.search(script.code, max(0, at - 40), at - 1):
                yield use_at(code, path, at)


def _in_catalog(code: Code, alias: "Alias") -> Iterator[Use]:
    """Bundles that hold a library, entries that take a version."""
    kinds = {"library": ("bundles", None), "version": (None, "ref")}
    table, last = kinds.get(alias.kind, ("", ""))
    for entry in entries(code.text(alias.path)):
        is_taken = entry.key[0] == table or (last and entry.key[-1] == last)
        if is_taken and entry.value == alias.name:
            yield use_at(code, alias.path, entry.start)


def _build_files(code: Code, words: tuple[str, ...]) -> list[str]:
    """The files of the build that may hold one of these words."""
    lacking = [code.facts.lacking(word) for word in words]
    return [
        path
        for path in code.text_paths
        if is_build_file(path) and not all(path in lacks for lacks in lacking)
    ]

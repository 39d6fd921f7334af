"""Faults in build scripts and catalogs: what goes from them is still needed."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from bench.android_breaks import Find, Place, slip
from tools.android.project import Module, is_test_configuration
from tools.checks.needed import NEEDS, Need
from tools.index import Facts

_MOST = 80
_PLUGIN = re.compile(r"^[ \t]*(?:alias|id)\(\s*\"?([\w.-]+)\"?\s*\)[ \t]*\n", re.MULTILINE)


def _module(path: str, facts: Facts) -> Module | None:
    found = facts.project().module_of(path)
    return found if found is not None and found.build_file == path else None


def plugin(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A plugin that annotations of the module need, taken away."""
    module, project = _module(path, facts), facts.project()
    if module is None or module.kind == "build-logic":
        return None
    for need in dict.fromkeys(NEEDS.values()):
        lines = [one for one in _PLUGIN.finditer(text) if _identity(one[1], facts) in need.plugins]
        rest = replace(module, plugins=tuple(set(module.plugins) - set(need.plugins)))
        if len(lines) != 1 or need.met(project, rest) or _is_given(text, lines[0][0], need, facts):
            continue
        names = [name for name, other in NEEDS.items() if other is need]
        users = (user for name in names for user in facts.importers(name))
        if any(project.module_of(user) == module for user in users):
            return *lines[0].span(), "", f"without the plugin {lines[0][1]}"
    return None


def _is_given(text: str, line: str, need: Need, facts: Facts) -> bool:
    """Whether a plugin beside this one gives modules the same that do not name it."""
    others = {one[0].strip() for one in _PLUGIN.finditer(text) if one[0] != line}
    for module in facts.project().modules:
        if need.met(facts.project(), module):
            found = list(_PLUGIN.finditer(facts.text(module.build_file)))
            named = any(_identity(one[1], facts) in need.plugins for one in found)
            if not named and others & {one[0].strip() for one in found}:
                return True
    return False


def _identity(written: str, facts: Facts) -> str:
    alias = facts.project().alias(written)
    return alias.target if alias else written


def dependency(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A module that code imports from, taken from the dependencies."""
    module, project = _module(path, facts), facts.project()
    if module is None or module.open_ended or module.kind in ("other", "root", "build-logic"):
        return None
    lines = text.split("\n")
    edges = [
        edge
        for edge in module.dependencies
        if edge.kind == "project"
        and not edge.source
        and not is_test_configuration(edge.configuration)
    ]
    chance.shuffle(edges)
    imported = set(_imported(module, facts)) if edges else set()
    for edge in edges:
        rest = tuple(one for one in module.dependencies if one.target != edge.target)
        seen = {one.path for one in project.visible_modules(replace(module, dependencies=rest))}
        line = lines[edge.line - 1]
        if edge.target in seen or edge.target not in imported or not _is_whole(line):
            continue
        start = sum(len(one) + 1 for one in lines[: edge.line - 1])
        return start, start + len(line) + 1, "", f"without {line.strip()}"
    return None


def _is_whole(line: str) -> bool:
    return re.fullmatch(r"\s*\w+[ (]\s*(?:projects[\w.]+|project\([^()]*\))\)?", line) is not None


def _imported(module: Module, facts: Facts) -> Iterator[str]:
    """The modules that the main code of a module imports from."""
    project = facts.project()
    paths = [path for path in facts.paths() if path.startswith(f"{module.directory}/src/main/")]
    for path in paths[:_MOST]:
        file = facts.file(path)
        for one in file.imports if file else ():
            owners = {project.module_of(symbol.path) for symbol in facts.symbol(one.name)}
            if len(owners) == 1 and (owner := owners.pop()) is not None:
                yield owner.path


def namespace(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """The namespace of a module, taken away."""
    found = re.search(r"^[ \t]*namespace[ =][^\n]*\n", text, re.MULTILINE)
    module = _module(path, facts)
    if module is None or found is None or (facts.project().android_plugin or 0) < 8:
        return None
    return *found.span(), "", f"without {found[0].strip()}"


def version(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A misspelt version of a catalog."""
    found = list(re.finditer(r'version\.ref\s*=\s*"(\w[\w-]{3,})"', text))
    if not found:
        return None
    one = chance.choice(found)
    new = slip(one[1].replace("-", "_"), chance).replace("_", "-" if "-" in one[1] else "_")
    return (*one.span(1), new, f"{one[1]} -> {new}") if new != one[1] else None


_SCRIPTS = (".gradle", ".gradle.kts")
BUILD: dict[str, tuple[str | tuple[str, ...], Find]] = {
    "plugin taken away": (_SCRIPTS, plugin),
    "module taken away": (_SCRIPTS, dependency),
    "namespace taken away": (_SCRIPTS, namespace),
    "misspelt version": (".versions.toml", version),
}
"""Kind of break -> the files it goes into, and where and how."""

"""GR-05: a module of Android has a namespace, and one of its own.

A namespace that two libraries share breaks the build since version 9 of the Android plugin, unless
`android.uniquePackageNames` is false; before, it warns.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.checks.added import before
from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.script_lines import put_back

if TYPE_CHECKING:
    from tools.android.project import Module

_ANDROID = tuple(
    f"com.android.{kind}"
    for kind in (
        "application",
        "library",
        "test",
        "dynamic-feature",
        "kotlin.multiplatform.library",
    )
)
_SAID = re.compile(r"^[ \t]*(?:android\.)?(?:namespace\b|setNamespace\b)[^\n]*$", re.MULTILINE)
_BLOCK = re.compile(r"^([ \t]*)android(?:Library)?\s*\{[ \t]*\n([ \t]*)", re.MULTILINE)
_SCRIPTS = (".gradle", ".gradle.kts")
_NEEDED_SINCE = 8
_UNIQUE_SINCE = 9


def _find(context: Context) -> Iterator[Finding]:
    if not any(path.endswith(_SCRIPTS) for path in context.paths):
        return
    modules = {one.build_file: one for one in context.project.modules if _is_android(one)}
    for path in context.paths:
        module = modules.get(path)
        if module is None:
            continue
        context.counted["GR-05"] += 1
        if not module.namespace:
            yield from _without(context, module)
        else:
            yield from _twice(context, module)


def _is_android(module: "Module") -> bool:
    return bool(module.build_file) and any(one in _ANDROID for one in module.plugins)


def _without(context: Context, module: "Module") -> Iterator[Finding]:
    version = context.project.android_plugin
    if version is None or version < _NEEDED_SINCE:
        return
    path = module.build_file
    message = f"`{module.path}` has no namespace: `namespace = ...` in `android {{ }}`"
    yield Finding("GR-05", "block", path, 1, 1, message, module.path, _fix(context, module))


def _fix(context: Context, module: "Module") -> Fix | None:
    path = module.build_file
    text, old = context.facts.text(path), before(context, path)
    if said := _SAID.search(old):
        return put_back(old, text, old.count("\n", 0, said.start()) + 1, path)
    block, package = _BLOCK.search(text), _package(context, module)
    if block is None or not package:
        return None
    line = text.count("\n", 0, block.end()) + 1
    indent = block[2] if len(block[2]) > len(block[1]) else f"{block[1]}    "
    written = f'{indent}namespace = "{package}"'
    return Fix(f"wrote `{written.strip()}` into `{path}`", line=line, new=written, path=path)


def _package(context: Context, module: "Module") -> str:
    """The package that all code of a module is in or below, where no module is called so."""
    found = context.facts.packages_below(f"{module.directory}/src/main")
    parts = [one.package.split(".") for one in found]
    common: list[str] = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            break
        common.append(column[0])
    package = ".".join(common)
    taken = {one.namespace for one in context.project.modules}
    return package if len(common) > 2 and package not in taken else ""


def _twice(context: Context, module: "Module") -> Iterator[Finding]:
    others = [
        one.path
        for one in context.project.modules
        if one.namespace == module.namespace
        and one is not module
        and one.build == module.build
        and _is_android(one)
        and "application" not in (one.kind, module.kind)
    ]
    if not others:
        return
    path = module.build_file
    said = _SAID.search(text := context.facts.text(path))
    line = text.count("\n", 0, said.start()) + 1 if said else 1
    message = f"`{module.namespace}` is the namespace of `{others[0]}` already"
    severity = _of_shared(context, module)
    yield Finding("GR-05", severity, path, line, 1, message, module.namespace or "")


def _of_shared(context: Context, module: "Module") -> Severity:
    from tools.android.paths import join
    from tools.android.values import properties

    said = properties(context.written(join(module.build, "gradle.properties")))
    version = context.project.android_plugin or 0
    allowed = said.get("android.uniquePackageNames", "true").strip() == "false"
    return "block" if version >= _UNIQUE_SINCE and not allowed else "warn"


CHECK = Check(
    "GR-05",
    "block",
    "a module of Android has a namespace of its own",
    _find,
    example='`android { compileSdk = 36 }` → `android { namespace = "com.example.data" ... }`',
)

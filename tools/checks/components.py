"""MAN-01: the components of a manifest exist."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from tools.android.manifest import is_manifest, read_manifest
from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.near import certain, meant
from tools.checks.resolution import Packages

if TYPE_CHECKING:
    from tools.android.manifest import Manifest


def manifests(
    context: Context, paths: Iterable[str] | None = None
) -> "Iterator[tuple[str, str, Manifest]]":
    """The manifests among the files to look at, or among others, with their texts."""
    for path in context.paths if paths is None else paths:
        if is_manifest(path):
            text = context.facts.text(path)
            module = context.project.module_of(path)
            yield path, text, read_manifest(path, text, (module and module.namespace) or "")


def _naming_lost(context: Context) -> "Iterator[tuple[str, str, Manifest]]":
    """The manifests that the draft left alone, with the components whose class it took away."""
    lost = {
        one.qualified
        for path in context.draft.changed()
        if (old := context.head.file(path))
        for one in old.symbols
        if one.kind == "class" and not context.facts.symbol(one.qualified)
    }
    others = [path for path in context.facts.paths() if path not in context.paths] if lost else []
    for path, text, manifest in manifests(context, others):
        left = tuple(one for one in manifest.components if one.qualified in lost)
        if left:
            yield path, text, replace(manifest, components=left)


def _classes(context: Context) -> Iterator[Finding]:
    for path, text, manifest in chain(manifests(context), _naming_lost(context)):
        if "appComponentFactory" in text:
            continue
        packages = Packages(context.facts)
        for one in manifest.components:
            context.counted["MAN-01"] += 1
            if one.removed or one.kind == "activity-alias" or "$" in one.name.partition("{")[0][:1]:
                continue
            package, _, simple = one.qualified.rpartition(".")
            if not package or not packages.owns(one.qualified) or not packages.has(package):
                continue
            if context.facts.symbol(one.qualified):
                continue
            names = {each.name for each in context.facts.package_symbols(package)}
            elsewhere = [
                each.qualified
                for each in context.facts.symbols(simple)
                if each.kind in ("class", "object")
            ]
            message = f"there is no class `{one.qualified}`"
            fix = None
            target = elsewhere[0] if len(elsewhere) == 1 else ""
            if near := certain(simple, names):
                target = f"{package}.{near}"
            if target:
                message += f"; it is `{target}`"
                written = target.removeprefix(one.qualified.removesuffix(one.name))
                target = written if one.name.startswith(".") else target
                fix = Fix(f"named `{target}`", line=one.line, old=one.name, new=target)
            else:
                message += meant(simple, names)
            line, column = place(text, one.start)
            yield Finding("MAN-01", "block", path, line, column, message, one.qualified, fix)


CHECK = Check(
    "MAN-01",
    "block",
    "a component of a manifest is a class of the project",
    _classes,
    example='`android:name=".MainActvity"` → `android:name=".MainActivity"`',
)

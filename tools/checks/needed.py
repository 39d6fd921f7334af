"""GR-09: an annotation that a plugin or processor reads is used in a module that has it.

What must be there is what the documentation of each library asks a module to apply.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.checks.added import before
from tools.checks.base import Check, Context, Finding, Fix, Severity
from tools.checks.rebuilt import rebuilt, sources_of
from tools.checks.script_lines import added, gone_lines, learned, put_back

if TYPE_CHECKING:
    from tools.android.project import Dependency, Module, Project
    from tools.syntax.symbols import Import

_PROCESSING = re.compile(r"ksp|kapt|annotationProcessor", re.IGNORECASE)
_UNSURE = ("build-logic", "root", "other")


@dataclass(frozen=True)
class Need:
    """What a module must have, any of it: a plugin, a processor by coordinate, a switch."""

    told: str
    plugins: tuple[str, ...] = ()
    processor: str = ""
    feature: str = ""

    def met(self, project: "Project", module: "Module") -> bool:
        """Whether a module has it."""
        if self.feature in module.features or not set(self.plugins).isdisjoint(module.plugins):
            return True
        return bool(self.processor) and any(
            self.processor in coordinate
            for edge in module.dependencies
            if _PROCESSING.search(edge.configuration)
            for coordinate in coordinates(project, edge)
        )


def coordinates(project: "Project", edge: "Dependency") -> tuple[str, ...]:
    """The libraries that a dependency brings: several of a bundle."""
    if edge.kind == "coordinate":
        return (edge.target,)
    alias = project.alias(edge.target) if edge.kind == "alias" else None
    if alias is None:
        return ()
    if alias.kind != "bundle":
        return (alias.target,)
    names = {name.strip() for name in alias.target.split(",")}
    return tuple(
        one.target
        for catalog in project.catalogs
        if catalog.path == alias.path
        for one in catalog.aliases
        if one.kind == "library" and one.name in names
    )


_HILT = Need(
    "the processor of Hilt",
    ("com.google.dagger.hilt.android", "dagger.hilt.android.plugin"),
    ":hilt-",
)
_SERIALIZATION = Need(
    "the plugin of serialization",
    ("org.jetbrains.kotlin.plugin.serialization", "kotlinx-serialization"),
)
_PARCELS = Need(
    "the plugin of parcels",
    (
        "org.jetbrains.kotlin.plugin.parcelize",
        "kotlin-parcelize",
        "org.jetbrains.kotlin.android.extensions",
        "kotlin-android-extensions",
    ),
)
_COMPOSE = Need(
    "the compiler plugin of Compose",
    ("org.jetbrains.kotlin.plugin.compose", "org.jetbrains.compose"),
    feature="compose",
)
_ROOM = Need("the processor of Room", processor="androidx.room:room-compiler")
_MOSHI = Need(
    "the processor of Moshi",
    ("dev.zacsweers.moshix",),
    "moshi",
)
NEEDS = {
    "dagger.hilt.InstallIn": _HILT,
    "dagger.hilt.android.AndroidEntryPoint": _HILT,
    "dagger.hilt.android.HiltAndroidApp": _HILT,
    "dagger.hilt.android.lifecycle.HiltViewModel": _HILT,
    "kotlinx.serialization.Serializable": _SERIALIZATION,
    "kotlinx.parcelize.Parcelize": _PARCELS,
    "androidx.compose.runtime.Composable": _COMPOSE,
    "androidx.room.Database": _ROOM,
    "com.squareup.moshi.JsonClass": _MOSHI,
}
"""Annotation -> what it needs."""


def _find(context: Context) -> Iterator[Finding]:
    for path in context.paths:
        facts = context.facts.file(path) if path.endswith((".kt", ".java")) else None
        for one in facts.imports if facts and "/resources/" not in path else ():
            if need := NEEDS.get(one.name):
                context.counted["GR-09"] += 1
                yield from _lacking(context, path, one, need)
    yield from _taken(context)


def _taken(context: Context) -> Iterator[Finding]:
    """What files lose that the draft did not touch, as it changed the build of their module."""
    for old, module in rebuilt(context):
        for name, need in NEEDS.items():
            if need.met(context.project, module) or not need.met(context.head_project, old):
                continue
            for path in sources_of(context, name, module):
                facts = context.facts.file(path)
                for one in facts.imports if facts and path not in context.paths else ():
                    if one.name == name:
                        yield from _lacking(context, path, one, need)


def _lacking(context: Context, path: str, one: "Import", need: Need) -> Iterator[Finding]:
    project = context.project
    homes = project.modules_of(path)
    if not homes or any(home.kind in _UNSURE or need.met(project, home) for home in homes):
        return
    home = homes[0]
    severity = _severity(context, path, one.name, need)
    if severity is None:
        return
    line = learned(context, home, lambda module: need.met(project, module))
    message = f"`@{one.name.rpartition('.')[2]}` needs {need.told}, which `{home.path}` lacks"
    if line:
        message += f"; `{line}` in `{home.build_file}`"
    fix = _back(context, home, line) or (added(context, home, line) if line else None)
    yield Finding("GR-09", severity, path, one.line, 1, message, one.name, fix)


def _severity(context: Context, path: str, name: str, need: Need) -> Severity | None:
    """Weaker where other modules do without at HEAD, None where this very one does."""
    project = context.head_project
    severity: Severity = "block"
    here = project.module_of(path)
    for other in context.head.importers(name) if not context.strict else ():
        homes = project.modules_of(other)
        if other == path or any(home.kind in _UNSURE or need.met(project, home) for home in homes):
            continue
        if here in homes:
            return None
        severity = "warn"
    return severity


def _back(context: Context, home: "Module", line: str) -> Fix | None:
    """The plugin or processor that the draft took from the module's script, where it is one."""
    path = home.build_file
    old, new = before(context, path), context.facts.text(path)
    gone = gone_lines(old, new) if old != new else []
    if len(gone) > 1 and line:
        texts = old.split("\n")
        gone = [one for one in gone if texts[one - 1].strip() == line]
    return put_back(old, new, gone[0], path) if len(gone) == 1 else None


CHECK = Check(
    "GR-09",
    "block",
    "a module has the plugin or processor that an annotation needs",
    _find,
    example="`@Serializable class Route` → with `alias(libs.plugins.kotlin.serialization)`",
)

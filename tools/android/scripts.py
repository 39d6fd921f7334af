"""What a build script, or the code of a convention plugin, says about its module."""

import re
from dataclasses import dataclass, field

from tools.android.project import Dependency
from tools.syntax.gradle import Argument, Call, Script

_MINIMUM = ("minSdk", "minSdkVersion", "defaultConfig.minSdk", "android.defaultConfig.minSdk")
_CONFIGURATION = re.compile(
    r"^(?:\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[kK]sp|[kK]apt"
    r"|[aA]nnotationProcessor)\w*|ksp\w*|kapt\w*|lintChecks|lintPublish|coreLibraryDesugaring"
    r"|androidTestUtil|baselineProfile|classpath|detektPlugins|kover|dokka)$"
)
_CATALOG_READ = re.compile(r"\w*[lL]ibs?\w*\.(?!versions\.|find)")
_WRAPPERS = frozenset("platform enforcedPlatform testFixtures kotlin project create".split())


@dataclass(frozen=True)
class Said:
    """One script's statements; texts of values are kept where they are not constants."""

    plugins: tuple[str, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    namespace: str = ""
    minimum_sdk: str = ""
    functions: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)


def understand(script: Script, source: str = "") -> Said:
    """Read the statements of a script; `source` names the convention plugin it is of."""
    return Said(
        tuple(dict.fromkeys(_plugins(script))),
        tuple(_dependencies(script, source)),
        _assigned(script, "namespace", "android.namespace"),
        _assigned(script, *_MINIMUM),
        tuple(dict.fromkeys(call.name.rpartition(".")[2] for call in script.calls)),
        {one.name: one.text for one in script.assignments},
    )


def _plugins(script: Script) -> list[str]:
    """Plugin ids and accessors (`libs.plugins.x`, `Constants.X`), in order."""
    found: list[str] = []
    for call in script.calls:
        name = call.name.rpartition(".")[2]
        first = call.arguments[0] if call.arguments else None
        if "plugins" in call.within and name in ("id", "alias", "kotlin") and first:
            text = first.value or first.text
            found.append(f"org.jetbrains.kotlin.{text}" if name == "kotlin" else text)
        elif name == "apply" and first and _applies(first):
            found.append(first.value or first.text)
    for match in re.finditer(r"plugins\s*\{[^}]*?`([\w.-]+)`", script.text):
        found.append(match[1])
    return found


def _applies(first: Argument) -> bool:
    """Whether `apply` with this argument applies a plugin and not a script."""
    if first.name:
        return first.name == "plugin"
    text = first.value or ""
    return "." in text and not text.endswith((".gradle", ".kts"))


def _dependencies(script: Script, source: str) -> list[Dependency]:
    found: list[Dependency] = []
    for call in script.calls:
        configuration, target, kind = _called(script, call)
        if configuration and target:
            found.append(Dependency(configuration, target, kind, call.line, source))
    for reference in script.references:
        name = reference.name
        kind = "project" if name.startswith("projects.") else "alias"
        if kind == "project" or _CATALOG_READ.match(name):
            configuration = _configuration(script, reference.within)
            if configuration:
                found.append(Dependency(configuration, name, kind, reference.line, source))
    return found


def _called(script: Script, call: Call) -> tuple[str, str, str]:
    """Configuration, target and kind of a dependency that a call adds; "" for other calls."""
    name = call.name.rpartition(".")[2]
    if name == "project":
        target = call.values[0] if call.values else ""
        return _configuration(script, call.within), target and _absolute(target), "project"
    if not call.values:
        return "", "", ""
    if name == "findLibrary":
        target = f"libs.{re.sub('[-_]', '.', call.values[0])}"
        return _configuration(script, call.within), target, "alias"
    if _CONFIGURATION.match(call.name) and _is_coordinate(call.values[0]):
        return call.name, call.values[0], "coordinate"
    return "", "", ""


def _configuration(script: Script, within: tuple[str, ...]) -> str:
    """The configuration that a dependency is added to, "" outside of one."""
    for label in reversed(within):
        last = label.rpartition(".")[2]
        if _CONFIGURATION.match(last):
            return last
        if last == "add":
            return _added(script, within)
        if last not in _WRAPPERS and last not in ("exclude", "because"):
            continue
    return ""


def _added(script: Script, within: tuple[str, ...]) -> str:
    """The configuration of `add("implementation", ...)`: unknown ones count as implementation."""
    for call in script.calls:
        if (
            call.name.rpartition(".")[2] == "add"
            and call.values
            and within[: len(call.within)] == call.within
        ):
            return call.values[0]
    return "implementation"


def _assigned(script: Script, *names: str) -> str:
    for one in script.assignments:
        if one.name in names:
            return one.text
    for call in script.calls:
        if call.name in names and call.arguments:
            return call.arguments[0].text
        if (
            call.name.endswith(".set")
            and call.name.removesuffix(".set") in names
            and call.arguments
        ):
            return call.arguments[0].text
    return ""


def _is_coordinate(text: str) -> bool:
    return re.fullmatch(r"[\w.-]+:[\w.-]+(?::[\w.+\-$\{\}]+)?(?:[:@][\w-]+)*", text) is not None


def _absolute(name: str) -> str:
    return name if name.startswith(":") else f":{name}"

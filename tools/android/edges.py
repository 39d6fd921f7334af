"""The dependencies that a script adds, with the configuration that each one is added to."""

import re
from functools import cached_property

from tools.android.paths import absolute
from tools.android.project import Dependency
from tools.syntax.gradle import Call, Script

_CONFIGURATION = re.compile(
    r"^(?:\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[kK]sp|[kK]apt"
    r"|[aA]nnotationProcessor)\w*|ksp\w*|kapt\w*|lintChecks|lintPublish|coreLibraryDesugaring"
    r"|androidTestUtil|baselineProfile|classpath|detektPlugins|kover|dokka"
    r"|(?:debug|release|test|androidTest)?[cC]ompile|provided)$"
)
_CATALOG_READ = re.compile(r"[a-z]\w*\.(?!versions\.|find|plugins\.)")
_CONSTANT = re.compile(r"[A-Z]\w*(?:\.\w+)+")
_COORDINATE = re.compile(r"[\w.-]+:[\w.-]+(?::[\w.+\-$\{\}]+)?(?:[:@][\w-]+)*")
_SOURCE_SET = re.compile(r"(?!androidTest$)\w+(?:Main|Test)")
_BY = re.compile(r"(\w+)\s+by\s+$")
_NAMED = frozenset("getByName named maybeCreate create register".split())
_COMPILES = re.compile(r"^(?:\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly)|add)$")
_LOOPS = re.compile(
    r"\b(?:subprojects|allprojects|childProjects|subProjects|listFiles|walk\w*|eachDir|eachFile)\b"
)
_BARE = re.compile(r"(?:project\(\s*(?:path\s*=\s*)?)?[a-z]\w*(?:\.(?:path|name|project))?\)?")


def read_dependencies(script: Script, source: str) -> list[Dependency]:
    """All of a script; `source` names the convention plugin that the script is of."""
    found: list[Dependency] = []
    added = _Added(script)
    for call in script.calls:
        configuration, target, kind = _called(added, call)
        if configuration and target:
            found.append(Dependency(configuration, target, kind, call.line, source))
    for reference in script.references:
        name = reference.name
        kind = "project" if name.startswith("projects.") else "alias"
        if kind == "project" or _CATALOG_READ.match(name) or _CONSTANT.fullmatch(name):
            configuration = added.configuration(reference.within, reference.start)
            if configuration and not name.startswith(_NO_CATALOG):
                found.append(Dependency(configuration, name, kind, reference.line, source))
    return found


_NO_CATALOG = ("project.", "rootProject.", "dependencies.", "it.", "compose.", "kotlin.", "this.")


def open_ended(script: Script) -> bool:
    """Whether a loop over modules adds dependencies that the script does not name."""
    if not _LOOPS.search(script.code):
        return False
    for call in script.calls:
        name = call.name.rpartition(".")[2]
        last = call.arguments[-1].text if call.arguments else ""
        if _COMPILES.match(name) and _BARE.fullmatch(last):
            return True
    return False


def _called(added: "_Added", call: Call) -> tuple[str, str, str]:
    """Configuration, target and kind of a dependency that a call adds; "" for other calls."""
    name = call.name.rpartition(".")[2]
    if name == "project":
        named = [one.value for one in call.arguments if one.value and one.name in ("", "path")]
        target = absolute(named[0]) if named else ""
        return added.configuration(call.within, call.start), target, "project"
    if not call.values:
        return "", "", ""
    if name in ("findLibrary", "findBundle"):
        prefix = "libs." if name == "findLibrary" else "libs.bundles."
        target = prefix + re.sub("[-_]", ".", call.values[0])
        return added.configuration(call.within, call.start), target, "alias"
    first = call.values[0]
    if _CONFIGURATION.match(call.name) and _COORDINATE.fullmatch(first):
        return added.named(call.name, call.start), first, "coordinate"
    if name == "add" and len(call.values) > 1 and _COORDINATE.fullmatch(call.values[1]):
        return first, call.values[1], "coordinate"
    if name == "platform" and _COORDINATE.fullmatch(first):
        return added.configuration(call.within, call.start), first, "coordinate"
    return "", "", ""


class _Added:
    """Finds what a dependency is added to, by the calls around it."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._adds = [
            (call.start, call.end, call.values[0])
            for call in script.calls
            if call.values and call.name.rpartition(".")[2] == "add"
        ]

    @cached_property
    def _sets(self) -> list[tuple[int, int, str]]:
        """Span and name of each block of a source set that is no plain one of Android."""
        starts = {call.start: call for call in self._script.calls}
        found: list[tuple[int, int, str]] = []
        for call in self._script.calls:
            name = _source_set(self._script, call)
            if name:
                end = call.end
                if self._script.code.startswith(".", end) and end + 1 in starts:
                    end = starts[end + 1].end
                found.append((call.start, end, name))
        return found

    def configuration(self, within: tuple[str, ...], at: int) -> str:
        """The configuration that a dependency at an offset is added to, "" outside of one."""
        for label in reversed(within):
            last = label.rpartition(".")[2]
            if _CONFIGURATION.match(last):
                return self.named(last, at)
            if last == "add":
                return _innermost(self._adds, at) or "implementation"
        return ""

    def named(self, configuration: str, at: int) -> str:
        """A configuration with the source set whose block it stands in, as Gradle names it."""
        name = _innermost(self._sets, at)
        return name + configuration[:1].upper() + configuration[1:] if name else configuration


def _innermost(spans: list[tuple[int, int, str]], at: int) -> str:
    around = [(start, name) for start, end, name in spans if start <= at < end]
    return max(around)[1] if around else ""


def _source_set(script: Script, call: Call) -> str:
    """The multiplatform source set that a call opens, "" for other calls."""
    outer, _, last = call.name.rpartition(".")
    if last in ("getting", "creating"):
        by = _BY.search(script.code, max(0, call.start - 100), call.start)
        name = by[1] if by else ""
    elif last in _NAMED and call.values:
        name = call.values[0]
    else:
        name = outer.rpartition(".")[2] if last in ("get", "dependencies", "configure") else last
    return name if _SOURCE_SET.fullmatch(name) else ""

"""What a build script, or the code of a convention plugin, says about its module."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tools.android.edges import open_ended, read_dependencies
from tools.android.layout import declared, folders
from tools.android.project import Dependency
from tools.syntax.gradle import Argument, Script

_ANDROID = r"(?:android\.)?(?:defaultConfig\.|config\.)?"
_MINIMUM = re.compile(rf"{_ANDROID}minSdk(?:Version)?(?:\.set)?")
_COMPILE = re.compile(r"(?:android\.)?compileSdk(?:Version)?(?:\.set)?")
_NAMESPACE = re.compile(r"(?:android\.)?namespace(?:\.set)?")
_TEST_NAMESPACE = re.compile(r"(?:android\.)?testNamespace(?:\.set)?")
_RESOURCES = re.compile(
    r"(?:compose\.)?(?:resources\.)?packageOfResClass|resourcesPackage(?:\.set)?"
)
_FEATURE = re.compile(
    r"(?:android\.)?(?:buildFeatures\.)?(viewBinding|dataBinding|buildConfig|aidl|compose)(?:\.(?:isE|e)nabled)?"
)
_RECEIVERS = frozenset(("", "project", "target", "this", "android", "kotlin", "dependencies"))
_OF_EACH = ("subprojects", "allprojects")
_EXTRA = re.compile(
    r"\b(\w+)(?:\s*:\s*\w+)?\s+by\s+(?:\w+\.)?extra\s*\(([^()\n]*(?:\([^()\n]*\))?)\)"
    r"|\b(?:ext|extra)\s*\[\s*[\"']([\w.-]+)[\"']\s*\]\s*=\s*([^\n;]+)"
    r"|\b(?:ext|extra)\.set\(\s*[\"']([\w.-]+)[\"']\s*,\s*([^\n]+)\)"
)
_MAP_TOKEN = re.compile(
    r"(?:([\w-]+)|\"([\w-]+)\"|'([\w-]+)')\s*:\s*(\[|\"[^\"\n]*\"|'[^'\n]*'|[\w.]+)"
    r"|\"[^\"\n]*\"|'[^'\n]*'|[\[\]]"
)
_UNAPPLIED = re.compile(
    r"(?:\s*\)?\s*\.?version[ (][^\n]{0,200}?)?[\s.)]{0,200}\bapply\s*[( ]\s*false", re.ASCII
)
_CLASS = re.compile(r"\bapply\s*<\s*([\w.]+)\s*>|\bapply\w*\(\s*([\w.]+)(?:::class|\.class|\s*\))")
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")
_BACKQUOTED = re.compile(r"plugins\s*\{[^}]*?`([\w.-]+)`")


@dataclass(frozen=True)
class Said:
    """One script's statements; texts of values are kept where they are not constants.

    `minimum_sdks` are all that it gives, `flavour_sdks` those of flavours. `names` are constants,
    `arguments` what functions are called with,
    `scripts` what it applies, `features` are switches like `viewBinding` with their texts.
    """

    plugins: tuple[str, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    namespace: str = ""
    test_namespace: str = ""
    minimum_sdks: tuple[str, ...] = ()
    flavour_sdks: tuple[str, ...] = ()
    compile_sdk: str = ""
    resources: str = ""
    functions: tuple[str, ...] = ()
    arguments: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    features: tuple[tuple[str, str], ...] = ()
    flavours: tuple[str, ...] = ()
    build_types: tuple[str, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()
    open_ended: bool = False
    path: str = ""
    names: dict[str, str] = field(default_factory=dict)


def understand(script: Script, source: str = "", path: str = "") -> Said:
    """Read the statements of a script; `source` names the convention plugin it is of."""
    settings = _given(script)
    minimums = [one.text for one in settings if _MINIMUM.fullmatch(one.name) and not one.flavour]
    flavours = [one.text for one in settings if _MINIMUM.fullmatch(one.name) and one.flavour]
    return Said(
        tuple(dict.fromkeys(_plugins(script))),
        tuple(read_dependencies(script, source)),
        _first(settings, _NAMESPACE),
        _first(settings, _TEST_NAMESPACE),
        tuple(dict.fromkeys(minimums or _blocks(script, "minSdk"))),
        tuple(dict.fromkeys(flavours)),
        _first(settings, _COMPILE) or next(iter(_blocks(script, "compileSdk")), ""),
        _first(settings, _RESOURCES),
        tuple(dict.fromkeys(_functions(script))),
        {
            call.name: tuple((one.name, one.text) for one in call.arguments)
            for call in script.calls
            if call.arguments and "." not in call.name
        },
        tuple(
            one.rpartition(".")[2] for pair in _CLASS.findall(script.code) for one in pair if one
        ),
        tuple(applied_scripts(script)),
        tuple(_features(script, settings)),
        tuple(declared(script, "productFlavors", "productFlavours")),
        tuple(declared(script, "buildTypes")),
        tuple(folders(script)),
        open_ended(script),
        path,
        constants(script),
    )


def for_each(script: Script) -> Script:
    """What a script says about every module below: the inner of `subprojects { }`."""
    return _part(script, lambda within: any(one in within for one in _OF_EACH))


def for_itself(script: Script) -> Script:
    """What a script says about its own module."""
    outer = ("subprojects", "buildscript")
    return _part(script, lambda within: not any(one in within for one in outer))


def constants(script: Script) -> dict[str, str]:
    """Names that a script gives a value to, `ext` and maps in it included."""
    found: dict[str, str] = {}
    for one in script.assignments:
        name = one.name.removeprefix("rootProject.").removeprefix("project.")
        name = name.removeprefix("ext.").removeprefix("extra.")
        found.setdefault(name, one.text)
        if one.text.startswith("["):
            for key, value in _entries(one.text):
                found.setdefault(f"{name}.{key}", value)
    if "ext" in script.code:
        for match in _EXTRA.finditer(script.text):
            name, value = next(
                (a, b) for a, b in zip(*[iter(match.groups())] * 2, strict=True) if a
            )
            found.setdefault(name, value)
    for call in script.called("set"):
        outer = {part for label in call.within for part in label.split(".")}
        if outer & {"ext", "extra"} and call.values and len(call.arguments) == 2:
            found.setdefault(call.values[0], call.arguments[1].text)
    return found


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Dotted key and value of a Groovy map, of maps in it too."""
    around: list[str] = []
    for token in _MAP_TOKEN.finditer(text):
        key, value = token[1] or token[2] or token[3], token[4]
        if value == "[" or token.group() == "[":
            around.append(key or "")
        elif token.group() == "]":
            around = around[:-1]
        elif key:
            yield ".".join(part for part in (*around, key) if part), value


def _part(script: Script, keep: Callable[[tuple[str, ...]], bool]) -> Script:
    calls = tuple(one for one in script.calls if keep(one.within))
    assignments = tuple(one for one in script.assignments if keep(one.within))
    references = tuple(one for one in script.references if keep(one.within))
    if (len(calls), len(references)) == (len(script.calls), len(script.references)):
        return script
    return Script(script.text, script.code, calls, assignments, references)


class _Given(NamedTuple):
    """A property that is set: `name = x`, `name x` and `name.set(x)` alike."""

    start: int
    name: str
    text: str
    flavour: bool


def _given(script: Script) -> list[_Given]:
    found = [
        _Given(one.start, one.name, one.text, "productFlavors" in one.within)
        for one in script.assignments
    ]
    for call in script.calls:
        if call.arguments and not call.arguments[0].name:
            flavour = "productFlavors" in call.within
            found.append(_Given(call.start, call.name, call.arguments[0].text, flavour))
    return sorted(found)


def _first(settings: list[_Given], pattern: re.Pattern[str]) -> str:
    return next((one.text for one in settings if pattern.fullmatch(one.name)), "")


def _features(script: Script, settings: list[_Given]) -> Iterator[tuple[str, str]]:
    """Switches with their texts, `viewBinding { enabled = true }` like the others."""
    for one in settings:
        if found := _FEATURE.fullmatch(one.name):
            yield found[1], one.text
    for inner in script.assignments:
        if inner.name in ("enabled", "isEnabled") and inner.within:
            if found := _FEATURE.fullmatch(inner.within[-1]):
                yield found[1], inner.text


def _blocks(script: Script, name: str) -> list[str]:
    """The versions of `minSdk { version = release(24) }`."""
    return [
        one.text
        for one in script.assignments
        if one.name == "version" and one.within and one.within[-1].endswith(name)
    ]


def _plugins(script: Script) -> list[str]:
    """Plugin ids and accessors (`libs.plugins.x`, `Constants.X`), in order."""
    found: list[str] = []
    for call in script.calls:
        name = call.name.rpartition(".")[2]
        first = call.arguments[0] if call.arguments else None
        if first is None or name not in ("id", "alias", "kotlin", "apply"):
            continue
        if _UNAPPLIED.search(first.text) or _UNAPPLIED.match(script.text, call.end):
            continue
        quoted = _QUOTED.match(first.text)
        text = quoted[1] if quoted else first.text
        if name == "apply" and _applies(first):
            found.append(text)
        elif name != "apply" and "plugins" in call.within:
            found.append(f"org.jetbrains.kotlin.{text}" if name == "kotlin" else text)
    return found + _BACKQUOTED.findall(script.text)


def _functions(script: Script) -> Iterator[str]:
    """The functions that a script calls or hands on as `::name`; members of others are not."""
    for call in script.calls:
        receiver, _, name = call.name.rpartition(".")
        if receiver in _RECEIVERS and not script.code.endswith(".", 0, call.start):
            yield name
    yield from re.findall(r"::(\w+)", script.code)


def _applies(first: Argument) -> bool:
    """Whether `apply` with this argument applies a plugin and not a script."""
    if first.name:
        return first.name == "plugin"
    text = first.value or first.text
    return "." in text and not text.endswith((".gradle", ".kts"))


def applied_scripts(script: Script) -> list[str]:
    """The scripts of `apply from: "x.gradle"` and `apply(from = "x")`, as written."""
    found: list[str] = []
    for call in script.called("apply", "project.apply"):
        for argument in call.arguments:
            if argument.name == "from" and (quoted := re.search(_QUOTED, argument.text)):
                found.append(quoted[1])
    for one in script.assignments:
        if one.name == "from" and one.within[-1:] == ("apply",):
            found += [quoted[1] for quoted in [re.search(_QUOTED, one.text)] if quoted]
    return found

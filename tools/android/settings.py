"""`settings.gradle(.kts)`: which modules and builds there are, and what the catalogs are called."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tools.syntax.gradle import Script, read

BUILD_FILES = ("build.gradle.kts", "build.gradle")
SETTINGS_FILES = ("settings.gradle.kts", "settings.gradle")
_PROJECT_FOLDER = re.compile(
    r"project\(\s*[\"']([^\"']+)[\"']\s*\)\.projectDir\s*=\s*(?:new\s+)?[Ff]ile\(\s*(?:\w+\s*,\s*)?[\"']([^\"']+)[\"']"
)
_SUBSTITUTE = re.compile(
    r"module\(\s*[\"']([^\"']+)[\"']\s*\)\s*\)?\s*\.?\s*using\b[\s(]*project\(\s*[\"']([^\"']+)[\"']"
)
_WALKS = re.compile(r"\.(?:walk|walkTopDown|listFiles|eachDir\w*|eachFile\w*|traverse)\b")


@dataclass(frozen=True)
class Settings:
    """One settings file. `modules` maps `:path` to its folder, relative to the repository."""

    path: str
    directory: str
    modules: dict[str, str]
    builds: tuple[str, ...]
    catalogs: dict[str, str] = field(default_factory=dict)
    dynamic: bool = False
    accessors: bool = False
    name: str = ""
    substitutions: tuple[tuple[str, str], ...] = ()


def read_settings(path: str, text: str, paths: Iterable[str]) -> Settings:
    """Read a settings file; where modules are found by code, build files are looked for."""
    script = read(text)
    directory = path.rpartition("/")[0]
    known = set(paths)
    builds = tuple(
        _inside(directory, value)
        for call in script.called("includeBuild")
        for value in call.values[:1]
    )
    literal, dynamic = _included(script)
    modules = {name: _inside(directory, name.strip(":").replace(":", "/")) for name in literal}
    for name, folder in _PROJECT_FOLDER.findall(text):
        modules[_absolute(name)] = _inside(directory, folder.replace("$rootDir/", ""))
    if dynamic or (not modules and _WALKS.search(script.code)):
        dynamic = True
        short = any("$" in a.text for c in script.called("include") for a in c.arguments)
        modules |= _found(directory, known, builds, short=short)
    return Settings(
        path,
        directory,
        modules,
        builds,
        _catalogs(script, directory),
        dynamic,
        "TYPESAFE_PROJECT_ACCESSORS" in text,
        next((one.value or "" for one in script.assignments if one.name == "rootProject.name"), ""),
        tuple(_substitutions(script, directory)),
    )


def _substitutions(script: Script, directory: str) -> list[tuple[str, str]]:
    """Coordinate and module of an included build that takes its place."""
    found: list[tuple[str, str]] = []
    for call in script.called("includeBuild"):
        if call.values and call.block:
            prefix = f":{_inside(directory, call.values[0]).rpartition('/')[2]}"
            for coordinate, path in _SUBSTITUTE.findall(script.text, *call.block):
                found.append((":".join(coordinate.split(":")[:2]), prefix + path))
    return found


def _included(script: Script) -> tuple[list[str], bool]:
    literal: list[str] = []
    dynamic = False
    for call in script.called("include", "includeFlat"):
        for argument in call.arguments:
            if argument.value is not None:
                literal.append(_absolute(argument.value))
            elif found := re.findall(r"[\"'](:[\w:.-]+)[\"']", argument.text):
                literal.extend(found)
            else:
                dynamic = True
    return list(dict.fromkeys(literal)), dynamic


def _found(
    directory: str, known: set[str], builds: tuple[str, ...], *, short: bool
) -> dict[str, str]:
    """Every folder with a build file outside included builds."""
    modules: dict[str, str] = {}
    for path in sorted(known):
        folder, _, name = path.rpartition("/")
        if name not in BUILD_FILES or folder == directory or not _below(folder, directory):
            continue
        if any(_below(folder, build) for build in (*builds, _inside(directory, "buildSrc"))):
            continue
        relative = folder[len(directory) :].strip("/")
        label = relative.rpartition("/")[2] if short else relative.replace("/", ":")
        modules[f":{label}"] = folder
    return modules


def _catalogs(script: Script, directory: str) -> dict[str, str]:
    """Catalog name to file, for catalogs that the settings create from a file."""
    found: dict[str, str] = {}
    for call in script.called("create"):
        if "versionCatalogs" not in call.within or not call.values or call.block is None:
            continue
        body = script.text[call.block[0] : call.block[1]]
        if file := re.search(r"files?\(\s*[\"']([^\"']+)[\"']", body):
            found[call.values[0]] = _inside(directory, file[1])
    for match in re.finditer(r"(?:val|def)\s+(\w+)\s+by\s+creating", script.code):
        file = re.compile(r"files?\(\s*[\"']([^\"']+)[\"']").search(script.text, match.end())
        if file:
            found[match[1]] = _inside(directory, file[1])
    return found


def _absolute(name: str) -> str:
    return name if name.startswith(":") else f":{name}"


def _below(folder: str, base: str) -> bool:
    return not base or folder == base or folder.startswith(f"{base}/")


def _inside(directory: str, relative: str) -> str:
    """A path relative to the repository, `..` resolved."""
    parts = directory.split("/") if directory else []
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)

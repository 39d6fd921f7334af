"""`settings.gradle(.kts)`: which modules and builds there are, and where the catalogs come from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tools.android.catalog import Alias
from tools.android.declared import Declared, read_declared
from tools.android.includes import modules_by_folder, read_includes
from tools.android.paths import inside, join
from tools.android.scripts import applied_scripts
from tools.syntax.gradle import Script, read

SETTINGS_FILES = ("settings.gradle.kts", "settings.gradle")
_SUBSTITUTE = re.compile(
    r"module\(\s*[\"']([^\"']+)[\"']\s*\)\s*\)?\s*\.?\s*(?:using|with)\b[\s(]*"
    r"project\(\s*[\"']([^\"']+)[\"']"
)


@dataclass(frozen=True)
class Settings:
    """One settings file. `modules` maps `:path` to its folder, relative to the repository.

    `plugin_builds` are those of `builds` that bring plugins. `catalogs` maps a catalog's name to
    its file; `declared` are aliases that the script itself gives, by catalog.
    """

    path: str
    directory: str
    modules: dict[str, str] = field(default_factory=dict)
    builds: tuple[str, ...] = ()
    plugin_builds: tuple[str, ...] = ()
    catalogs: dict[str, str] = field(default_factory=dict)
    declared: dict[str, tuple[Alias, ...]] = field(default_factory=dict)
    published: tuple[str, ...] = ()
    default_catalog: str = "libs"
    dynamic: bool = False
    accessors: bool = False
    name: str = ""
    substitutions: tuple[tuple[str, str], ...] = ()


def settings_file(directory: str, known: set[str]) -> str:
    """The settings file of a build, "" where it has none."""
    return next((join(directory, n) for n in SETTINGS_FILES if join(directory, n) in known), "")


def read_settings(
    path: str, text: Callable[[str], str], known: set[str], others: list[str]
) -> Settings:
    """Read a settings file; where modules are found by code, build files are looked for.

    `others` are the folders of further builds: what lies in them is no module of this one.
    """
    directory = path.rpartition("/")[0]
    script = read("\n".join(_with_applied(path, text, known)))
    builds, plugin_builds = _builds(script, directory)
    included = read_includes(script, directory, known, [*builds, *others])
    declared: Declared = read_declared(script, path, directory)
    return Settings(
        path,
        directory,
        included.modules,
        tuple(builds),
        tuple(plugin_builds),
        declared.files,
        declared.aliases,
        declared.published,
        declared.default,
        included.dynamic,
        "TYPESAFE_PROJECT_ACCESSORS" in script.text,
        next((one.value or "" for one in script.assignments if one.name == "rootProject.name"), ""),
        tuple(_substitutions(script, directory)),
    )


def _with_applied(path: str, text: Callable[[str], str], known: set[str]) -> Iterator[str]:
    """The text of a settings file and of the scripts that it applies."""
    waiting, seen = [path], {path}
    directory = path.rpartition("/")[0]
    while waiting:
        content = text(waiting[0])
        yield content
        base = waiting.pop(0).rpartition("/")[0]
        for written in applied_scripts(read(content)) if "apply" in content else ():
            for folder in (base, directory):
                other = inside(folder, written, directory)
                if other is not None and other in known and other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    break


def no_settings(directory: str, known: set[str], others: list[str], *, alone: bool) -> Settings:
    """A build without a settings file; one that stands alone has a module at each build file."""
    modules = modules_by_folder(directory, known, others) if alone else {}
    return Settings("", directory, modules, dynamic=alone)


def _builds(script: Script, directory: str) -> tuple[list[str], list[str]]:
    """Folders of the builds that are included, and which of them bring plugins."""
    found: dict[str, bool] = {}
    for call in script.called("includeBuild"):
        text = call.arguments[0] if call.arguments else None
        written = (text.value or text.text.strip("\"'")) if text else ""
        if quoted := re.search(r"[\"']([^\"'\n]+)[\"']", written):
            written = quoted[1]
        folder = inside(directory, written, directory) if written else None
        if folder:
            found[folder] = found.get(folder, False) or "pluginManagement" in call.within
    return list(found), [folder for folder, brings in found.items() if brings]


def _substitutions(script: Script, directory: str) -> list[tuple[str, str]]:
    """Coordinate and module of an included build that takes its place."""
    found: list[tuple[str, str]] = []
    for call in script.called("includeBuild"):
        folder = inside(directory, call.values[0], directory) if call.values else None
        if folder and call.block:
            prefix = f":{folder.rpartition('/')[2]}"
            for match in _SUBSTITUTE.finditer(script.text, *call.block):
                if script.code.startswith("module", match.start()):
                    found.append((":".join(match[1].split(":")[:2]), prefix + match[2]))
    return found

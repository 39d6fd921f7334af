"""Which builds a repository holds, with the catalogs that the scripts of each one see.

A repository may be one build, may include others, and may hold several that stand alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tools.android.catalog import Alias, Catalog, read_catalog
from tools.android.includes import BUILD_FILES
from tools.android.paths import below, join
from tools.android.settings import (
    SETTINGS_FILES,
    Settings,
    no_settings,
    read_settings,
    settings_file,
)

_GOLDEN = ("src", "templates", "template", "testData", "test-data", "fixtures")


@dataclass(frozen=True)
class Build:
    """One build. `parent` is the folder of the build that includes it, None where none does.

    `logic`: its code is for other builds, as that of buildSrc.
    """

    directory: str
    settings: Settings
    parent: str | None = None
    logic: bool = False


def read_builds(known: set[str], text: Callable[[str], str]) -> dict[str, Build]:
    """Builds by folder: those that stand alone come before what they include."""
    roots = _roots(known)
    found: dict[str, Build] = {}
    included: set[str] = set()
    for root in roots:
        if root in included:
            continue
        for build in _with_included(root, roots, known, text):
            if found.get(build.directory) is None or build.parent is not None:
                found.pop(build.directory, None)
                found[build.directory] = build
            included.add(build.directory)
    return found


def _roots(known: set[str]) -> list[str]:
    """Folders with a settings file, outermost first; the repository where it has none at all."""
    folders = {
        path.rpartition("/")[0] for path in known if path.rpartition("/")[2] in SETTINGS_FILES
    }
    folders = {one for one in folders if not any(part in _GOLDEN for part in one.split("/"))}
    if not folders or not all(_has_settings(path, folders) for path in known):
        folders.add("")
    return sorted(folders, key=lambda one: (one.count("/") + bool(one), one))


def _has_settings(path: str, folders: set[str]) -> bool:
    """Whether a build script lies below a folder with settings; other files do not matter."""
    name = path.rpartition("/")[2]
    if name not in BUILD_FILES:
        return True
    return any(below(path, folder) for folder in folders)


def _with_included(
    root: str, roots: list[str], known: set[str], text: Callable[[str], str]
) -> list[Build]:
    found: dict[str, Build] = {}
    waiting: list[tuple[str, str | None, bool]] = [(root, None, False)]
    while waiting:
        directory, parent, logic = waiting.pop(0)
        if directory in found:
            continue
        others = [one for one in roots if one != directory and below(one, directory)]
        settings = _settings(directory, known, text, others, alone=parent is None)
        found[directory] = Build(directory, settings, parent, logic)
        for inner in settings.builds:
            if any(below(path, inner) for path in known):
                waiting.append((inner, directory, logic or inner in settings.plugin_builds))
        source = join(directory, "buildSrc")
        if any(path.startswith(f"{source}/") for path in known):
            waiting.append((source, directory, True))
    return list(found.values())


def _settings(
    directory: str, known: set[str], text: Callable[[str], str], others: list[str], *, alone: bool
) -> Settings:
    path = settings_file(directory, known)
    if path:
        return read_settings(path, text, known, others)
    return no_settings(directory, known, others, alone=alone)


def read_catalogs(
    builds: dict[str, Build], known: set[str], text: Callable[[str], str]
) -> list[Catalog]:
    """All catalogs. An included build also sees those of the build around it, by other names."""
    seen = {directory: _declared(build, known) for directory, build in builds.items()}
    files = [path for path in sorted(known) if path.endswith(".versions.toml")]
    declared = {file for catalogs in seen.values() for file in catalogs.values()}
    for path in files:
        if path not in declared and (home := _home(path, builds)) is not None:
            name = path.rpartition("/")[2].removesuffix(".versions.toml")
            seen[home].setdefault(name, path)
    _inherit(builds, seen)
    users: dict[tuple[str, str], list[str]] = {}
    for directory, catalogs in seen.items():
        for name, file in catalogs.items():
            users.setdefault((name, file), []).append(directory)
    read = {path: read_catalog("", path, text(path)) for path in {file for _, file in users}}
    found = [
        replace(
            read[file],
            name=name,
            aliases=_together(read[file], builds, name, where),
            builds=tuple(where),
        )
        for (name, file), where in sorted(users.items(), key=lambda item: (item[0][1], item[0][0]))
        if file in known
    ]
    return found + _in_code(builds, {(one.name, b) for one in found for b in one.builds})


def _declared(build: Build, known: set[str]) -> dict[str, str]:
    """Catalog name and file, as the settings of a build have them."""
    settings = build.settings
    found = dict(settings.catalogs)
    default = join(build.directory, "gradle/libs.versions.toml")
    if default in known and default not in found.values():
        found.setdefault(settings.default_catalog, default)
    return found


def _home(path: str, builds: dict[str, Build]) -> str | None:
    around = [directory for directory in builds if below(path, directory)]
    return max(around, key=len, default=None)


def _inherit(builds: dict[str, Build], seen: dict[str, dict[str, str]]) -> None:
    for directory, build in builds.items():
        parent = build.parent
        while parent is not None and parent in builds:
            for name, file in seen[parent].items():
                seen[directory].setdefault(name, file)
            parent = builds[parent].parent


def _together(
    catalog: Catalog, builds: dict[str, Build], name: str, where: list[str]
) -> tuple[Alias, ...]:
    """The aliases of a file and those that the settings add or put in their place."""
    added = [one for build in where for one in builds[build].settings.declared.get(name, ())]
    names = {(one.kind, one.name) for one in added}
    return (*(one for one in catalog.aliases if (one.kind, one.name) not in names), *added)


def _in_code(builds: dict[str, Build], known: set[tuple[str, str]]) -> list[Catalog]:
    """Catalogs without a file: written in the settings, or published elsewhere."""
    found: list[Catalog] = []
    for directory, build in builds.items():
        settings = build.settings
        names = [*settings.declared, *settings.published]
        users = (directory, *(b.directory for b in builds.values() if b.parent == directory))
        for name in dict.fromkeys(names):
            if (name, directory) not in known:
                aliases = settings.declared.get(name, ())
                published = name in settings.published
                found.append(Catalog(name, settings.path, aliases, users, published))
    return found

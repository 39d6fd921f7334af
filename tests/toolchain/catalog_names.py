"""What Gradle would say of names of the catalog and of modules, read without the product."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.toolchain.diagnostics import Diagnostic
from tests.toolchain.gradle_project import GradleProject

_ACCESSOR = re.compile(r"\blibs\.((?:plugins|bundles|versions)\.)?([\w.]+?)(?:\.get\b.*)?[)\s]")


def unknown_names(root: Path) -> list[Diagnostic]:
    """Accessors without an entry, entries without their version, and what no module has.

    That is a dependency without its module, and a module without its namespace.
    """
    found = [Diagnostic("gradle", "error", *each) for each in (*_catalog(root), *_scripts(root))]
    try:
        _ = GradleProject(root).modules
    except KeyError as error:
        found.append(Diagnostic("gradle", "error", "", 0, 0, f"no module or plugin {error}"))
    except ValueError as error:
        found.append(Diagnostic("gradle", "error", "", 0, 0, str(error)))
    return found


def _catalog(root: Path) -> Iterator[tuple[str, int, int, str]]:
    path = "gradle/libs.versions.toml"
    catalog = _read(root)
    for section in ("libraries", "plugins"):
        for alias, entry in catalog[section].items():
            version = entry.get("version", {})
            if isinstance(version, dict) and version.get("ref", "agp") not in catalog["versions"]:
                yield path, 0, 0, f"`{alias}` has a version that is not there"
    for alias, members in catalog["bundles"].items():
        if not set(members) <= set(catalog["libraries"]):
            yield path, 0, 0, f"`{alias}` bundles what is not there"


def _scripts(root: Path) -> Iterator[tuple[str, int, int, str]]:
    catalog = _read(root)
    names = {
        section: {re.sub("[-_]", ".", alias) for alias in catalog[section or "libraries"]}
        for section in ("", "plugins", "bundles", "versions")
    }
    for script in sorted(root.rglob("build.gradle*")):
        for number, line in enumerate(script.read_text("utf-8").splitlines(), 1):
            for section, accessor in _ACCESSOR.findall(line):
                if accessor not in names[section.rstrip(".")]:
                    relative = script.relative_to(root).as_posix()
                    yield relative, number, 0, f"unresolved reference `{accessor}`"


def _read(root: Path) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    text = (root / "gradle" / "libs.versions.toml").read_text("utf-8")
    catalog: dict[str, dict[str, dict[str, dict[str, str]]]] = tomllib.loads(text)
    return catalog

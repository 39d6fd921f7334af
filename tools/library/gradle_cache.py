"""Finds the archives of a project's libraries in the cache that Gradle keeps.

Layout: `caches/modules-2/files-2.1/GROUP/ARTIFACT/VERSION/HASH/FILE` below Gradle's home.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.android.project import Project
from tools.library.module_metadata import Variant, api_variants

_FILES = Path("caches", "modules-2", "files-2.1")
_DEPENDENCY = re.compile(r"<dependency>(.*?)</dependency>", re.DOTALL)
_MANAGED = re.compile(r"<dependencyManagement>(.*?)</dependencyManagement>", re.DOTALL)
_NOT_HANDED_ON = re.compile(r"<(build|profiles|reporting)>.*?</\1>", re.DOTALL)
_VARIANTS = ("", "-android", "-jvm")
_NOT_CODE = re.compile(r"-(?:sources|javadoc|metadata|samples)\.jar$")
_TOOL = re.compile(r"gradle-?plugin|(?:^|-)compiler(?:$|-)|^com\.android\.tools\b", re.IGNORECASE)
_NO_CODE = re.compile(r"<packaging>\s*pom\s*</packaging>|<relocation>")
_LARGEST_TEXT = 4_000_000
_MOST_LIBRARIES = 3_000


@dataclass(frozen=True, slots=True)
class Archive:
    """A jar or aar. `library` is `group:artifact`; `path` is absolute."""

    library: str
    version: str
    path: Path


@dataclass(frozen=True, slots=True)
class Resolved:
    """A library (`group:artifact`), the version `wanted` of it and the one that is here, or "".

    `holds_none`: it has no archive of its own, as a list of versions has none. `guessed`: nobody
    names it; it is looked for because some libraries have their code in one of such a name.
    """

    library: str
    wanted: str
    version: str
    archives: tuple[Archive, ...]
    is_tool: bool
    holds_none: bool
    guessed: bool


def archive_key(path: Path) -> str:
    """What an archive is known by while it stays as it is."""
    try:
        about = path.stat()
    except OSError:
        return f"{path}|gone"
    return f"{path}|{about.st_size}|{about.st_mtime_ns}"


def gradle_home() -> Path:
    """`GRADLE_USER_HOME`, else `~/.gradle`."""
    return Path(os.environ.get("GRADLE_USER_HOME") or Path.home() / ".gradle")


def coordinates(project: Project) -> list[str]:
    """`group:artifact:version` of all that the catalogs and scripts name; the version may be ""."""
    found = [
        f"{alias.target}:{alias.version}"
        for catalog in project.catalogs
        for alias in catalog.libraries().values()
    ]
    edges = (edge for module in project.modules for edge in module.dependencies)
    found += [edge.target for edge in edges if edge.kind == "coordinate"]
    return list(dict.fromkeys(found))


class GradleCache:
    """The modules of one cache folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / _FILES

    def exists(self) -> bool:
        """Whether Gradle has fetched anything at all."""
        return self.folder.is_dir()

    def archives(self, wanted: Iterable[str]) -> list[Archive]:
        """The archives of coordinates, and of what these hand on to their users.

        Plugins and compilers hand nothing on: what they are built with is not for an app.
        """
        found: dict[str, Archive] = {}
        for one in self.resolved(wanted):
            for archive in one.archives:
                found.setdefault(str(archive.path), archive)
        return list(found.values())

    def resolved(self, wanted: Iterable[str]) -> Iterator[Resolved]:
        """Each library once: those of coordinates, then what comes along with them."""
        waiting = [(one.split(":"), False) for one in wanted]
        managed: dict[str, str] = {}
        for parts, _ in waiting:
            if len(parts) >= 2 and parts[1].endswith("bom"):
                managed |= dict(self._boms(parts))
        seen: set[str] = set()
        while waiting and len(seen) < _MOST_LIBRARIES:
            parts, guessed = waiting.pop(0)
            group, artifact, asked = ([*parts, "", ""])[:3]
            name = f"{group}:{artifact}"
            if name in seen or not _is_name(group) or not _is_name(artifact):
                continue
            seen.add(name)
            asked = asked or managed.get(name, "")
            version = self._version(group, artifact, asked)
            variant = self._variant(group, artifact, version)
            archives = self._files(group, artifact, version, variant) if version else []
            is_tool = bool(_TOOL.search(group) or _TOOL.search(artifact))
            pom = "" if archives or variant else self._pom(group, artifact, version)
            holds_none = bool(variant and variant.at) or _NO_CODE.search(pom) is not None
            yield Resolved(
                name, asked, version, tuple(archives), is_tool, holds_none, guessed=guessed
            )
            if variant is not None:
                waiting += [] if is_tool else [(list(one), False) for one in variant.dependencies]
                waiting += [(list(variant.at), False)] if variant.at else []
                continue
            if not is_tool:
                waiting += [(one, False) for one in self._handed_on(group, artifact, version)]
            if not artifact.endswith(_VARIANTS[1:]):
                others = [f"{artifact}{one}" for one in _VARIANTS[1:]]
                waiting += [([group, other, version], True) for other in others]

    def versions_with_code(self, library: str) -> list[str]:
        """The versions of a library (`group:artifact`) that have an archive here, oldest first."""
        folder = self.folder.joinpath(*library.split(":"))
        found = (one.name for one in _listed(folder) if one.is_dir() and _has_code(one))
        return sorted(found, key=version_key)

    def _variant(self, group: str, artifact: str, version: str) -> Variant | None:
        """What the module's metadata has an app compile against; None without metadata.

        Where another module has the files, it is the first of which the cache knows something.
        """
        variants = api_variants(self._text(group, artifact, version, ".module"))
        for one in variants:
            if one.at is None or (self.folder / one.at[0] / one.at[1]).is_dir():
                return one
        return None

    def _version(self, group: str, artifact: str, wanted: str) -> str:
        """The version as wanted where it is here, else the newest; "" where there is none.

        A version without code, of several of which one has some, was asked for and not taken.
        """
        folder = self.folder / group / artifact
        coded = self.versions_with_code(f"{group}:{artifact}")
        if wanted and _is_name(wanted) and (folder / wanted).is_dir():
            return wanted if wanted in coded or not coded else coded[-1]
        names = coded or [one.name for one in _listed(folder) if one.is_dir()]
        return max(names, key=version_key, default="")

    def _files(
        self, group: str, artifact: str, version: str, variant: Variant | None
    ) -> list[Archive]:
        """The archives of a version; of several variants' those that are meant."""
        folder = self.folder / group / artifact / version
        paths = [path for hashed in _listed(folder) for path in _listed(hashed) if _is_code(path)]
        meant = [path for path in paths if variant and path.name in variant.files]
        return [Archive(f"{group}:{artifact}", version, path) for path in meant or paths]

    def _pom(self, group: str, artifact: str, version: str) -> str:
        text = self._text(group, artifact, version, ".pom")
        return "" if "<!ENTITY" in text else text

    def _text(self, group: str, artifact: str, version: str, suffix: str) -> str:
        """The file of a version that ends so, "" without or where it is too large."""
        for hashed in _listed(self.folder / group / artifact / version) if version else ():
            for path in _listed(hashed):
                if path.suffix == suffix:
                    return _read(path)
        return ""

    def _boms(self, parts: list[str]) -> Iterator[tuple[str, str]]:
        group, artifact, version = ([*parts, "", ""])[:3]
        if _is_name(group) and _is_name(artifact):
            text = self._pom(group, artifact, self._version(group, artifact, version))
            for block in _MANAGED.findall(text):
                for one in _DEPENDENCY.findall(block):
                    yield f"{_tag(one, 'groupId')}:{_tag(one, 'artifactId')}", _tag(one, "version")

    def _handed_on(self, group: str, artifact: str, version: str) -> list[list[str]]:
        """What users of a library see of its own dependencies: those of scope `compile`."""
        text = _NOT_HANDED_ON.sub("", _MANAGED.sub("", self._pom(group, artifact, version)))
        found = []
        for one in _DEPENDENCY.findall(text):
            if _tag(one, "scope") in ("", "compile"):
                exact = _tag(one, "version").strip("[]")
                found.append([_tag(one, "groupId"), _tag(one, "artifactId"), exact])
        return found


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Orders versions as Gradle does: numbers by value, words before numbers."""
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    keys = [(1, int(one), "") if one.isdigit() else (-1, 0, one.lower()) for one in parts]
    return (*keys, (0, 0, ""))


def _is_code(path: Path) -> bool:
    return path.suffix in (".jar", ".aar") and not _NOT_CODE.search(path.name)


def _has_code(version: Path) -> bool:
    return any(_is_code(path) for hashed in _listed(version) for path in _listed(hashed))


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[\w.+-]+", text)) and text.strip(".") != ""


def _tag(text: str, name: str) -> str:
    found = re.search(rf"<{name}>\s*([^<]*?)\s*</{name}>", text)
    return found[1] if found else ""


def _read(path: Path) -> str:
    try:
        is_small = path.stat().st_size <= _LARGEST_TEXT
        return path.read_text("utf-8", "replace") if is_small else ""
    except OSError:
        return ""


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []

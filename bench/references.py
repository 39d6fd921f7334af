"""Finds what scripts refer to by plain patterns over their whole text, independent of the scanner.

A match in a comment, a string or a template is exempt, with its reason; `PlainPatterns` are what
the project model is compared with.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.android.build_files import is_plugin_source
from tools.android.project import Project
from tools.syntax.gradle import read

_PROJECT = re.compile(r"\bproject\s*\(\s*(?:path\s*[:=]\s*)?([\"'])(:?[\w:.$\{\}-]+)\1")
_ACCESSOR = re.compile(r"(?<![\w.$:\"'/-])projects((?:\s*\.\s*[A-Za-z]\w*)+)")
_CONSTANT = re.compile(
    r"\b\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|kapt|ksp)[ (]+([A-Z]\w*)((?:\.\w+)+)(?=[\s)])"
)
_LOOK_UP = re.compile(r"\bfind(Library|Version|Plugin|Bundle)\s*\(\s*\"([^\"$]+)\"\s*\)")
_TABLES = {"Library": "", "Version": "versions.", "Plugin": "plugins.", "Bundle": "bundles."}
_OBJECT = re.compile(r"^\s*(?:object|(?:final\s+)?class)\s+(\w+)", re.MULTILINE)
_NO_ALIAS = re.compile(r"^(?:find\w+|javaClass|class|versions\.toml|\w+Aliases)\b")
NOT_CODE = re.compile(
    r"(?:^|/)(?:templates?|fileTemplates|testData|src/test|src/\w*[tT]est\w*/resources)/"
)
_OWN_PROJECTS = re.compile(r"\b(?:val|var|def)\s+projects\b|\bprojects\s*\)?\s*(?::|->)")
_QUOTED_PATH = re.compile(r"[\"'](:[\w:.-]+)[\"']")
_LINE_OF_TOML = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*=", re.MULTILINE)


@dataclass(frozen=True)
class Reference:
    """A reference as the text has it; `exempt` says why it is none that must resolve."""

    path: str
    line: int
    kind: str
    name: str
    exempt: str


def find_references(
    paths: tuple[str, ...], text: Callable[[str], str], project: Project
) -> Iterator[Reference]:
    """All references of scripts and of the code of builds."""
    sources = {path for path in paths if is_plugin_source(path)}
    objects = {name for path in sources for name in _OBJECT.findall(text(path))}
    for path in paths:
        is_script = path.endswith((".gradle", ".gradle.kts"))
        if is_script or path in sources:
            yield from _references(path, text(path), project)
        if is_script:
            yield from _constants(path, read(text(path)).code, objects)


def _references(path: str, text: str, project: Project) -> Iterator[Reference]:
    names = {catalog.name for catalog in project.catalogs}
    code = read(text).code
    found = [(match, "project(...)", match[2]) for match in _PROJECT.finditer(text)]
    for match in _ACCESSOR.finditer(text):
        found.append((match, "projects.*", "projects" + re.sub(r"\s", "", match[1])))
    if names:
        choice = "|".join(map(re.escape, sorted(names)))
        pattern = re.compile(rf"(?<![\w.$/\"'-])({choice})((?:\s*\.\s*[A-Za-z]\w*)+)")
        for match in pattern.finditer(text):
            rest = re.sub(r"\s", "", match[2])[1:]
            found.append((match, _kind(rest), f"{match[1]}.{rest}"))
    for match in _LOOK_UP.finditer(text):
        found.append((match, "look-up", _TABLES[match[1]] + re.sub("[-_]", ".", match[2])))
    for match, kind, name in found:
        line = text.count("\n", 0, match.start()) + 1
        exempt = _exemption(path, code, match, kind, name)
        yield Reference(path, line, kind, name, exempt)


def _constants(path: str, code: str, objects: set[str]) -> Iterator[Reference]:
    for match in _CONSTANT.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        exempt = "" if match[1] in objects else "constant of a plugin"
        yield Reference(path, line, "constant", match[1] + match[2], exempt)


def _kind(rest: str) -> str:
    first = rest.partition(".")[0]
    return {"versions": "version", "plugins": "plugin", "bundles": "bundle"}.get(first, "library")


def _exemption(path: str, code: str, match: re.Match[str], kind: str, name: str) -> str:
    """Why a match need not resolve; "" where it must."""
    if not code[match.start()].isalnum():
        before = code.rfind('"', 0, match.start()) > code.rfind("\n", 0, match.start())
        return "in a string" if before else "in a comment"
    if NOT_CODE.search(path):
        return "template or test data"
    if "$" in name:
        return "made by code"
    rest = name.partition(".")[2]
    if kind not in ("project(...)", "projects.*", "look-up") and _NO_ALIAS.match(rest):
        return "member of the catalog itself"
    if kind == "projects.*" and _OWN_PROJECTS.search(code):
        return "variable called `projects`"
    line = code[code.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip()
    if line.startswith(("import ", "package ")):
        return "import"
    return ""


class PlainPatterns:
    """What plain patterns know."""

    def __init__(self, paths: tuple[str, ...], text: Callable[[str], str]) -> None:
        settings = [path for path in paths if path.rpartition("/")[2].startswith("settings.gradle")]
        catalogs = [path for path in paths if path.endswith(".versions.toml")]
        self.modules = {one for path in settings for one in _QUOTED_PATH.findall(text(path))}
        self.accessors = {one.replace("-", "").lower() for one in self.modules}
        self.aliases = {
            name.replace("-", ".").replace("_", ".")
            for path in catalogs
            for name in _LINE_OF_TOML.findall(text(path))
        }

    def knows(self, one: Reference) -> bool:
        """Whether the name is among them."""
        if one.kind == "project(...)":
            return one.name in self.modules
        if one.kind == "constant":
            return False
        if one.kind == "projects.*":
            return one.name.removeprefix("projects").replace(".", ":").lower() in self.accessors
        name = one.name if one.kind == "look-up" else one.name.partition(".")[2]
        for prefix in ("versions.", "plugins.", "bundles."):
            name = name.removeprefix(prefix)
        parts = name.split(".")
        return any(".".join(parts[:count]) in self.aliases for count in range(1, len(parts) + 1))

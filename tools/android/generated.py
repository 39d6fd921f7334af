"""Names that a build generates, worked out from what they are generated from.

Layouts give binding classes, namespaces give `R` and `BuildConfig`, navigation graphs arguments and
directions, SQL files queries, interface files of AIDL and messages of protobuf their classes. What
annotations generate is not here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.android.project import Module, Project

if TYPE_CHECKING:
    from tools.syntax.xml import Element

_ANDROID = ("application", "library", "multiplatform")
_BUILD_CONFIG_UNTIL = 8
_LAYOUT = re.compile(r"/res[\w-]*/layout(?:-[\w+-]+)?/(\w+)\.xml$")
_NAVIGATION = re.compile(r"/res[\w-]*/navigation(?:-[\w+-]+)?/(\w+)\.xml$")
_SQL = re.compile(r"/sqldelight/(?:(.+)/)?(\w+)\.sqm?$")
_TABLE = re.compile(
    r"\bCREATE\s+(?:TEMP\s+|VIRTUAL\s+)?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?[`\"\[]?(\w+)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(\w+)\s*:\s*$", re.MULTILINE)
_DATABASE = re.compile(
    r"create\(\s*\"(\w+)\"\s*\)\s*\{[^}]*?packageName\s*(?:\.set\s*\(|=)\s*\"([\w.]+)\""
)
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_INTERFACE = re.compile(r"\b(?:interface|parcelable|union|enum)\s+(\w+)\s*\{")
_OPTION = re.compile(r"^\s*option\s+(java_\w+)\s*=\s*\"?([\w.]+)\"?\s*;", re.MULTILINE)
_MESSAGE = re.compile(r"^(?:message|enum|service)\s+(\w+)", re.MULTILINE)
_DATA_CLASS = re.compile(r"<data\b[^>]*\bclass\s*=\s*\"([\w.]+)\"")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Generated:
    """Full names of generated classes and functions with the file that each comes from.

    In one of `packages` there are more, with names that only the build knows.
    """

    names: dict[str, str]
    packages: frozenset[str]


def read_generated(project: Project, paths: Iterable[str], text: Callable[[str], str]) -> Generated:
    """All that is generated from these files."""
    names: dict[str, str] = {}
    for module in project.modules:
        names |= dict.fromkeys(_of_module(module, project, text), module.build_file)
    for path in paths:
        for reader, pattern in _READERS:
            if (match := pattern.search(path)) is not None:
                home = project.module_of(path)
                if home is not None:
                    names |= dict.fromkeys(reader(home, path, match, text), path)
    packages = {one for module in project.modules if (one := _resources(module, project))}
    return Generated(names, frozenset(packages))


def _of_module(module: Module, project: Project, text: Callable[[str], str]) -> Iterator[str]:
    space = module.namespace
    if space is not None and module.kind in _ANDROID:
        yield from (f"{space}.R", f"{space}.Manifest", f"{module.tests_namespace}.R")
        old = project.android_plugin is not None and project.android_plugin < _BUILD_CONFIG_UNTIL
        if "buildConfig" in module.features or old:
            yield f"{space}.BuildConfig"
        if "dataBinding" in module.features:
            yield f"{space}.BR"
    if module.resources is not None:
        yield from (f"{module.resources}.Res", f"{module.resources}.MR")
    if any("sqldelight" in one for one in module.plugins) and module.build_file:
        for name, package in _DATABASE.findall(text(module.build_file)):
            yield f"{package}.{name}"


def _resources(module: Module, project: Project) -> str:
    """The package of the accessors of Compose resources, "" for a module without them."""
    if module.resources is not None:
        return module.resources
    if "org.jetbrains.compose" not in module.plugins:
        return ""
    parts = [project.name, *(one for one in module.inner.split(":") if one)]
    name = ".".join(part for part in parts if part).lower().replace("-", "_")
    return f"{name}.generated.resources"


def _binding(
    module: Module, path: str, match: re.Match[str], text: Callable[[str], str]
) -> Iterator[str]:
    name = "".join(part[:1].upper() + part[1:] for part in match[1].split("_")) + "Binding"
    package = f"{module.namespace}.databinding"
    if "viewBinding" in module.features:
        yield f"{package}.{name}"
    elif "dataBinding" in module.features:
        content = text(path)
        own = _DATA_CLASS.search(content)
        if own is not None:
            yield own[1] if "." in own[1].strip(".") else f"{package}.{own[1].strip('.')}"
        elif "<layout" in content:
            yield from (f"{package}.{name}", f"{package}.{name}Impl")


def _navigation(
    module: Module, path: str, match: re.Match[str], text: Callable[[str], str]
) -> Iterator[str]:
    from tools.android.manifest import qualified_name
    from tools.syntax.xml import elements

    if not any("navigation.safeargs" in one for one in module.plugins):
        return
    space = module.namespace or ""
    for element in elements(text(path)):
        name = element.get("android:name")
        inner = {child.name for child in element.children}
        if element.name == "navigation" and "action" in inner:
            graph = (element.get("android:id") or f"@+id/{match[1]}").rpartition("/")[2]
            yield f"{space}.{_camel(graph)}Directions"
        elif name and element.name not in ("argument", "action"):
            full = qualified_name(name, space)
            yield from (f"{full}Args" for _ in range("argument" in inner))
            yield from (
                f"{full}Directions" for _ in range("action" in inner or _has_global(element))
            )


def _has_global(element: "Element") -> bool:
    """Whether a graph around a destination has actions, which each of its directions has too."""
    while (parent := element.parent) is not None:
        if any(child.name == "action" for child in parent.children):
            return True
        element = parent
    return False


def _sql(
    _module: Module, path: str, match: re.Match[str], text: Callable[[str], str]
) -> Iterator[str]:
    package = (match[1] or "").replace("/", ".")
    content = text(path)
    yield f"{package}.{match[2]}Queries"
    for name in (*_TABLE.findall(content), *_LABEL.findall(content)):
        yield f"{package}.{name[:1].upper()}{name[1:]}"


def _aidl(
    _module: Module, path: str, match: re.Match[str], text: Callable[[str], str]
) -> Iterator[str]:
    content = _COMMENT.sub(" ", text(path))
    package = found[1] if (found := _PACKAGE.search(content)) else match[1].replace("/", ".")
    for name in _INTERFACE.findall(content):
        yield from (f"{package}.{name}", f"{package}.{name}.Stub")


def _proto(
    _module: Module, path: str, match: re.Match[str], text: Callable[[str], str]
) -> Iterator[str]:
    content = _COMMENT.sub(" ", text(path))
    options = dict(_OPTION.findall(content))
    declared = _PACKAGE.search(content)
    package = options.get("java_package") or (declared[1] if declared else "")
    messages = _MESSAGE.findall(content)
    outer = options.get("java_outer_classname") or _camel(match[1])
    if "java_outer_classname" not in options and outer in messages:
        outer += "OuterClass"
    prefix = f"{package}." if package else ""
    yield f"{prefix}{outer}"
    for name in messages:
        inner = prefix if options.get("java_multiple_files") == "true" else f"{prefix}{outer}."
        yield from (f"{inner}{name}", f"{inner}{name}OrBuilder", f"{prefix}{name}Kt")
        yield f"{prefix}{name[:1].lower()}{name[1:]}"
        yield f"{prefix}{name}Grpc"
    if messages:
        yield f"{prefix}copy"


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_.-]", name))


_READERS = (
    (_binding, _LAYOUT),
    (_navigation, _NAVIGATION),
    (_sql, _SQL),
    (_aidl, re.compile(r"/aidl/(?:(.+)/)?\w+\.aidl$")),
    (_proto, re.compile(r"/proto/(?:.+/)?(\w+)\.proto$")),
)

"""The part of KT-03 that is certain: all libraries of the module were read, and none has the name.

What the platform and plugins bring unasked is not judged, nor is a package of which something
is imported that no library has: a generator, or an archive beside the build, may make it.
"""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from tools.checks.base import Context
from tools.checks.near import certain
from tools.checks.needed import coordinates
from tools.checks.resolution import Packages

if TYPE_CHECKING:
    from tools.android.project import Dependency, Module
    from tools.syntax.symbols import Import

_BROUGHT = (
    *("android.", "dalvik.", "java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin."),
    *("org.json.", "org.w3c.", "org.xml.", "org.xmlpull.", "org.apache.http.", "org.gradle."),
    *("androidx.databinding.", "kotlinx.android.", "kotlinx.parcelize."),
    *("org.intellij.", "org.jetbrains.annotations."),
)
"""What the platform or a plugin brings to modules that do not name it."""
_UNREAD = frozenset({"internal", "shaded", "shadow", "relocated", "repackaged"})
"""Parts of packages of libraries that are not read."""
_KINDS = frozenset({"application", "library", "kotlin"})
_NOT_IMPORTED = re.compile(
    r"ksp|kapt|annotationProcessor|lint(?:Checks|Publish)|detekt|ktlint|desugaring", re.IGNORECASE
)
_BESIDE = re.compile(r"\b(?:files|fileTree|flatDir)\b\s*[({]|\bext\s*[:=]\s*['\"]aar")
"""Archives that a script takes from a folder."""
_READ = (".kt", ".java", ".xml", ".md")
_LIKE = 3
"""So many parts of a name tell whose it is."""
_DOMAIN = 3
"""First parts that are no longer, as `com` and `org`, are everybody's."""


def is_denied(context: Context, packages: Packages, path: str, one: "Import") -> bool:
    """Whether it is certain that nothing has a name which a file imports."""
    name = one.name
    package, _, simple = name.rpartition(".")
    if context.head.imports_of(simple)[name] > context.strict:
        return False
    if not package or name.startswith(_BROUGHT) or not _is_plain(package, simple):
        return False
    read = context.facts.libraries()
    if read is None or read.qualified(name) or read.qualified(package):
        return False
    if context.facts.packages_from(".".join(package.split(".")[:2])):
        return False
    if not context.strict and not all(one.endswith(_READ) for one in context.draft.changed()):
        return False
    module = _module(context, path)
    if module is None or _is_of_plugin(module, name) or _is_open(context, packages, name):
        return False
    return _is_known(
        context, module, [key for key, (_, fault) in read.known().items() if not fault]
    )


def _is_plain(package: str, simple: str) -> bool:
    """Whether the name is of a package, and of one that is read."""
    parts = package.split(".")
    return (
        not any(one[:1].isupper() for one in parts) and _UNREAD.isdisjoint(parts) and simple != "R"
    )


def _module(context: Context, path: str) -> "Module | None":
    homes = context.project.modules_of(path)
    if len(homes) != 1 or homes[0].kind not in _KINDS or homes[0].open_ended:
        return None
    return homes[0]


def _is_of_plugin(module: "Module", name: str) -> bool:
    """Whether a plugin of the module has the name's first parts in its own: it brings libraries."""
    first = name.split(".")[:_LIKE]
    return any(plugin.split(".")[:_LIKE][: len(first)] == first for plugin in module.plugins)


def _is_open(context: Context, packages: Packages, name: str) -> bool:
    """Whether something of the same first parts is imported that no library is known to have."""
    parts = name.split(".")[:-1]
    widths = (_LIKE, 2) if len(parts[0]) <= _DOMAIN else (_LIKE, 2, 1)
    for width in widths:
        root = ".".join(parts[:width])
        others = [one for one in context.head.imports_below(root) if one != name]
        if others:
            return any(not _has(context, packages, one) for one in others)
    return False


def _has(context: Context, packages: Packages, name: str) -> bool:
    owner = name.rpartition(".")[0]
    if packages.owns(name) or context.facts.library(name) or context.facts.library(owner):
        return True
    return not _UNREAD.isdisjoint(owner.split("."))


def _is_known(context: Context, module: "Module", archives: Collection[str]) -> bool:
    """Whether all that the module can see of libraries was read."""
    from tools.library.coverage import unread
    from tools.library.gradle_cache import GradleCache, gradle_home

    if any(_is_archive(path) for path in context.draft.paths()):
        return False
    wanted: list[str] = []
    for one in context.project.visible_modules(module):
        if one.open_ended or _BESIDE.search(context.facts.text(one.build_file)):
            return False
        for edge in one.dependencies:
            if context.project.target(edge) or _NOT_IMPORTED.search(edge.configuration):
                continue
            found = list(_versioned(context, edge))
            if not found:
                return False
            wanted += found
    cache = GradleCache(gradle_home())
    return cache.exists() and not unread(cache, dict.fromkeys(wanted), archives)


def _is_archive(path: str) -> bool:
    return path.endswith((".jar", ".aar")) and not path.endswith("gradle-wrapper.jar")


def _versioned(context: Context, edge: "Dependency") -> Iterator[str]:
    """The coordinates of a dependency, with the versions that the catalogs say."""
    versions = {
        alias.target: alias.version
        for catalog in context.project.catalogs
        for alias in catalog.libraries().values()
    }
    for one in coordinates(context.project, edge):
        yield f"{one}:{versions[one]}" if versions.get(one) else one


def meant(context: Context, name: str) -> str:
    """The one name of a library that was probably meant, "" without.

    It is spelled nearly so in the same package, or called the same in another.
    """
    package, _, simple = name.rpartition(".")
    read = context.facts.libraries()
    if read is None:
        return ""
    if near := certain(simple, read.inside(package)):
        return f"{package}.{near}"
    same = {
        one.qualified
        for _, one in read.named(simple.lower())
        if one.name == simple and _is_plain(one.qualified.rpartition(".")[0], simple)
    }
    return same.pop() if len(same) == 1 else ""

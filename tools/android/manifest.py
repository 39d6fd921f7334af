"""Android manifests: the package, the components and the permissions that they declare."""

from dataclasses import dataclass

from tools.syntax.symbols import Lines
from tools.syntax.xml import Element, elements

_COMPONENTS = ("activity", "activity-alias", "service", "receiver", "provider")
_PERMISSIONS = ("uses-permission", "uses-permission-sdk-23", "permission")


@dataclass(frozen=True, slots=True)
class Component:
    """A component; `name` as written, `qualified` where the package tells, `removed` by a merge.

    `actions` and `categories` are those of all its intent filters, of which there are `filters`.
    """

    kind: str
    name: str
    qualified: str
    line: int
    start: int
    exported: bool | None
    actions: tuple[str, ...]
    categories: tuple[str, ...]
    filters: int
    removed: bool


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission that is asked for (`uses-permission`) or defined (`permission`)."""

    kind: str
    name: str
    line: int


@dataclass(frozen=True)
class Manifest:
    """One manifest file; `package` is "" where the build script holds the namespace."""

    path: str
    package: str
    components: tuple[Component, ...]
    permissions: tuple[Permission, ...]


def is_manifest(path: str) -> bool:
    """Whether a path is that of a manifest in a source set."""
    return path.rpartition("/")[2] == "AndroidManifest.xml"


def read_manifest(path: str, text: str, namespace: str = "") -> Manifest:
    """Read a manifest; `namespace` is that of its module, for names that begin with a dot."""
    lines = Lines(text)
    found = elements(text)
    package = next((one.get("package") or "" for one in found if one.name == "manifest"), "")
    base = package or namespace
    components = tuple(
        _component(one, base, lines)
        for one in found
        if one.name in _COMPONENTS and one.get("android:name")
    )
    permissions = tuple(
        Permission(one.name, one.get("android:name") or "", lines.line(one.start))
        for one in found
        if one.name in _PERMISSIONS and one.get("android:name")
    )
    return Manifest(path, package, components, permissions)


def _component(element: Element, base: str, lines: Lines) -> Component:
    attribute = element.attribute("android:name")
    name = attribute.value if attribute else ""
    start = attribute.start if attribute else element.start
    exported = element.get("android:exported")
    return Component(
        element.name,
        name,
        qualified_name(name, base),
        lines.line(start),
        start,
        None if exported is None else exported == "true",
        _named(element, "action"),
        _named(element, "category"),
        sum(one.name == "intent-filter" for one in element.children),
        element.get("tools:node") == "remove",
    )


def _named(element: Element, tag: str) -> tuple[str, ...]:
    return tuple(one.get("android:name") or "" for one in element.walk() if one.name == tag)


def qualified_name(name: str, base: str) -> str:
    """A class name as the merger completes it; `$` for nested classes becomes a dot."""
    if name.startswith("."):
        name = base + name
    elif "." not in name and base:
        name = f"{base}.{name}"
    return name.replace("$", ".")

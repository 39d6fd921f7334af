"""MAN-02, MAN-04, MAN-05 and MAN-07: what a manifest must tell, and what it should not open."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.android.manifest import is_manifest
from tools.checks.added import Written, before, written
from tools.checks.base import Check, Context, Finding, place
from tools.checks.values import removal
from tools.syntax.xml import Element, elements

if TYPE_CHECKING:
    from tools.index import Facts
    from tools.syntax.symbols import Symbol

_BASES = {
    "activity": ("Activity", "AppCompatActivity", "ComponentActivity", "FragmentActivity"),
    "service": ("Service", "IntentService", "JobIntentService", "LifecycleService", "JobService"),
    "provider": ("ContentProvider",),
}
_HIDDEN = {"abstract", "open", "inner", "sealed"}
_OPENED = re.compile(
    r"android:(?:allowBackup|usesCleartextTraffic|debuggable|exported)=\"true\"|<uses-permission\b"
)
_LEVELS = {
    "allowBackup": "what the app keeps to backups",
    "usesCleartextTraffic": "traffic that anybody can read",
    "debuggable": "a debugger on every device",
    "exported": "a component to every other app",
    "uses-permission": "more of the device to the app",
}
_KINDS = ("activity", "activity-alias", "service", "receiver", "provider")
_PARENTS = {
    "application": ("manifest",),
    "uses-permission": ("manifest",),
    "uses-feature": ("manifest",),
    "uses-sdk": ("manifest",),
    "permission": ("manifest",),
    "queries": ("manifest",),
    **{name: ("application",) for name in _KINDS},
    "provider": ("application", "queries"),
    "uses-library": ("application",),
    "intent-filter": _KINDS,
}
"""Element to what it may stand in, the usual first."""
_Place = tuple[str, str, str]
"""An element, its parent, and its `android:name`."""


def _registered(context: Context) -> Iterator[Finding]:
    for file in written(context, ".kt", ".java", tests=False):
        if context.project.source_set(file.path) not in ("main", "androidMain"):
            continue
        found = _components(context.facts, file.path)
        context.counted["MAN-02"] += len(found)
        old = {} if context.strict else _components(context.head, file.path)
        if len(found) <= len(old):  # renamed, which others tell of
            continue
        for name, (kind, one) in found.items():
            if name in old or context.facts.class_refs(one.name) or not _android(context, file):
                continue
            line, column = place(file.text, one.name_start)
            message = f"no manifest names the {kind} `{name}`"
            yield Finding("MAN-02", "warn", file.path, line, column, message, name)


def _components(facts: "Facts", path: str) -> "dict[str, tuple[str, Symbol]]":
    """The classes of a file that a manifest would name, with what they are."""
    here = facts.file(path)
    found: dict[str, tuple[str, Symbol]] = {}
    for one in here.symbols if here else ():
        bases = {base.partition("(")[0].partition("<")[0].strip() for base in one.supertypes}
        kind = next((kind for kind, names in _BASES.items() if bases & set(names)), "")
        hidden = one.owner or one.visibility == "private" or _HIDDEN & set(one.modifiers)
        if kind and one.kind == "class" and not hidden:
            found[one.qualified] = (kind, one)
    return found


def _android(context: Context, file: Written) -> bool:
    module = context.project.module_of(file.path)
    return module is not None and module.kind in ("application", "library")


def _permission(context: Context) -> Iterator[Finding]:
    known: set[str] | None = None
    for file in written(context, ".kt", ".java", tests=False):
        if "Manifest.permission" not in file.code:
            continue
        for match in re.finditer(r"(?<![\w])Manifest\.permission\.([A-Z_0-9]+)", file.code):
            context.counted["MAN-04"] += 1
            if not file.is_new(match.start()):
                continue
            if known is None:
                known = {
                    one.name.rpartition(".")[2]
                    for manifest in context.facts.manifests()
                    for one in manifest.permissions
                }
            if match[1] not in known:
                line, column = place(file.text, match.start())
                message = f"no manifest of the project asks for `android.permission.{match[1]}`"
                yield Finding("MAN-04", "warn", file.path, line, column, message, match[1])


def _opened(context: Context) -> Iterator[Finding]:
    for file in written(context, ".xml", tests=False):
        if not is_manifest(file.path) or "/src/debug" in file.path:
            continue
        launchers = _launchers(file.text)
        old = "" if context.strict else before(context, file.path)
        for match in _OPENED.finditer(file.text):
            context.counted["MAN-05"] += 1
            if file.text.count(match[0]) <= old.count(match[0]) or not file.is_new(match.start()):
                continue
            if any(a <= match.start() < b for a, b in launchers):
                continue
            name = re.search(r"uses-permission|\w+(?==)", match[0])
            line, column = place(file.text, match.start())
            subject = name[0] if name else ""
            message = f"this opens {_LEVELS[subject]}; say why, or leave it out"
            yield Finding("MAN-05", "warn", file.path, line, column, message, subject)


def _launchers(text: str) -> list[tuple[int, int]]:
    """Where the components with an intent filter stand: they must be exported to be found."""
    return [
        (one.start, one.inner_start)
        for one in elements(text)
        if one.name in _KINDS and any(child.name == "intent-filter" for child in one.children)
    ]


def _misplaced(context: Context) -> Iterator[Finding]:
    for file in written(context, ".xml"):
        if not is_manifest(file.path):
            continue
        seen: dict[tuple[str, str], Element] = {}
        old = Counter[_Place]() if context.strict else _places(before(context, file.path))
        left = old.copy()
        for one in elements(file.text):
            parents = _PARENTS.get(one.name)
            if parents is None:
                continue
            context.counted["MAN-07"] += 1
            place_of = _place(one)
            left[place_of] -= 1
            new = file.is_new(one.start) or (bool(old) and left[place_of] < 0)
            parent = one.parent.name if one.parent else ""
            line, column = place(file.text, one.start)
            if parent not in parents and new:
                message = (
                    f"`<{one.name}>` stands in `<{parent}>`, and belongs into `<{parents[0]}>`"
                )
                yield Finding("MAN-07", "block", file.path, line, column, message, one.name)
            name = one.get("android:name")
            if one.name not in _KINDS or not name or one.get("tools:node"):
                continue
            first = seen.setdefault((one.name, name), one)
            if first is not one and new:
                message = f"`{name}` is declared twice in this manifest"
                same = _words(file.text, first) == _words(file.text, one)
                fix = removal(file.text, one, f"the second `{name}`") if same else None
                yield Finding("MAN-07", "block", file.path, line, column, message, name, fix)


def _place(element: Element) -> _Place:
    """What tells an element, where the line that it begins on may be that of many."""
    parent = element.parent.name if element.parent else ""
    return element.name, parent, element.get("android:name") or ""


def _places(text: str) -> Counter[_Place]:
    return Counter(_place(one) for one in elements(text) if one.name in _PARENTS)


def _words(text: str, element: Element) -> list[str]:
    return text[element.start : element.end].split()


CHECKS = tuple(
    Check(
        name,
        "block" if name == "MAN-07" else "warn",
        title,
        find,
        compares=True,
        example=example,
    )
    for name, title, find, example in (
        (
            "MAN-02",
            "an activity, a service or a provider is in a manifest",
            _registered,
            '`class Share : ComponentActivity()` → with `<activity android:name=".Share" />`',
        ),
        (
            "MAN-04",
            "a permission that code asks for is in a manifest",
            _permission,
            "`Manifest.permission.CAMERA` → with `<uses-permission ... CAMERA>`",
        ),
        (
            "MAN-05",
            "a manifest opens nothing in passing",
            _opened,
            '`android:usesCleartextTraffic="true"` → left out',
        ),
        (
            "MAN-07",
            "what a manifest declares stands in its place, once",
            _misplaced,
            '`<activity android:name=".A" />` twice → once',
        ),
    )
)
"""All of this family."""

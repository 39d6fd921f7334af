"""Who uses a name that a manifest holds: a permission, meta-data, an action, a feature."""

import re
from collections.abc import Iterator

from tools.android.manifest import is_manifest
from tools.references.project import Code
from tools.references.texts import visible
from tools.references.usage import Found, Use, found, use_at
from tools.syntax.xml import Element, elements

_KINDS = {
    "permission": "permission",
    "uses-permission": "permission",
    "uses-permission-sdk-23": "permission",
    "meta-data": "meta-data",
    "action": "action",
    "category": "category",
    "uses-feature": "feature",
}
_TAKES_PERMISSION = ("android:permission", "android:readPermission", "android:writePermission")


def manifest_uses(code: Code, name: str) -> list[Found]:
    """The entries of manifests with this full or last name, and what else names them."""
    named: dict[tuple[str, str], list[Use]] = {}
    for path in _manifests(code, name):
        for element, kind in _entries(code, path):
            full = element.get("android:name") or ""
            if full == name or ("." not in name and full.endswith(f".{name}")):
                attribute = element.attribute("android:name")
                assert attribute is not None
                named.setdefault((kind, full), []).append(use_at(code, path, attribute.start))
    return [
        found(kind, full, places, _uses(code, kind, full))
        for (kind, full), places in sorted(named.items())
    ]


def _manifests(code: Code, name: str) -> list[str]:
    return [path for path in code.paths_with(name, (".xml",)) if is_manifest(path)]


def _entries(code: Code, path: str) -> Iterator[tuple[Element, str]]:
    for element in elements(visible(path, code.text(path))):
        if element.name in _KINDS and element.get("android:name"):
            yield element, _KINDS[element.name]


def _uses(code: Code, kind: str, full: str) -> Iterator[Use]:
    """Attributes that demand a permission, and code that says the name or its constant."""
    short = full.rpartition(".")[2]
    for path in _manifests(code, full):
        for element in elements(visible(path, code.text(path))):
            for one in element.attributes:
                if kind == "permission" and one.name in _TAKES_PERMISSION and one.value == full:
                    yield use_at(code, path, one.start)
    constant = re.compile(rf"\bpermission\s*\.\s*({re.escape(short)})(?!\w)")
    literal = re.compile(rf"\"({re.escape(full)})\"")
    for path in code.paths_with(short, (".kt", ".java", ".kts", ".gradle")):
        source = code.source(path)
        for match in constant.finditer(source.code) if kind == "permission" else ():
            yield use_at(code, path, match.start(1))
        for match in literal.finditer(source.text):
            if source.code[match.start()] == '"':
                yield use_at(code, path, match.start(1))

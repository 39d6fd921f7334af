"""What an `.editorconfig` says of Kotlin files. Format: https://spec.editorconfig.org."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_SECTION = re.compile(r"^\[(?P<pattern>.+)\]\s*$")
_REMARK = re.compile(r"\s[#;].*$")
_KOTLIN = re.compile(r"\*|\{?(?:[^/]*[,{])?\*\.(?:\{(?:[^/]*,)?)?kt\b[^/]*")
_MANY = 100
"""No file has as many imports of one package: who sets this wants no star."""
_ASCII, _IDEA = 1, 2
_ORDERS = {("*", "^"): 0, ("*",): _ASCII, ("*", "java.**", "javax.**", "kotlin.**", "^"): _IDEA}
"""The layouts that teams have -> their numbers in `tools.edits.imports`."""
_STYLES = {"android_studio": _ASCII, "intellij_idea": _IDEA, "ktlint_official": _IDEA}
"""The code styles of ktlint, each with its order of imports."""


def kotlin_settings(text: str) -> dict[str, str]:
    """The settings of the sections that hold for Kotlin files of all folders; a later one wins."""
    found: dict[str, str] = {}
    applies = False
    for line in map(str.strip, text.splitlines()):
        if section := _SECTION.match(line):
            applies = _KOTLIN.fullmatch(section["pattern"]) is not None
        elif applies and "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            found[key.strip().lower()] = _REMARK.sub("", value).strip()
    return found


def is_root(text: str) -> bool:
    """Whether no `.editorconfig` of the folders above holds any more."""
    return re.search(r"^\s*root\s*=\s*true\b", text.partition("[")[0], re.M | re.I) is not None


@dataclass(frozen=True)
class ImportStyle:
    """How imports are written: the number of their order, and whether `*` is; None for unsaid."""

    order: int | None = None
    stars: bool | None = None


def import_style(texts: Iterable[str]) -> ImportStyle:
    """The style that the `.editorconfig` files above a Kotlin file set, outermost first."""
    settings: dict[str, str] = {}
    for text in texts:
        if is_root(text):
            settings = {}
        settings |= kotlin_settings(text)
    return ImportStyle(_order(settings), _stars(settings))


def _order(settings: Mapping[str, str]) -> int | None:
    if layout := settings.get("ij_kotlin_imports_layout"):
        return _ORDERS.get(tuple(one.strip() for one in layout.split(",")))
    if settings.get("ktlint_standard_import-ordering") == "disabled":
        return None
    return _STYLES.get(settings.get("ktlint_code_style", ""))


def _stars(settings: Mapping[str, str]) -> bool | None:
    rule = settings.get("ktlint_standard_no-wildcard-imports")
    if rule in ("enabled", "disabled"):
        return rule == "disabled"
    count = settings.get("ij_kotlin_name_count_to_use_star_import", "")
    return int(count) < _MANY if count.isdigit() else None

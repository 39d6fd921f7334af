"""GR-03, GR-06 and GR-07: dependencies as the project writes them, once, and of one version."""

import re
from collections.abc import Callable, Iterator

from tools.checks.added import Written, written
from tools.checks.base import Check, Context, Finding, Severity, place

_ADDED = r"\b(?:\w+I|i)mplementation|\b(?:\w+A|a)pi|\bksp|\bkapt|\b(?:compile|runtime)Only"
_LINE = re.compile(rf"^[ \t]*((?:{_ADDED})\s*\(?\s*[\w.]+(?:\([^()\n]*\))?.*)$", re.MULTILINE)
_SCRIPTS = (".gradle", ".gradle.kts")


def _raw(script: str) -> re.Pattern[str]:
    return re.compile(script, re.MULTILINE)


def _has_catalog(file: Written, match: re.Match[str]) -> bool:
    return bool(file.context.project.catalogs_of(file.path)) and ":_" not in match[0]


def _twice(context: Context) -> Iterator[Finding]:
    for file in written(context, *_SCRIPTS):
        seen: set[str] = set()
        for match in _LINE.finditer(file.text):
            context.counted["GR-06"] += 1
            said = " ".join(match[1].partition("//")[0].split())
            if said in seen and file.is_new(match.start(1)) and not said.endswith("{"):
                line, column = place(file.text, match.start(1))
                message = f"`{said}` stands here twice"
                yield Finding("GR-06", "info", file.path, line, column, message, said)
            seen.add(said)


def _literals(context: Context) -> Iterator[Finding]:
    pattern = _raw(rf"^[ \t]*(?:{_ADDED})\s*\(?\s*[\"']([\w.-]+:[\w.-]+:[^\"'\n]+)[\"']")
    for file in written(context, *_SCRIPTS):
        for match in pattern.finditer(file.text):
            context.counted["GR-03"] += 1
            if file.is_new(match.start(1)) and _has_catalog(file, match):
                line, column = place(file.text, match.start(1))
                message = f"`{match[1]}` belongs into the version catalog"
                yield Finding("GR-03", "info", file.path, line, column, message, match[1])


def _versions(context: Context) -> Iterator[Finding]:
    pattern = _raw(
        r"[\"'](?:[\w.-]+:[\w.-]+:)?(\d[\w.]*\+|latest\.\w+|[\[(]\d[^\"'\n]*,[^\"'\n]*[\])])[\"']"
    )
    for file in written(context, *_SCRIPTS, ".versions.toml"):
        for match in pattern.finditer(file.text):
            context.counted["GR-07"] += 1
            if file.is_new(match.start(1)):
                line, column = place(file.text, match.start(1))
                message = (
                    f"`{match[1]}` is another version on another day; write the one that is meant"
                )
                yield Finding("GR-07", "warn", file.path, line, column, message, match[1])


_ROWS: tuple[tuple[str, Severity, str, Callable[[Context], Iterator[Finding]], str], ...] = (
    (
        "GR-03",
        "info",
        "a library is in the version catalog, where there is one",
        _literals,
        '`implementation("a.b:c:1.0")` → `implementation(libs.c)`',
    ),
    (
        "GR-06",
        "info",
        "a dependency is written once",
        _twice,
        "`implementation(libs.c)` twice → once",
    ),
    (
        "GR-07",
        "warn",
        "a version is one version",
        _versions,
        '`"a.b:c:1.+"` → `"a.b:c:1.4.2"`',
    ),
)
CHECKS = tuple(
    Check(name, severity, title, find, compares=True, example=example)
    for name, severity, title, find, example in _ROWS
)
"""All of this family."""

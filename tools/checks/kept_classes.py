"""GR-12: rules that keep a class from R8 name one that is there.

Only classes of packages of the project are looked for; names with wildcards and what is generated
are left alone.
"""

import re
from collections.abc import Iterator

from tools.checks.base import Check, Context, Finding, Fix, place
from tools.checks.kept_files import missing_files
from tools.checks.near import certain, meant
from tools.syntax.language import is_keep_rules

_RULE = re.compile(
    r"^[ \t]*-(?:keep|if)\w*(?:,[ \t]*\w+)*[ \t]+(?:@[\w.*$]+[ \t]+)?"
    r"(?:!?(?:public|abstract|final)[ \t]+)*(?:class|interface|enum|@interface)[ \t]+"
    r"([\w.$]+)(?![\w.$*?!,<])",
    re.MULTILINE,
)
_MADE = re.compile(
    r"(?:^|[._$])(?:BuildConfig|R|Impl|Companion|\w*Codegen|Factory|Hilt_\w+|Dagger\w+)$|_|Binding$|\$\$|Proto|\$\d"
)
_TYPES = ("class", "interface", "object", "enum", "annotation", "typealias")


def _find(context: Context) -> Iterator[Finding]:
    yield from missing_files(context)
    seen = set()
    for path in context.paths:
        if is_keep_rules(path):
            seen.add(path)
            yield from _in_rules(context, path)
    gone = _gone(context) if context.after and not context.strict else {}
    for path in context.draft.paths() if gone else ():
        if is_keep_rules(path) and path not in seen:
            yield from _in_rules(context, path, gone)


def _gone(context: Context) -> dict[str, str]:
    """The types that the draft took away, each with the one that came in its file, "" if none."""
    found: dict[str, str] = {}
    for path in context.draft.changed():
        old, new = context.head.file(path), context.facts.file(path)
        before = {one.qualified for one in old.symbols if one.kind in _TYPES} if old else set()
        after = {one.qualified for one in new.symbols if one.kind in _TYPES} if new else set()
        lost = {one for one in before - after if not context.facts.symbol(one)}
        came = sorted(after - before)
        only = came[0] if len(lost) == len(came) == 1 else ""
        found |= dict.fromkeys(lost, only)
    return found


def _in_rules(context: Context, path: str, gone: dict[str, str] | None = None) -> Iterator[Finding]:
    text = context.written(path)
    for match in _RULE.finditer(text):
        written = match[1]
        name = written.replace("$", ".")
        if gone is None:
            context.counted["GR-12"] += 1
        if (gone is not None and name not in gone) or not _is_missing(context, name):
            continue
        line, column = place(text, match.start(1))
        package, _, simple = name.rpartition(".")
        near = (gone or {}).get(name) or _near(context, package, simple)
        fix = near and Fix(f"wrote `{near}` for `{written}`", line=line, old=written, new=near)
        known = {one.name for one in context.facts.package_symbols(package) if one.kind in _TYPES}
        message = f"the rule keeps `{written}`, which is not there{meant(simple, known)}"
        yield Finding("GR-12", "warn", path, line, column, message, written, fix or None)


def _near(context: Context, package: str, simple: str) -> str:
    known = {one.name for one in context.facts.package_symbols(package) if one.kind in _TYPES}
    near = certain(simple, known)
    return f"{package}.{near}" if near else ""


def _is_missing(context: Context, name: str) -> bool:
    """Whether a name is of a package of the project, or was a type of it, and is no type."""
    if "." not in name or _MADE.search(name) or context.facts.symbol(name):
        return False
    if context.head.symbol(name):
        return True
    package, _, simple = name.rpartition(".")
    if simple.endswith("Kt") or not simple[:1].isupper():
        return False
    return bool(context.facts.package_symbols(package) or context.facts.symbol(package))


CHECK = Check(
    "GR-12",
    "warn",
    "a rule that keeps a class names one that is there",
    _find,
    example="`-keep class com.example.data.Itm { *; }` → `com.example.data.Item`",
)

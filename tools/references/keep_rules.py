"""Rules of ProGuard and R8 that match a class, by name or by wildcards, or name its member."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tools.references.project import Code
from tools.references.target import Target
from tools.references.texts import binary_name, visible
from tools.references.usage import Use, use_at
from tools.syntax.language import is_keep_rules

_RULE = re.compile(
    r"^[ \t]*-(?:(?:keep|keepnames|keepclass\w+|if|assume\w+|checkdiscard|whyareyoukeeping)\b"
    r"(?P<head>[^{}]*?)(?:\{(?P<body>[^}]*)\}|(?=^[ \t]*-|\Z))"
    r"|(?:dontwarn|dontnote|keeppackagenames|repackageclasses)\b(?P<filter>[^\n]*))",
    re.MULTILINE,
)
_CLASS = re.compile(
    r"(?:\b(?:class|interface|enum|extends|implements)\s+|@|,\s*)(![^\s,{]+|[\w.$*?%]+)"
)
_FILTER = re.compile(r"[\w.$*?%]+")
_WILD = re.compile(r"\*\*\*|\*\*|\*|\?|%|[^*?%]+")
_FORMS = {"***": ".*", "**": ".*", "*": "[^.]*", "?": "[^.]", "%": r"\w+"}


@lru_cache(maxsize=4096)
def matcher(pattern: str) -> re.Pattern[str]:
    """A class name pattern of a rule: `*` and `?` stay within a package, `**` does not."""
    parts = (_FORMS.get(part) or re.escape(part) for part in _WILD.findall(pattern))
    return re.compile("".join(parts))


def rule_uses(code: Code, target: Target) -> Iterator[Use]:
    """The rules whose wildcards match the class, and those that name the member.

    A rule that names the class in full is found as any text with that name is.
    """
    if target.kind == "top":
        return
    classes = _classes(code, target)
    for path in code.text_paths:
        if is_keep_rules(path):
            text = visible(path, code.text(path))
            for rule in _RULE.finditer(text):
                yield from _in_rule(code, target, path, rule, classes)


def _classes(code: Code, target: Target) -> set[str]:
    """The names by which rules know the class, or those that have the member."""
    if target.kind == "type":
        return {binary_name(code, symbol) for symbol in target.symbols}
    owners = (symbol for name in sorted(target.owners) for symbol in code.symbols(name))
    return {binary_name(code, symbol) for symbol in owners}


def _in_rule(
    code: Code, target: Target, path: str, rule: re.Match[str], classes: set[str]
) -> Iterator[Use]:
    patterns = list(_patterns(rule))
    hits = [(at, text) for at, text in patterns if _matches(text, classes)]
    if target.kind == "type":
        for at, text in hits:
            if "*" in text or "?" in text or "%" in text:
                yield use_at(code, path, at, note=f"the rule matches `{text}`")
    elif hits and rule["body"]:
        word = re.compile(rf"(?<![\w.$]){re.escape(target.name)}(?!\w)")
        for match in word.finditer(rule.string, rule.start("body"), rule.end("body")):
            yield use_at(code, path, match.start())


def _patterns(rule: re.Match[str]) -> Iterator[tuple[int, str]]:
    part, form = ("filter", _FILTER) if rule["head"] is None else ("head", _CLASS)
    for match in form.finditer(rule.string, rule.start(part), rule.end(part)):
        group = match.lastindex or 0
        yield match.start(group), match[group]


def _matches(pattern: str, classes: set[str]) -> bool:
    """Whether it matches one of the classes; what matches every class says nothing of one."""
    if pattern.startswith("!") or not re.search(r"\w", pattern.replace("%", "")):
        return False
    return any(matcher(pattern).fullmatch(name) for name in classes)

"""What a repository asks of those who change it, as far as a machine can check it.

Sources: AGENTS.md, CLAUDE.md and their like, CONTRIBUTING.md and `.editorconfig`. Only statements
that name what they forbid become rules; each keeps the place where it is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

_DOCUMENT = re.compile(
    r"(?:^|.*/)(?:AGENTS?|CLAUDE|GEMINI|CONTRIBUTING|copilot-instructions)\.md$|^\.cursorrules$",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`])")
_BANS = re.compile(
    r"\b(?:never|must\s+not|do\s+not|don['\u2019]t|may\s+not|forbidden|avoid)\b", re.I
)
_BANS_LAYER = re.compile(rf"{_BANS.pattern}|\b(?:nothing|nobody|no\s+modules?)\b", re.I)
_NO_BAN = re.compile(
    r"\b(?:do\s+not|don['\u2019]t|not)\s+(?:need|have|hesitate|forget|worry)\b", re.I
)
_EDITS = re.compile(r"\b(?:modif|edit|chang|touch|alter|overwrit|updat|translat)\w*", re.I)
_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.*-]*[/*][\w./*-]*|[\w-]+\.(?:xml|toml|lock|json|properties|kts?|gradle)")
_MODULE = re.compile(r":[\w-]+(?::[\w*-]+)*")
_LAYER = re.compile(r":?[\w-]+(?:[:*-][\w*-]*)*")
_SERVICES = re.compile(
    r"\b(?:weblate|crowdin|transifex|localazy|smartling|lokalise|poeditor)\b", re.I
)
_TRANSLATED = re.compile(r"\btranslat|\bstrings?\b", re.I)
_LINK = re.compile(r"\]\(([\w./-]+\.md)(?:#[^)]*)?\)")
_FULL_NAMES = re.compile(r"full(?:y)?[- ]?(?:qualified|package)\s+(?:class\s+)?name", re.I)
_FILES = re.compile(
    r"\b(?:at most|no more than|up to|maximum of)\s+(\d+)\s+(?:changed\s+)?files\b", re.I
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and its source; `value` is a glob, a module or a number, "" where none is needed."""

    value: str
    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LayerRule:
    """Modules that match `target` may be depended on only by modules that match `allowed`."""

    target: str
    allowed: tuple[str, ...]
    path: str
    line: int
    text: str

    def forbids(self, module: str, target: str) -> bool:
        """Whether a module of one path must not depend on the other."""
        if not _is_of(target, self.target) or any(_is_of(module, one) for one in self.allowed):
            return False
        return module.rpartition(":")[0] != target.rpartition(":")[0]


@dataclass(frozen=True)
class Policy:
    """All rules of a repository; `imports` and `java_imports` are layouts of `.editorconfig`.

    `translations` is set where a service makes them, so that nobody writes them by hand.
    """

    protected_paths: tuple[Rule, ...] = ()
    string_home_module: Rule | None = None
    layer_rules: tuple[LayerRule, ...] = ()
    no_new_permissions: Rule | None = None
    no_full_names: Rule | None = None
    max_files: Rule | None = None
    translations: Rule | None = None
    imports: tuple[str, ...] = ()
    java_imports: tuple[str, ...] = ()

    def protects(self, path: str) -> Rule | None:
        """The rule that forbids to change a file."""
        return next((one for one in self.protected_paths if _matches(path, one.value)), None)


def is_policy_file(path: str) -> bool:
    """Whether the policy is read from this file."""
    return path == ".editorconfig" or (path.count("/") < 2 and _DOCUMENT.match(path) is not None)


def read_policy(paths: Iterable[str], text: Callable[[str], str]) -> Policy:
    """The policy that these files state."""
    statements: list[Rule] = []
    layouts: dict[str, tuple[str, ...]] = {}
    for path in sorted(path for path in paths if is_policy_file(path)):
        if path == ".editorconfig":
            layouts = _layouts(text(path))
        else:
            statements += _statements(path, text(path))
    bans = [one for one in statements if _is_ban(one)]
    return Policy(
        tuple(rule for one in bans for rule in _protected(one)),
        next((rule for one in statements if (rule := _string_home(one))), None),
        tuple(_layers(statements)),
        _first(bans, r"\bpermissions?\b", r"\b(?:add|new|request|declare)\w*\b"),
        _first(bans, _FULL_NAMES.pattern),
        next((rule for one in statements if (rule := _max_files(one))), None),
        _first(bans, _SERVICES.pattern, _TRANSLATED.pattern)
        or _first(statements, _SERVICES.pattern, _TRANSLATED.pattern),
        layouts.get("ij_kotlin_imports_layout", ()),
        layouts.get("ij_java_imports_layout", ()),
    )


def spelled_out(rule: Rule, text: Callable[[str], str]) -> Rule:
    """Of a rule on translations that only links to a document, what that one forbids.

    `text` gives a file of the repository, "" of one that is not there.
    """
    link = None if _is_ban(rule) else _LINK.search(rule.text)
    if link is None:
        return rule
    path = normpath(join(dirname(rule.path), link[1]))
    bans = [one for one in _statements(path, text(path)) if _is_ban(one)]
    return _first(bans, r"\btranslat", r"\b(?:add|edit|chang|modif|touch)") or rule


def _is_ban(one: Rule) -> bool:
    return bool(_BANS.search(one.text) and not _NO_BAN.search(one.text))


def _statements(path: str, text: str) -> Iterator[Rule]:
    """Sentences and list items outside of code; an item of "must not:" is a ban like its head."""
    fenced, head = False, ""
    for number, line in enumerate(text.split("\n"), 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.strip() and not line.startswith(("#", "|")):
            item = _ITEM.match(line)
            plain = line[item.end() if item else 0 :].replace("**", "").strip()
            if plain.endswith(":") and _BANS.search(plain):
                head = plain
            elif not item and not line.startswith((" ", "\t")):
                head = ""
            for sentence in _SENTENCE.split(plain):
                whole = f"{head} {sentence}" if head and item else sentence
                yield Rule("", path, number, whole)
        elif line.startswith("#"):
            head = ""


def _protected(one: Rule) -> Iterator[Rule]:
    ban = _BANS.search(one.text)
    if ban and _EDITS.search(one.text, ban.end()):
        for quoted in _QUOTED.findall(one.text):
            if _PATH.fullmatch(quoted):
                yield Rule(quoted, one.path, one.line, one.text)


def _string_home(one: Rule) -> Rule | None:
    """Where new texts go: a module, or the file of its strings."""
    if not re.search(r"\bstrings?\b|\btranslat", one.text, re.I):
        return None
    if not re.search(r"\b(?:add|put|place|only|go(?:es)?)\b", one.text, re.I):
        return None
    for quoted in _QUOTED.findall(one.text):
        if _MODULE.fullmatch(quoted):
            return Rule(quoted, one.path, one.line, one.text)
        if found := re.fullmatch(r"([\w./-]+)/src/\w+/res/values/\w+\.xml", quoted):
            return Rule(f":{found[1].replace('/', ':')}", one.path, one.line, one.text)
    return None


def _layers(statements: list[Rule]) -> Iterator[LayerRule]:
    """ "Never depend on `:internal` modules", with those that "may depend" on them."""
    allowed: dict[str, tuple[str, ...]] = {}
    for one in statements:
        before, found, after = one.text.partition("may depend on")
        if found and re.search(r"\bonly\b", before, re.I):
            for target in _names(after):
                allowed[target] = tuple(_names(before))
    for one in statements:
        match = re.search(r"depend(?:s|ing)?\s+(?:up)?on\b(.*)", one.text, re.I)
        if match and _BANS_LAYER.search(one.text[: match.start()]):
            for target in _names(match[1]):
                users = allowed.get(target, allowed.get(target.rstrip("*-"), ()))
                yield LayerRule(target, users, one.path, one.line, one.text)


def _names(text: str) -> list[str]:
    return [one for one in _QUOTED.findall(text) if _LAYER.fullmatch(one)]


def _max_files(one: Rule) -> Rule | None:
    found = _FILES.search(one.text)
    return Rule(found[1], one.path, one.line, one.text) if found else None


def _first(statements: list[Rule], *patterns: str) -> Rule | None:
    for one in statements:
        if all(re.search(pattern, one.text, re.I) for pattern in patterns):
            return one
    return None


def _matches(path: str, pattern: str) -> bool:
    """Whether a path or a folder on it is of a pattern, from the repository or further down."""
    pattern = pattern.strip("/")
    parts = path.split("/")
    width = pattern.count("/") + 1
    return any(
        fnmatchcase("/".join(parts[start : start + width]), pattern)
        for start in range(len(parts) - width + 1)
    )


def _is_of(module: str, pattern: str) -> bool:
    """Whether a module's path ends with a pattern such as `:internal-*` or `app-common`."""
    return fnmatchcase(module, f"*:{pattern.lstrip(':')}")


def _layouts(text: str) -> dict[str, tuple[str, ...]]:
    """The import layouts of an `.editorconfig`, by key."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.split("\n"):
        key, separator, value = line.partition("=")
        if separator and key.strip().endswith("_imports_layout"):
            found[key.strip()] = tuple(one.strip() for one in value.split(",") if one.strip())
    return found

"""POL-01 to POL-07: what a repository's own guides ask for, as far as a machine can read it.

The guides are read as they were before the draft, so that no draft lifts a rule for itself.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.android.manifest import is_manifest
from tools.android.resources import folder
from tools.checks.added import SOURCES, before, written
from tools.checks.base import Check, Context, Finding, Severity, place

if TYPE_CHECKING:
    from tools.android.policy import LayerRule, Policy, Rule

_GUIDES = tuple(
    f"{directory}{name}.md"
    for directory in ("", ".github/", "docs/")
    for name in ("AGENTS", "CLAUDE", "GEMINI", "CONTRIBUTING", "copilot-instructions")
)
_PERMISSION = re.compile(r"<uses-permission[^>]*?android:name=\"([^\"]+)\"", re.DOTALL)
_FULL_NAME = re.compile(r"(?<![\w.@\"])(?:[a-z]\w*\.){2,}[A-Z]\w*")
_NAME = re.compile(r"name=\"(\w+)\"")
_BREAKING = frozenset(("POL-03",))
"""Rules that a build of the project may enforce; what the others forbid, a person may ask for."""
_HEAD = re.compile(r"^\s*(?:import|package)\b")


def policy(context: Context) -> "Policy":
    """The policy of the repository before the draft."""
    return _read(tuple((path, before(context, path)) for path in _GUIDES if _known(context, path)))


def _known(context: Context, path: str) -> bool:
    return context.head.file(path) is not None or bool(before(context, path))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[str, str], ...]) -> "Policy":
    from tools.android.policy import read_policy

    texts = dict(files)
    return read_policy(texts, texts.__getitem__)


def _said(rule: "Rule | LayerRule") -> str:
    text = " ".join(rule.text.split())
    return f"`{rule.path}` line {rule.line}: {text[:120]}{'...' if len(text) > 120 else ''}"


def _at(check: str, path: str, line: int, message: str) -> Finding:
    severity: Severity = "block" if check in _BREAKING else "warn"
    return Finding(check, severity, path, line, 1, message, message)


def _protected(context: Context) -> Iterator[Finding]:
    asked = policy(context)
    for path in context.draft.changed() if asked.protected_paths else ():
        context.counted["POL-01"] += 1
        if rule := asked.protects(path):
            yield _at("POL-01", path, 1, f"this file is not to be changed; {_said(rule)}")


def _strings(context: Context) -> Iterator[Finding]:
    home = policy(context).string_home_module
    module = context.head_project.module(home.value) if home else None
    for file in written(context, ".xml") if home and module else ():
        place_of = folder(file.path)
        if (
            place_of is None
            or place_of.type != "values"
            or context.project.module_of(file.path) == module
        ):
            continue
        for match in re.finditer(r"<string\s+name=\"(\w+)\"", file.text):
            context.counted["POL-02"] += 1
            known = context.head.resources("string", match[1])
            if file.is_new(match.start()) and not known and home:
                line, _ = place(file.text, match.start())
                message = f"`{match[1]}` belongs into `{home.value}`; {_said(home)}"
                yield _at("POL-02", file.path, line, message)


def _layers(context: Context) -> Iterator[Finding]:
    asked = policy(context)
    for path in context.paths if asked.layer_rules else ():
        module = context.project.module_of(path)
        if module is None or path != module.build_file:
            continue
        old = context.head_project.module(module.path)
        known = {edge.target for edge in old.dependencies} if old and not context.strict else ()
        for edge in module.dependencies:
            context.counted["POL-03"] += 1
            if edge.kind != "project" or edge.target in known or edge.source:
                continue
            for rule in asked.layer_rules:
                if rule.forbids(module.path, edge.target):
                    message = f"`{module.path}` must not depend on `{edge.target}`; {_said(rule)}"
                    yield _at("POL-03", path, edge.line, message)
                    break


def _permissions(context: Context) -> Iterator[Finding]:
    rule = policy(context).no_new_permissions
    for path in context.paths if rule else ():
        if (
            not is_manifest(path)
            or "/src/test" in path
            or "/src/androidTest" in path
            or rule is None
        ):
            continue
        old = set(_PERMISSION.findall(before(context, path))) if not context.strict else set()
        text = context.written(path)
        for match in _PERMISSION.finditer(text):
            context.counted["POL-04"] += 1
            if match[1] not in old:
                line, _ = place(text, match.start())
                yield _at("POL-04", path, line, f"`{match[1]}` is a new permission; {_said(rule)}")


def _many(context: Context) -> Iterator[Finding]:
    rule = policy(context).max_files
    changed = context.draft.changed()
    context.counted["POL-05"] += 1
    if rule and len(changed) > int(rule.value):
        message = f"{len(changed)} files are changed; {_said(rule)}"
        yield Finding("POL-05", "warn", changed[0], 1, 1, message, "files")


def _full_names(context: Context) -> Iterator[Finding]:
    rule = policy(context).no_full_names
    for file in written(context, *SOURCES) if rule else ():
        for match in _FULL_NAME.finditer(file.code):
            context.counted["POL-06"] += 1
            head = _HEAD.match(file.line_at(match.start()))
            if rule and not head and file.is_new(match.start()):
                line, _ = place(file.text, match.start())
                message = f"import `{match[0]}`; {_said(rule)}"
                yield _at("POL-06", file.path, line, message)


def _translations(context: Context) -> Iterator[Finding]:
    from tools.android.policy import spelled_out

    rule = policy(context).translations
    changed = context.draft.changed() if rule else ()
    translations = [
        path for path in changed if _is_translation(path) and context.draft.exists(path)
    ]
    if rule is None or len(translations) == len(changed):  # a change of that service itself
        return
    for path in translations:
        context.counted["POL-07"] += 1
        names = set(_NAME.findall(context.written(path)))
        if names - set(_NAME.findall(before(context, path))):
            said = _said(spelled_out(rule, lambda other: before(context, other)))
            yield _at("POL-07", path, 1, f"translations are made elsewhere; {said}")


def _is_translation(path: str) -> bool:
    from tools.index.ranked import is_locale

    found = folder(path) if path.endswith(".xml") else None
    return found is not None and found.type == "values" and is_locale(found.qualifier)


CHECKS = tuple(
    Check(
        name,
        "block" if name in _BREAKING else "warn",
        title,
        find,
        compares=True,
        example=example,
    )
    for name, title, find, example in (
        (
            "POL-01",
            "files that the repository's guides protect stay as they are",
            _protected,
            "`Never modify values-*/` in `AGENTS.md` → only `values/strings.xml` is changed",
        ),
        (
            "POL-02",
            "new strings stand in the module that the guides name",
            _strings,
            "a string in `:app` → in `:ui:i18n`, as `AGENTS.md` asks",
        ),
        (
            "POL-03",
            "modules depend on each other as the guides allow",
            _layers,
            '`implementation(project(":mail:internal"))` → `project(":mail:api")`',
        ),
        (
            "POL-04",
            "no permission is added where the guides forbid it",
            _permissions,
            "`<uses-permission ... READ_CONTACTS>` → the contact picker, without a permission",
        ),
        (
            "POL-05",
            "a change has no more files than the guides allow",
            _many,
            "31 files where `at most 20 files` is asked → two changes",
        ),
        (
            "POL-06",
            "classes are imported where the guides forbid full names",
            _full_names,
            "`java.util.Locale.ROOT` → `Locale.ROOT` with its import",
        ),
        (
            "POL-07",
            "translations are left to the service that makes them",
            _translations,
            "a new string in `values-de` → in `values` alone, where Weblate finds it",
        ),
    )
)
"""All of this family."""

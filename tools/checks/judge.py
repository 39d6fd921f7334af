"""Runs the checks on a draft: which files to look at, and what the draft added."""

from typing import TYPE_CHECKING

from tools.base import ToolFault
from tools.checks.aliased import users as users_by_alias
from tools.checks.arguments import CHECK as ARGUMENTS
from tools.checks.base import Check, Context, Finding, Judgement, fresh
from tools.checks.catalog import CHECK as CATALOG
from tools.checks.components import CHECK as CLASSES
from tools.checks.composables import BLOCKS, FUNCTIONS
from tools.checks.duplicates import CHECK as DUPLICATES
from tools.checks.elided import CHECK as ELIDED
from tools.checks.exported import CHECK as EXPORTED
from tools.checks.families import FAMILIES
from tools.checks.file_names import CHECK as FILE_NAMES
from tools.checks.ignored import without_ignored
from tools.checks.imports import CHECK as IMPORTS
from tools.checks.injection import CHECK as INJECTION
from tools.checks.marks import CHECK as MARKS
from tools.checks.members import CHECK as MEMBERS
from tools.checks.modules import ENTRIES, MODULES
from tools.checks.names import CHECK as NAMES
from tools.checks.packages import CHECK as PACKAGES
from tools.checks.placeholders import CHECK as PLACEHOLDER_TYPES
from tools.checks.quoting import APOSTROPHES, PLACEHOLDERS
from tools.checks.references import CHECK as REFERENCES
from tools.checks.resources import CHECK as RESOURCES
from tools.checks.secrets import CHECK as SECRETS
from tools.checks.state import CHECK as STATE
from tools.checks.syntax import CHECK as SYNTAX
from tools.checks.twins import CHECK as TWINS

if TYPE_CHECKING:
    from tools.index import Facts, Index
    from tools.repo.draft import Draft
    from tools.syntax.symbols import Symbol

CHECKS: tuple[Check, ...] = (
    SYNTAX,
    ELIDED,
    PACKAGES,
    IMPORTS,
    NAMES,
    MEMBERS,
    TWINS,
    ARGUMENTS,
    RESOURCES,
    REFERENCES,
    DUPLICATES,
    FILE_NAMES,
    APOSTROPHES,
    PLACEHOLDERS,
    PLACEHOLDER_TYPES,
    CLASSES,
    EXPORTED,
    FUNCTIONS,
    BLOCKS,
    STATE,
    INJECTION,
    CATALOG,
    ENTRIES,
    MODULES,
    SECRETS,
    MARKS,
    *FAMILIES,
)
"""Every check, in the order in which they run."""

_MOST_ALIASED = 40
"""Where more resources are gone, their uses through aliases are not looked for."""
_ORDER = {"block": 0, "warn": 1, "info": 2}


def judge(draft: "Draft", index: "Index") -> Judgement:
    """What the draft made worse, worst first. A draft without a change has no findings.

    Comments that silence a check count where they stood before the draft; a review that asks what
    a person wrote passes the findings through `without_ignored` with the text of the draft.
    """
    ran = tuple(check.id for check in CHECKS)
    changed = draft.changed()
    if not changed:
        return Judgement((), ran)
    context = context_of(draft, index)
    found: list[Finding] = []
    for check in CHECKS:
        after = list(check.find(context))
        before = [] if check.compares or not after else list(check.find(context.before()))
        found += fresh(after, before)
    found = without_ignored(without_echo(found, changed), lambda path: _kept_lines(draft, path))
    return Judgement(tuple(sorted(found, key=_rank)), ran)


def _kept_lines(draft: "Draft", path: str) -> str | None:
    """A file with the lines blanked that the draft wrote: no draft silences its own faults."""
    try:
        before = draft.base_text(path)
        if before is None or "offdroid:ignore" not in before:
            return None
        known = set(before.split("\n"))
        return "\n".join(one if one in known else "" for one in draft.text(path).split("\n"))
    except ToolFault:
        return None


def _rank(finding: Finding) -> tuple[int, str, int, str]:
    return _ORDER[finding.severity], finding.path, finding.line, finding.check


def without_echo(found: list[Finding], changed: tuple[str, ...]) -> list[Finding]:
    """Without what follows from a broken syntax: a file that does not read has no names.

    Neither has it declarations, so nothing is said of the files that use them.
    """
    broken = {finding.path for finding in found if finding.check == "KT-01"}
    if not broken:
        return found
    return [
        finding
        for finding in found
        if finding.check in ("KT-01", "KT-16", "SEC-04")
        or (finding.path in changed and finding.path not in broken)
    ]


def context_of(draft: "Draft", index: "Index") -> Context:
    """The context of a draft: its changed files, and those that use what it took away."""
    from tools.android.build_files import is_build_file

    head, facts = index.view(), index.view(draft)
    paths = affected(draft, head, facts)
    before = index.project()
    project = facts.project() if any(is_build_file(path) for path in draft.changed()) else before
    return Context(draft, facts, head, project, before, paths)


def affected(draft: "Draft", head: "Facts", facts: "Facts") -> tuple[str, ...]:
    """The changed files that still exist, and the files that use what the draft took away."""
    changed = draft.changed()
    paths = set(changed)
    for path in changed:
        old, new = head.file(path), facts.file(path)
        if old is None:
            paths |= _users_of_catalog(draft, path)
            continue
        left = {one.qualified for one in new.symbols} if new else set()
        gone = [one for one in old.symbols if one.qualified not in left]
        for name, package in _types(gone, old.package):
            paths |= {user for user, _ in facts.uses(name, package)}
        for qualified in {one.qualified for one in gone}:
            paths |= set(facts.importers(qualified))
        kept = {(one.type, one.name) for one in new.resources} if new else set()
        lost = {(one.type, one.name) for one in old.resources} - kept
        for kind, name in lost:
            paths |= {one.path for one in facts.resource_refs(kind, name)}
        for kind, name in lost if len(lost) <= _MOST_ALIASED else ():
            paths |= users_by_alias(facts, kind, name)
        paths |= _users_of_catalog(draft, path)
    return tuple(sorted(path for path in paths if draft.exists(path) and _is_text(draft, path)))


def _types(gone: "list[Symbol]", package: str) -> set[tuple[str, str]]:
    """The types among what is gone, each with a text that its users hold.

    They name its package, in their own line of it or in an import; what a type that stays had
    inside of it may be inherited.
    """
    names = {one.qualified for one in gone}
    return {
        (one.name, "" if one.owner and one.owner not in names else package)
        for one in gone
        if one.name[:1].isupper()
    }


def _users_of_catalog(draft: "Draft", path: str) -> set[str]:
    if not path.endswith(".versions.toml"):
        return set()
    return {other for other in draft.paths() if other.endswith((".gradle.kts", ".gradle"))}


def _is_text(draft: "Draft", path: str) -> bool:
    try:
        draft.text(path)
    except ToolFault:
        return False
    return True

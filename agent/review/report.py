"""What a review found, as values: the formats and the exit code read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tools.checks import Finding
    from tools.repo.draft import Draft

Severity = Literal["block", "warn", "info"]
RANKS = {"block": 0, "warn": 1, "info": 2, "never": -1}
"""Severities by weight; nothing is as grave as `never` asks for."""


@dataclass(frozen=True)
class Remark:
    """One thing to say of a place: line and column from 1, `code` is the line as it is reviewed.

    `source` says who found it: `offdroid`, `ktlint`, `detekt` or `model`. `fix` is what mends it,
    in the imperative; a `certain` one is made by `--fix`.
    """

    check: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    code: str = ""
    fix: str = ""
    certain: bool = False
    source: str = "offdroid"
    fingerprint: str = ""


@dataclass(frozen=True)
class Mending:
    """A fix that was made: `place` says where (`staged`, `work tree`, or both)."""

    path: str
    sentence: str
    place: str


@dataclass(frozen=True)
class Report:
    """A whole review. `files` are the paths of the change; `notes` are lines for the person."""

    title: str
    files: tuple[str, ...]
    remarks: tuple[Remark, ...]
    mended: tuple[Mending, ...] = ()
    notes: tuple[str, ...] = ()

    def fails(self, at: str) -> bool:
        """Whether there is a remark as grave as `at`, or graver."""
        return any(RANKS[one.severity] <= RANKS[at] for one in self.remarks)

    def count(self, severity: str) -> int:
        """How many remarks have this severity."""
        return sum(one.severity == severity for one in self.remarks)


def remarks(findings: "Iterable[Finding]", draft: "Draft") -> list[Remark]:
    """The findings of the checks as remarks, each with its line of code."""
    return [_remark(one, draft) for one in findings]


def in_order(found: Iterable[Remark]) -> tuple[Remark, ...]:
    """Gravest first, then by place; what two sources say of one line with one word is told once."""
    ordered = sorted(
        found, key=lambda one: (RANKS[one.severity], one.path, one.line, one.column, one.check)
    )
    return tuple(dict.fromkeys(ordered))


def weakened(found: Iterable[Remark], below: "frozenset[str]") -> list[Remark]:
    """The remarks with blocking ones as warnings, but for the checks in `below`."""
    return [
        replace(one, severity="warn") if one.severity == "block" and one.check not in below else one
        for one in found
    ]


def code_line(draft: "Draft", path: str, line: int) -> str:
    """A line of a file of the draft; "" where there is none."""
    from tools.base import ToolFault

    try:
        lines = draft.text(path).split("\n") if draft.exists(path) else []
    except ToolFault:
        return ""
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _remark(finding: "Finding", draft: "Draft") -> Remark:
    return Remark(
        finding.check,
        finding.severity,
        finding.path,
        finding.line,
        finding.column,
        finding.message,
        code_line(draft, finding.path, finding.line),
        _fix(finding),
        finding.fix is not None,
        fingerprint=finding.fingerprint,
    )


def _fix(finding: "Finding") -> str:
    fix = finding.fix
    if fix is None:
        return ""
    if fix.package:
        return f"package {fix.package}"
    if fix.imports and not fix.old:
        return "; ".join(f"import {name}" for name in fix.imports)
    if "\n" in fix.old or finding.check == "KT-24":  # it covers all uses of the file
        return fix.sentence
    return f"write `{fix.new}` for `{fix.old}`" if fix.old else fix.sentence

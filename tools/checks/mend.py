"""Applies the certain fixes of findings to the draft, each kept only if it helps."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.checks.base import Finding, Fix
from tools.checks.judge import judge
from tools.edits.closing import with_lines
from tools.edits.imports import add_imports, set_package
from tools.edits.soundness import new_faults

if TYPE_CHECKING:
    from tools.index import Index
    from tools.repo.draft import Draft


_OF_SCRIPTS = frozenset(("GR-01", "GR-04"))
"""What a script names wrongly it lacks as well: other findings follow from it."""
_SEEN_LATER = frozenset(("KT-24",))
"""What a name that is known at last brings to light; no reason to take its import back."""


@dataclass(frozen=True)
class Repair:
    """One fix that landed in the draft."""

    path: str
    sentence: str


def mend(
    draft: "Draft", index: "Index", findings: Sequence[Finding], judged: Sequence[Finding] = ()
) -> tuple[Repair, ...]:
    """Apply the fixes that the findings carry; what made things worse is taken back.

    `judged` is all that the checks found where the findings are a choice: the rest stays.
    """
    told = {one.fingerprint for one in findings}
    untold = {one.fingerprint for one in judged} - told
    known = [*findings, *(one for one in judged if one.fingerprint in untold)]
    done = _apply(draft, [one for one in findings if _comes_first(one)])
    if done:
        known = list(judge(draft, index).findings)
    wanted = [one for one in known if one.fingerprint not in untold]
    scripts = [one for one in wanted if one.check in _OF_SCRIPTS]
    if mended := _mend_names(draft, index, known, scripts):
        done += mended
        known = list(judge(draft, index).findings)
        wanted = [one for one in known if one.fingerprint not in untold]
    return tuple(dict.fromkeys((*done, *_mend_names(draft, index, known, wanted))))


def _comes_first(one: Finding) -> bool:
    """Whether all other findings of its file may follow from this one."""
    return one.fix is not None and bool(one.fix.package or one.check == "KT-01")


def _mend_names(
    draft: "Draft", index: "Index", known: list[Finding], wanted: list[Finding]
) -> list[Repair]:
    fixable = [finding for finding in wanted if finding.fix]
    if not fixable:
        return []
    before = draft.checkpoint()
    repairs = _apply(draft, fixable)
    if repairs and _worse(judge(draft, index).findings, known, fixable):
        draft.restore(before)
        repairs = []
        alike = dict.fromkeys(one.fingerprint for one in fixable)
        for fingerprint in alike if len(alike) > 1 else ():
            some = [one for one in fixable if one.fingerprint == fingerprint]
            repairs += _some(draft, index, known, some)
    return repairs


def _some(
    draft: "Draft", index: "Index", known: list[Finding], findings: list[Finding]
) -> list[Repair]:
    """The fixes of findings that are all of one thing in one file."""
    before = draft.checkpoint()
    repairs = _apply(draft, findings)
    if repairs and _worse(judge(draft, index).findings, known, findings):
        draft.restore(before)
        return []
    return repairs


def _worse(after: Iterable[Finding], known: list[Finding], fixed: list[Finding]) -> bool:
    """Whether a fixed finding is still there, or one came that was not there before."""
    found = list(after)
    left = {one.fingerprint for one in found}
    added = {one.fingerprint for one in found if one.check not in _SEEN_LATER}
    return bool(
        left & {one.fingerprint for one in fixed} or added - {one.fingerprint for one in known}
    )


def _apply(draft: "Draft", findings: list[Finding]) -> list[Repair]:
    repairs: list[Repair] = []
    done: set[tuple[str, Fix]] = set()
    lowest_first = sorted(findings, key=lambda finding: -(finding.fix.line if finding.fix else 0))
    for finding in lowest_first:
        if finding.fix is None:
            continue
        path = finding.fix.path or finding.path
        text = draft.text(path)
        mended = text if (path, finding.fix) in done else _mended(text, finding.fix)
        changes = mended != text or (finding.fix.form and (path, finding.fix) not in done)
        if changes and not new_faults(path, text, mended):
            draft.write(path, mended)
            done.add((path, finding.fix))
            repairs.append(Repair(path, finding.fix.sentence))
    return repairs


def _mended(text: str, fix: Fix) -> str:
    if "\n" in fix.old or (fix.new and not fix.old):
        text = with_lines(text, fix.line, fix.old, fix.new)
    elif fix.old:
        lines = text.split("\n")
        if fix.line <= len(lines):
            first, last = fix.old[0], fix.old[-1]
            left = r"(?<![\w.])" if re.match(r"\w", first) else ""
            right = r"(?!\w)" if re.match(r"\w", last) else ""
            pattern = f"{left}{re.escape(fix.old)}{right}"
            lines[fix.line - 1] = re.sub(pattern, lambda _: fix.new, lines[fix.line - 1])
        text = "\n".join(lines)
    if fix.package:
        text = set_package(text, fix.package)
    return add_imports(text, fix.imports)

"""Judges the draft: mends what is certain, tells what is new, says which judges ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.events import Checked, Checking, Found, Repaired, Sink
from agent.loop.unasked import with_unasked
from agent.review.selection import Choice
from tools.calls.desk import Desk

if TYPE_CHECKING:
    from tools.checks import Finding

NOT_RUN = (("Gradle", "a run does not build the project"),)


@dataclass(frozen=True)
class Verdict:
    """What the checks say of the draft: only findings that the draft added."""

    findings: tuple["Finding", ...]
    ran: tuple[str, ...]
    repairs: tuple[str, ...] = ()

    @property
    def blocking(self) -> tuple["Finding", ...]:
        """The findings that keep the draft from being applied."""
        return tuple(entry for entry in self.findings if entry.severity == "block")

    def lines(self) -> list[str]:
        """The findings as a model reads them; advice is for persons."""
        told = (entry for entry in self.findings if entry.severity != "info")
        return [f"{entry.path}:{entry.line}: {entry.message}" for entry in told]


def judge_draft(desk: Desk, emit: Sink, choice: Choice) -> Verdict:
    """Check the draft and mend what has one certain fix; each mending is told.

    Only the checks that are chosen are told of and mended. Where the desk knows the request, what
    the draft opens without being asked to blocks.
    """
    from tools.checks import judge, mend

    emit(Checking(len(desk.draft.changed())))
    judged = judge(desk.draft, desk.index)
    findings = choice.applied(_weighed(desk, judged.findings))
    repairs: tuple[str, ...] = ()
    if findings:
        mended = mend(desk.draft, desk.index, findings, judged.findings)
        for repair in mended:
            emit(Repaired(repair.path, repair.sentence))
        if mended:
            repairs = tuple(repair.sentence for repair in mended)
            judged = judge(desk.draft, desk.index)
            findings = choice.applied(_weighed(desk, judged.findings))
    return Verdict(tuple(findings), tuple(filter(choice.hears, judged.ran)), repairs)


def _weighed(desk: Desk, found: "Sequence[Finding]") -> "Sequence[Finding]":
    return with_unasked(found, desk.request, desk.draft.text) if desk.request else found


def tell(verdict: Verdict, emit: Sink) -> None:
    """Show every finding, then which judges ran and which did not."""
    for entry in verdict.findings:
        emit(
            Found(
                check=entry.check,
                severity=entry.severity,
                path=entry.path,
                line=entry.line,
                message=entry.message,
            )
        )
    blocking = len(verdict.blocking)
    warnings = sum(entry.severity == "warn" for entry in verdict.findings)
    emit(Checked(verdict.ran, NOT_RUN, blocking, warnings))

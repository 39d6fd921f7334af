"""A review as a person reads it: the place, one line, the code, the fix."""

from collections.abc import Iterator

from agent.review.report import Remark, Report
from agent.row import Row, Tone, counted

_TONES: dict[str, Tone] = {"block": "bad", "warn": "warn", "info": "plain"}
_WIDEST = 68
"""Columns of a line of code: with the label it fits a terminal of 80."""


def rows(remark: Remark) -> Iterator[Row]:
    """The rows of one remark."""
    place = f"{remark.path}:{remark.line}:{remark.column}  {remark.check}"
    yield Row(remark.severity, place, _TONES[remark.severity], whole=True)
    yield Row("", remark.message)
    if remark.code.strip():
        code, caret = excerpt(remark.code, remark.column)
        yield Row("", f"| {code}\n| {' ' * caret}^", "quiet", whole=True)
    if remark.fix:
        yield Row("", f"fix: {remark.fix}", "good")


def excerpt(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column (from 1), and how far in it that column is."""
    code = line.expandtabs(4)
    at = len(line[: column - 1].expandtabs(4))
    lead = len(code) - len(code.lstrip())
    start = min(lead, at)
    if at - start >= _WIDEST:
        start = at - _WIDEST // 2
    shown = code[start:].rstrip()
    if len(shown) > _WIDEST:
        shown = f"{shown[: _WIDEST - 3]}..."
    return shown, at - start


def closing(report: Report, command: str) -> Row:
    """The last line; `command` is the one that makes the certain fixes, "" where none can."""
    if not report.files:
        return Row("review", f"{report.title}: there are none", "quiet")
    scope = f"{report.title}, {counted(len(report.files), 'file')}"
    told = [f"{n} {name}" for name in ("block", "warn", "info") if (n := report.count(name))]
    if not told:
        return Row("review", f"{scope}: nothing found", "good")
    certain = sum(one.certain for one in report.remarks)
    text = f"{scope}: {', '.join(told)}"
    if certain and command:
        can = "this can be fixed" if len(report.remarks) == 1 else f"{certain} can be fixed"
        text += f"\n{can} by `{command}`"
    return Row("review", text, "bad" if report.count("block") else "warn")

"""Calls that say something about the run itself: plan, check, answer, done, give up."""

from tools.base import ToolResult
from tools.calls.desk import Desk
from tools.registry import Sentences, Text


def plan(desk: Desk, steps: Sentences) -> ToolResult:
    """Take note of the steps."""
    return ToolResult("Go on with the first step.", f"planned {len(steps)} steps")


def check(desk: Desk) -> ToolResult:
    """Judge the draft as it is."""
    from tools.checks import judge

    findings = judge(desk.draft, desk.index).findings
    lines = [f"{entry.path}:{entry.line}: {entry.message}" for entry in findings]
    return ToolResult("\n".join(lines) or "No new problems.", f"checked: {len(lines)} findings")


def answer(desk: Desk) -> ToolResult:
    """The question can be answered now."""
    return ToolResult("", "ready to answer")


def done(desk: Desk, summary: Text) -> ToolResult:
    """The request is fulfilled."""
    return ToolResult(summary, summary)


def give_up(desk: Desk, reason: Text) -> ToolResult:
    """It cannot be done."""
    return ToolResult(reason, reason)

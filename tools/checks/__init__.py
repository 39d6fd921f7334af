"""Android-aware checks of a draft: only what the draft made worse is told."""

from tools.checks.base import Check, Context, Finding, Fix, Judgement
from tools.checks.ignored import without_ignored
from tools.checks.judge import CHECKS, judge
from tools.checks.mend import Repair, mend

__all__ = [
    "CHECKS",
    "Check",
    "Context",
    "Finding",
    "Fix",
    "Judgement",
    "Repair",
    "judge",
    "mend",
    "without_ignored",
]

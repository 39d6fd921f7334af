"""The checks that warn and advise, by family."""

from tools.checks.arguments_given import CHECK as ARGUMENTS_GIVEN
from tools.checks.base import Check
from tools.checks.committed import CHECKS as COMMITTED
from tools.checks.coroutines import CHECKS as COROUTINES
from tools.checks.dangers import CHECKS as DANGERS
from tools.checks.hard_coded import CHECK as HARD_CODED
from tools.checks.kept_tests import CHECK as KEPT_TESTS
from tools.checks.manifest_entries import CHECKS as MANIFEST_ENTRIES
from tools.checks.policies import CHECKS as POLICIES
from tools.checks.reachable import CHECK as REACHABLE
from tools.checks.translations import CHECKS as TRANSLATIONS

FAMILIES: tuple[Check, ...] = (
    REACHABLE,
    ARGUMENTS_GIVEN,
    *TRANSLATIONS,
    HARD_CODED,
    *MANIFEST_ENTRIES,
    KEPT_TESTS,
    *COROUTINES,
    *DANGERS,
    *COMMITTED,
    *POLICIES,
)
"""In the order in which they run."""

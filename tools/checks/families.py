"""The checks that warn and advise, by family."""

from tools.checks.base import Check
from tools.checks.committed import CHECKS as COMMITTED
from tools.checks.coroutines import CHECKS as COROUTINES
from tools.checks.dangers import CHECKS as DANGERS
from tools.checks.kept_tests import CHECK as KEPT_TESTS

FAMILIES: tuple[Check, ...] = (KEPT_TESTS, *COROUTINES, *DANGERS, *COMMITTED)
"""In the order in which they run."""

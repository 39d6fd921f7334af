"""The checks that warn and advise, by family."""

from tools.checks.arguments_given import CHECK as ARGUMENTS_GIVEN
from tools.checks.base import Check
from tools.checks.binding_fields import CHECK as BINDING_FIELDS
from tools.checks.bindings import CHECK as BINDINGS
from tools.checks.boms import CHECK as BOMS
from tools.checks.called import CHECK as CALLED
from tools.checks.committed import CHECKS as COMMITTED
from tools.checks.composable_parameters import CHECKS as COMPOSABLE_PARAMETERS
from tools.checks.compose_style import CHECKS as COMPOSE_STYLE
from tools.checks.composing import CHECKS as COMPOSING
from tools.checks.contracts import CHECK as CONTRACTS
from tools.checks.coroutines import CHECKS as COROUTINES
from tools.checks.dangers import CHECKS as DANGERS
from tools.checks.declared_libraries import CHECK as DECLARED_LIBRARIES
from tools.checks.deprecated import CHECK as DEPRECATED
from tools.checks.foreground import CHECK as FOREGROUND
from tools.checks.gradle_lines import CHECKS as GRADLE_LINES
from tools.checks.hard_coded import CHECK as HARD_CODED
from tools.checks.hidden import CHECK as HIDDEN
from tools.checks.hilt import CHECKS as HILT
from tools.checks.images import CHECK as IMAGES
from tools.checks.import_lines import CHECK as IMPORT_LINES
from tools.checks.injected import CHECK as INJECTED
from tools.checks.kept_classes import CHECK as KEPT_CLASSES
from tools.checks.kept_tests import CHECK as KEPT_TESTS
from tools.checks.locales import CHECK as LOCALES
from tools.checks.locked import CHECK as LOCKED
from tools.checks.manifest_entries import CHECKS as MANIFEST_ENTRIES
from tools.checks.manifest_values import CHECK as MANIFEST_VALUES
from tools.checks.module_names import CHECK as MODULE_NAMES
from tools.checks.navigation import CHECK as NAVIGATION
from tools.checks.needed import CHECK as NEEDED
from tools.checks.platform_levels import CHECK as PLATFORM_LEVELS
from tools.checks.policies import CHECKS as POLICIES
from tools.checks.queries import CHECK as QUERIES
from tools.checks.reachable import CHECK as REACHABLE
from tools.checks.removed_dsl import CHECK as REMOVED_DSL
from tools.checks.room_lists import CHECK as ROOM_LISTS
from tools.checks.room_versions import CHECK as ROOM_VERSIONS
from tools.checks.routes import CHECK as ROUTES
from tools.checks.single_files import CHECKS as SINGLE_FILES
from tools.checks.stranded import CHECK as STRANDED
from tools.checks.system_permissions import CHECK as SYSTEM_PERMISSIONS
from tools.checks.translations import CHECKS as TRANSLATIONS
from tools.checks.unseen import CHECK as UNSEEN
from tools.checks.untested import CHECK as UNTESTED
from tools.checks.unused import CHECK as UNUSED

FAMILIES: tuple[Check, ...] = (
    REACHABLE,
    NEEDED,
    DECLARED_LIBRARIES,
    REMOVED_DSL,
    BOMS,
    UNTESTED,
    MODULE_NAMES,
    LOCKED,
    KEPT_CLASSES,
    ARGUMENTS_GIVEN,
    UNSEEN,
    CALLED,
    HIDDEN,
    CONTRACTS,
    *TRANSLATIONS,
    STRANDED,
    LOCALES,
    UNUSED,
    BINDINGS,
    BINDING_FIELDS,
    HARD_CODED,
    IMAGES,
    *MANIFEST_ENTRIES,
    SYSTEM_PERMISSIONS,
    MANIFEST_VALUES,
    FOREGROUND,
    KEPT_TESTS,
    DEPRECATED,
    *COROUTINES,
    *DANGERS,
    *SINGLE_FILES,
    IMPORT_LINES,
    PLATFORM_LEVELS,
    *COMPOSE_STYLE,
    *HILT,
    *COMPOSABLE_PARAMETERS,
    *COMPOSING,
    INJECTED,
    ROUTES,
    NAVIGATION,
    QUERIES,
    ROOM_VERSIONS,
    ROOM_LISTS,
    *GRADLE_LINES,
    *COMMITTED,
    *POLICIES,
)
"""In the order in which they run."""

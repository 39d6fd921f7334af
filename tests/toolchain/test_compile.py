"""The sample compiles as a whole, and the compilers refuse what is wrong."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.toolchain.compiler import Toolchain, assert_compiles
from tests.toolchain.diagnostics import errors
from tests.toolchain.sample import SAMPLE, change, copy_sample, sins

pytestmark = [pytest.mark.toolchain, pytest.mark.timeout(1800)]

LOGIN = "feature/login/src/main/kotlin/dev/trailhead/feature/login"
DATA = "core/data/src/main/kotlin/dev/trailhead/core/data"


@dataclass(frozen=True)
class Break:
    """A change of one file, the file that a compiler then names, and what it says."""

    name: str
    path: str
    old: str
    new: str
    says: str
    at: str = ""


CHECKED = [
    Break(
        "missing import",
        f"{LOGIN}/LoginScreen.kt",
        "import androidx.compose.ui.unit.dp\n",
        "",
        "unresolved reference 'dp'",
    ),
    Break(
        "unknown string",
        f"{LOGIN}/LoginScreen.kt",
        "R.string.login_submit",
        "R.string.login_sumbit",
        "unresolved reference 'login_sumbit'",
    ),
    Break(
        "string of another module",
        f"{LOGIN}/LoginScreen.kt",
        "R.string.login_submit",
        "R.string.ui_retry",
        "unresolved reference 'ui_retry'",
    ),
    Break(
        "composable outside of one",
        f"{LOGIN}/LoginNavigation.kt",
        "data object LoginDestination",
        "data object LoginDestination\n\nfun open() = LoginRoute({}, {})",
        "@Composable invocations can only happen",
    ),
    Break(
        "half a rename",
        f"{DATA}/session/SessionRepository.kt",
        "suspend fun loginUser(",
        "suspend fun signIn(",
        "'loginUser' overrides nothing",
        f"{DATA}/session/DefaultSessionRepository.kt",
    ),
    Break(
        "layout names a string that is not there",
        "app/src/main/res/layout/activity_report.xml",
        'android:text="Send" />',
        'android:text="@string/report_sned" />',
        "resource string/report_sned (aka dev.trailhead:string/report_sned) not found",
    ),
    Break(
        "apostrophe without a backslash",
        "feature/login/src/main/res/values/strings.xml",
        ">Log in<",
        ">Let's go<",
        "",
    ),
    Break(
        "broken layout",
        "app/src/main/res/layout/activity_report.xml",
        "</LinearLayout>",
        "",
        "no element found",
    ),
    Break(
        "activity that is not there",
        "app/src/main/AndroidManifest.xml",
        '".MainActivity"',
        '".HomeActivity"',
        "no class `dev.trailhead.HomeActivity`",
    ),
    Break(
        "Java",
        "core/analytics/src/main/java/dev/trailhead/core/analytics/LogcatAnalytics.java",
        "EventLine.format",
        "EventLine.render",
        "cannot find symbol",
    ),
    Break(
        "dependency that is not declared",
        "feature/login/build.gradle.kts",
        "    implementation(projects.core.analytics)\n",
        "",
        "unresolved reference 'analytics'",
        f"{LOGIN}/LoginViewModel.kt",
    ),
]

PROCESSED = [
    Break(
        "SQL",
        f"{DATA}/local/HikeDao.kt",
        "SELECT id FROM hikes WHERE",
        "SELECT id FROM hike WHERE",
        "no such table: hike",
    ),
    Break(
        "binding that is not there",
        "app/src/main/kotlin/dev/trailhead/di/AppModule.kt",
        "    @Provides\n    @Singleton\n    fun providesAnalytics",
        "    fun providesAnalytics",
        "dev.trailhead.core.analytics.Analytics cannot be provided",
    ),
]


def test_the_sample_compiles() -> None:
    assert_compiles(SAMPLE)


def test_the_sample_compiles_with_hilt_and_room() -> None:
    assert_compiles(SAMPLE, processed=True)


def test_the_unit_tests_of_the_sample_pass() -> None:
    ran, found = Toolchain.get().unit_tests(SAMPLE)

    assert (ran, list(map(str, found))) == (22, [])


def test_what_is_listed_as_an_old_api_is_deprecated() -> None:
    warned = {
        (each.path, (SAMPLE / each.path).read_text("utf-8").splitlines()[each.line - 1].strip())
        for each in Toolchain.get().check(SAMPLE)
        if "deprecated" in each.message
    }

    old = {(sin.path, sin.line) for sin in sins() if sin.kind == "old-api" and not sin.trap}
    assert len(old) == 3
    assert old <= warned


@pytest.mark.parametrize("broken", CHECKED, ids=lambda broken: broken.name)
def test_a_fault_is_refused(broken: Break, tmp_path: Path) -> None:
    project = copy_sample(tmp_path / "project")
    change(project, broken.path, broken.old, broken.new)

    found = errors(Toolchain.get().check(project))

    assert any(broken.says in each.message for each in found), found
    assert {each.path for each in found} == {broken.at or broken.path}


@pytest.mark.parametrize("broken", PROCESSED, ids=lambda broken: broken.name)
def test_only_a_processor_refuses_it(broken: Break, tmp_path: Path) -> None:
    project = copy_sample(tmp_path / "project")
    change(project, broken.path, broken.old, broken.new)

    assert_compiles(project)
    found = errors(Toolchain.get().process(project))

    assert any(broken.says in each.message for each in found), found


def test_a_unit_test_that_fails_is_told(tmp_path: Path) -> None:
    project = copy_sample(tmp_path / "project")
    change(project, f"{LOGIN}/EmailRules.kt", "EMAIL.matches(text.trim())", "EMAIL.matches(text)")

    ran, found = Toolchain.get().unit_tests(project)

    assert ran == 22
    assert any("spaces around an address do not matter" in each.message for each in found), found

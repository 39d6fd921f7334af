"""The edit that the demo asks for leaves a project that compiles."""

from pathlib import Path

import pytest

from tests.toolchain.compiler import Toolchain, assert_compiles
from tests.toolchain.product import changed_files, offdroid
from tests.toolchain.sample import change, copy_sample

pytestmark = [pytest.mark.toolchain, pytest.mark.timeout(1800)]

DATA = "core/data/src/{}/kotlin/dev/trailhead/core/data/session"
LOGIN = "feature/login/src/{}/kotlin/dev/trailhead/feature/login"
USES = [
    f"{DATA}/SessionRepository.kt".format("main"),
    f"{DATA}/DefaultSessionRepository.kt".format("main"),
    f"{DATA}/DefaultSessionRepositoryTest.kt".format("test"),
    f"{LOGIN}/LoginViewModel.kt".format("main"),
    f"{LOGIN}/RegisterViewModel.kt".format("main"),
    f"{LOGIN}/FakeSessionRepository.kt".format("test"),
]


def test_the_edit_by_hand_compiles_and_passes_the_unit_tests(tmp_path: Path) -> None:
    project = copy_sample(tmp_path / "project")
    for path in USES:
        file = project / path
        file.write_text(file.read_text("utf-8").replace("loginUser(", "signIn("), "utf-8")
    change(
        project,
        f"{LOGIN}/LoginScreen.kt".format("main"),
        '"Welcome back"',
        "stringResource(R.string.login_welcome_back)",
    )
    change(
        project,
        "feature/login/src/main/res/values/strings.xml",
        "    <plurals",
        '    <string name="login_welcome_back">Welcome back</string>\n    <plurals',
    )

    assert_compiles(project)
    assert Toolchain.get().unit_tests(project) == (22, [])


def test_the_demo_of_the_product_compiles_with_hilt_and_room(tmp_path: Path) -> None:
    toolchain = Toolchain.get()
    scratch = tmp_path / "scratch"

    offdroid("demo", "--seal", "off", "--keep", str(scratch))

    assert changed_files(scratch) == {
        *USES,
        f"{LOGIN}/LoginScreen.kt".format("main"),
        "feature/login/src/main/res/values/strings.xml",
    }
    assert_compiles(scratch, processed=True)
    assert toolchain.unit_tests(scratch) == (22, [])

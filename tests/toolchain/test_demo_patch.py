"""The edit that the demo asks for leaves a project that compiles."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.toolchain.compiler import Toolchain, assert_compiles
from tests.toolchain.sample import change, copy_sample

pytestmark = [pytest.mark.toolchain, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
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
    Toolchain.get()
    scratch = tmp_path / "scratch"
    command = [sys.executable, "-m", "agent", "demo", "--seal", "off", "--keep", str(scratch)]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    changed = subprocess.run(
        ["git", "diff", "--name-only"], cwd=scratch, capture_output=True, text=True, check=True
    )
    assert set(changed.stdout.split()) == {
        *USES,
        f"{LOGIN}/LoginScreen.kt".format("main"),
        "feature/login/src/main/res/values/strings.xml",
    }
    assert_compiles(scratch, processed=True)
    assert Toolchain.get().unit_tests(scratch) == (22, [])

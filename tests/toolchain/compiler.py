"""Judges an Android project as its compilers do: Kotlin, Compose, Java, aapt2, Hilt and Room.

`assert_compiles(project)` is the one call for other tests. It skips, with the reason, where
the compilers are not to be had.
"""

import functools
import platform
import shutil
from pathlib import Path

import pytest

from tests.toolchain.build import Build, ProcessedBuild, Tools
from tests.toolchain.diagnostics import Diagnostic, errors
from tests.toolchain.packages import FetchError, Packages, fetch
from tests.toolchain.unit_tests import UnitTests


def assert_compiles(project_dir: Path, *, processed: bool = False) -> None:
    """Fail the test with the compilers' words unless the project compiles.

    With `processed` Hilt and Room have their say too, which takes several times as long.
    Skips the test where the compilers cannot be had.
    """
    toolchain = Toolchain.get()
    found = toolchain.process(project_dir) if processed else toolchain.check(project_dir)
    assert not errors(found), "\n".join(map(str, errors(found)))


class Toolchain:
    """The compilers, warm from their first use to the end of the session."""

    def __init__(self, packages: Packages) -> None:
        self._tools = Tools(packages)

    @staticmethod
    def available() -> str | None:
        """Why the compilers cannot be had here, or None. The first call may fetch packages."""
        found = _packages()
        return found if isinstance(found, str) else None

    @staticmethod
    def get() -> "Toolchain":
        """The session's toolchain; skips the running test where it cannot be had."""
        reason = Toolchain.available()
        if reason is not None:
            pytest.skip(reason)
        return _shared()

    def check(self, project_dir: Path) -> list[Diagnostic]:
        """Type-check all modules and link their resources; Hilt and Room are not asked."""
        return Build(self._tools, project_dir).diagnostics()

    def process(self, project_dir: Path) -> list[Diagnostic]:
        """Run Hilt's and Room's processors too and compile what they generate."""
        return ProcessedBuild(self._tools, project_dir).diagnostics()

    def unit_tests(self, project_dir: Path) -> tuple[int, list[Diagnostic]]:
        """Compile and run the unit tests of all modules: how many ran, and what is wrong."""
        build = Build(self._tools, project_dir)
        found = errors(build.diagnostics())
        count = 0
        for module in () if found else build.project.modules.values():
            ran, failures = UnitTests(build, module).run()
            count += ran
            found += failures
        return count, found


@functools.cache
def _packages() -> Packages | str:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return "aapt2 is to be had for Linux on x86-64 only"
    for program in ("java", "javac", "mvn"):
        if shutil.which(program) is None:
            return f"`{program}` is not installed"
    try:
        return fetch()
    except FetchError as error:
        return str(error)


@functools.cache
def _shared() -> Toolchain:
    packages = _packages()
    assert isinstance(packages, Packages)
    return Toolchain(packages)

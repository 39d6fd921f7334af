"""What the recipes make of the sample compiles, and its unit tests still pass."""

from pathlib import Path

import pytest

from tests.toolchain.compiler import Toolchain
from tests.toolchain.product import changed_files, offdroid
from tests.toolchain.sample import sample_repository, sins

pytestmark = [pytest.mark.toolchain, pytest.mark.timeout(1800)]


def recipe(repository: Path, name: str, **arguments: str) -> None:
    given = [f"{key}={value}" for key, value in arguments.items()]
    options = ["--seal", "off", "--yes", "--path", str(repository)]
    offdroid("recipe", "run", name, *given, *options)


@pytest.mark.parametrize(
    ("symbol", "to", "names"),
    [
        ("TrailCondition", "PathCondition", "a class in three modules"),
        ("ReportActivity", "WriteReportActivity", "a class that the manifest and a layout name"),
        ("LogcatAnalytics", "LogAnalytics", "a Java class that Kotlin uses"),
        ("kilometers", "formatKilometers", "a function with its import"),
        ("SessionRepository.logout", "close", "a member with its overrides"),
        ("Difficulty.MODERATE", "MEDIUM", "an entry of an enumeration"),
    ],
    ids=lambda value: value.replace(" ", "-"),
)
def test_a_rename_compiles(symbol: str, to: str, names: str, tmp_path: Path) -> None:
    toolchain = Toolchain.get()
    repository = sample_repository(tmp_path / "repository")

    recipe(repository, "rename-symbol", symbol=symbol, to=to)

    assert changed_files(repository), names
    assert toolchain.unit_tests(repository) == (22, [])


def test_all_texts_can_be_moved_into_strings(tmp_path: Path) -> None:
    toolchain = Toolchain.get()
    repository = sample_repository(tmp_path / "repository")

    for module in (":app", ":feature:feed", ":feature:login"):
        recipe(repository, "extract-strings", module=module)

    left = [
        sin.line
        for sin in sins()
        if sin.kind.endswith("-text") and sin.line in (repository / sin.path).read_text("utf-8")
    ]
    assert left == []
    assert not [path for path in changed_files(repository) if "/values-" in path]
    assert toolchain.unit_tests(repository) == (22, [])

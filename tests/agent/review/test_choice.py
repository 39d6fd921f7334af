"""Which findings count: what is selected, ignored and graver or less grave in a project."""

from pathlib import Path

import pytest

from agent.review.selection import Choice
from agent.settings import resolve
from tools.checks import Finding
from tools.errors import UserError

FOUND = [
    Finding("KT-04", "block", "a.kt", 1, 1, "m", "s"),
    Finding("KT-22", "warn", "a.kt", 2, 1, "m", "s"),
    Finding("RES-15", "warn", "a.xml", 3, 1, "m", "s"),
]


def shown(choice: Choice) -> list[str]:
    return [f"{one.check} {one.severity}" for one in choice.applied(FOUND)]


def test_all_count_without_a_choice() -> None:
    assert shown(Choice()) == ["KT-04 block", "KT-22 warn", "RES-15 warn"]


def test_selected_and_ignored() -> None:
    assert shown(Choice(select=("KT",), ignore=("KT-22",))) == ["KT-04 block"]


def test_the_last_severity_that_fits_counts_and_the_worst_comes_first() -> None:
    choice = Choice(severity=("KT=info", "RES-15=block", "KT-22=off"))
    assert shown(choice) == ["RES-15 block", "KT-04 info"]


def test_a_run_says_that_only_heard_checks_ran() -> None:
    choice = Choice(select=("KT", "RES-15"), ignore=("KT-04",), severity=("RES=off",))
    assert [one for one in ("KT-04", "KT-22", "RES-15", "MAN-01") if choice.hears(one)] == ["KT-22"]


def test_a_repository_may_say_how_grave_a_check_is(tmp_path: Path) -> None:
    (tmp_path / ".offdroid.toml").write_text('severity = ["KT-22=off"]\nignore = ["RES"]\n')
    assert shown(Choice.of(resolve(tmp_path, {}, {}))) == ["KT-04 block"]


@pytest.mark.parametrize("part", ["KT-22", "KT-22=loud", "KT-22 = info"])
def test_what_is_no_severity_is_refused(tmp_path: Path, part: str) -> None:
    (tmp_path / ".offdroid.toml").write_text(f'severity = ["{part}"]\n')
    with pytest.raises(UserError, match="holds"):
        resolve(tmp_path, {}, {})


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(UserError, match="no check `KT-9`"):
        Choice(severity=("KT-9=info",)).demand_known()

"""The page on security names a test for each way out, and the tests are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (L\d\d) [^|]+\| (.+) \|$", PAGE, re.MULTILINE)


def test_every_way_out_has_a_row() -> None:
    assert [number for number, _ in ROWS] == [f"L{number:02}" for number in range(1, 29)]


@pytest.mark.parametrize(("number", "named"), ROWS, ids=[number for number, _ in ROWS])
def test_the_tests_that_are_named_exist(number: str, named: str) -> None:
    places = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", named)
    assert places or named.startswith("not built"), number
    for file, name in places:
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"def {name}" in text

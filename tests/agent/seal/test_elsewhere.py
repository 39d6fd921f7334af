"""A model server elsewhere is reached without the seal, in a private network, and not with it."""

import json

import pytest

from tests.agent.seal.conftest import Run

pytestmark = pytest.mark.seal

REFUSED = {
    "L05 the cloud of the model server": "403",
    "L05 a pull by the model server": "403",
    "L07 localhost": "exit code 5",
    "L28 the gate is killed": "Connection refused; Network is unreachable",
}
"""Attempt -> what comes of it with the seal."""


@pytest.fixture(scope="module")
def outcomes(run_as: Run) -> dict[str, dict[str, str]]:
    ended = run_as("-m", "tests.agent.seal.elsewhere")
    assert (ended.returncode, ended.stderr) == (0, "")
    told: dict[str, dict[str, str]] = json.loads(ended.stdout)
    return told


@pytest.mark.parametrize(("attempt", "expected"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_elsewhere_is_not_reached(
    outcomes: dict[str, dict[str, str]], attempt: str, expected: str
) -> None:
    assert outcomes["open"][attempt] == "reached"
    assert outcomes["sealed"][attempt] == expected

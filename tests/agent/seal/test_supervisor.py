"""Tricks on the supervisor: each works without it, and not with it; ordinary work goes on."""

import json

import pytest

from agent.seal import landlock, namespace
from tests.agent.seal.conftest import Run

pytestmark = pytest.mark.seal

KEPT = (
    "talking to ourselves",
    "no sockets",
    "under signals",
    "an answer to who is connected",
    "the options of Java",
    "a listener that was inherited",
)
REFUSED = {
    "listening after a connection": "EINVAL",
    "listening everywhere": "127.0.0.1",
    "a connection that waits": "not kept waiting",
    "a datagram port that was left": "Address already in use",
    "fast open": "EPERM",
    "connecting later": "EPERM",
    "connecting later without a cookie": "EPERM",
    "passing a descriptor": "EPERM",
    "a new namespace": "failed",
    "a descriptor of the supervisor": "EPERM",
    "the memory of the supervisor": "EACCES",
    "a signal to the supervisor": "EPERM",
}
"""Attempt -> what the tree gets to see."""


@pytest.fixture(scope="module")
def outcomes(run_as: Run) -> dict[str, dict[str, str]]:
    if namespace.only_loopback():
        pytest.skip("this machine has no network to be refused")
    told = {}
    for mode in ("open", "supervised"):
        ended = run_as("-m", "tests.agent.seal.below_supervisor", mode)
        assert (ended.returncode, ended.stderr) == (0, "")
        told[mode] = json.loads(ended.stdout)
    return told


@pytest.mark.parametrize(("attempt", "expected"), REFUSED.items(), ids=REFUSED.keys())
def test_a_trick_fails(outcomes: dict[str, dict[str, str]], attempt: str, expected: str) -> None:
    if outcomes["open"][attempt] != "done":
        pytest.skip(f"not even the control can: {outcomes['open'][attempt]}")
    if attempt == "a signal to the supervisor" and landlock.version() < 6:
        pytest.skip("this kernel's Landlock does not hold signals")
    assert outcomes["supervised"][attempt] == expected


@pytest.mark.parametrize("attempt", KEPT)
def test_work_goes_on(outcomes: dict[str, dict[str, str]], attempt: str) -> None:
    assert {mode: told[attempt] for mode, told in outcomes.items()} == {
        "open": "done",
        "supervised": "done",
    }

"""Each way out of the machine works without the seal, in a private network, and not with it."""

import json

import pytest

from tests.agent.seal.conftest import Run

pytestmark = pytest.mark.seal

NO_ROUTE, NO_FAMILY = "ENETUNREACH", "EAFNOSUPPORT"
REFUSED = {
    "tcp4": NO_ROUTE,
    "tcp6": NO_ROUTE,
    "mptcp": NO_ROUTE,
    "udp4": NO_ROUTE,
    "udp6": NO_ROUTE,
    "fast open": NO_ROUTE,
    "borrowed port": "ECONNREFUSED",
    "source route": "EPERM",
    "other loopback port": "ECONNREFUSED",
    "name": "EAI_AGAIN",
    "name server": "not reached",
    "unix path": NO_FAMILY,
    "unix name": NO_FAMILY,
    "datagram pair": NO_FAMILY,
    "raw pair": NO_FAMILY,
    "vsock": NO_FAMILY,
    "alg": NO_FAMILY,
    "packet": NO_FAMILY,
    "netlink generic": NO_FAMILY,
    "io_uring": "ENOSYS",
    "key ring": "ENOSYS",
    "inherited socket": "EBADF",
    "typing into the terminal": "EPERM",
    "network of another process": "EACCES",
    "memory of another process": "EACCES",
    "entering a namespace": "EPERM",
    "bash": "Network is unreachable",
    "curl": "Failed to connect",
    "proxy": "Could not resolve",
    "git": "Failed to connect",
    "java": "Network is unreachable",
    "namespaces": "No space left on device",
}
"""Way out -> what the sealed process gets to see."""

SUPERVISED = {
    **REFUSED,
    "mptcp": NO_FAMILY,
    "device": "EPERM",
    "namespaces": "Operation not permitted",
}
"""The same where a supervisor stands in for the namespaces."""

ANSWERED = {"name": "EAI_NONAME", "typing into the terminal": "ENOTTY", "key ring": "ENOKEY"}
"""What the control gets where that is not "reached": name server, pipe and key ring said no."""

KEPT = ("model", "stream pair", "netlink route", "own listener", "own datagrams")
"""What works with the seal as without it."""

Outcomes = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def outcomes(run_as: Run) -> Outcomes:
    """What each way came to, without the seal and with it."""
    ended = run_as("-m", "tests.agent.seal.lab")
    assert ended.stderr == ""
    told: Outcomes = json.loads(ended.stdout)
    return told


def judge(outcomes: Outcomes, mode: str, way: str, expected: str) -> None:
    """The control arrives, and with the seal the kernel says what is expected."""
    control = outcomes["open"][way]
    if control != ANSWERED.get(way, "reached"):
        pytest.skip(f"not even the control arrives: {control}")
    assert expected in outcomes[mode][way]


@pytest.mark.parametrize(("way", "expected"), REFUSED.items(), ids=REFUSED.keys())
def test_a_way_out_is_closed(outcomes: Outcomes, way: str, expected: str) -> None:
    judge(outcomes, "sealed", way, expected)


@pytest.mark.parametrize(("way", "expected"), SUPERVISED.items(), ids=SUPERVISED.keys())
def test_a_way_out_is_closed_by_the_supervisor(outcomes: Outcomes, way: str, expected: str) -> None:
    judge(outcomes, "supervised", way, expected)


@pytest.mark.parametrize("way", KEPT)
def test_what_is_needed_stays(outcomes: Outcomes, way: str) -> None:
    assert {outcomes[mode][way] for mode in outcomes} == {"reached"}


def test_every_way_is_judged(outcomes: Outcomes) -> None:
    assert sorted(outcomes["supervised"]) == sorted([*SUPERVISED, *KEPT])

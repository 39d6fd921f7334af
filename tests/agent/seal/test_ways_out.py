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
    "icmp": "EACCES",
    "stub resolver": "ECONNREFUSED",
    "multicast": "timed out",
    "fast open": NO_ROUTE,
    "borrowed port": "ECONNREFUSED",
    "source route": "EPERM",
    "other loopback port": "ECONNREFUSED",
    "name": "EAI_AGAIN",
    "name server": "not reached",
    "java name": "not reached",
    "unix path": NO_FAMILY,
    "unix name": NO_FAMILY,
    "helper that a variable names": "ENOENT",
    "datagram pair": NO_FAMILY,
    "datagram pair by sending": NO_FAMILY,
    "raw pair": NO_FAMILY,
    "vsock": NO_FAMILY,
    "alg": NO_FAMILY,
    "packet": NO_FAMILY,
    "bluetooth": NO_FAMILY,
    "smc": NO_FAMILY,
    "xdp": NO_FAMILY,
    "netlink generic": NO_FAMILY,
    "io_uring": "ENOSYS",
    "key ring": "ENOSYS",
    "inherited socket": "EBADF",
    "typing into the terminal": "EPERM",
    "network of another process": "EACCES",
    "memory of another process": "EACCES",
    "reading another process": "EPERM",
    "tracing another process": "EPERM",
    "descriptor of another process": "EPERM",
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
    "icmp": NO_FAMILY,
    "multicast": "EPERM",
    "device": "EPERM",
    "namespaces": "Operation not permitted",
}
"""The same where a supervisor stands in for the namespaces."""

ALONE = {
    **SUPERVISED,
    **dict.fromkeys(
        (
            *("tcp4", "tcp6", "mptcp", "udp4", "udp6", "icmp", "stub resolver", "multicast"),
            *("fast open", "borrowed port", "source route", "device", "other loopback port"),
            *("own listener", "own datagrams", "netlink route"),
        ),
        NO_FAMILY,
    ),
    "bash": "Address family not supported",
    "java": "Address family not supported",
}
"""The same where the filter is alone."""

ANSWERED = {
    "name": "EAI_NONAME", "key ring": "ENOKEY", "reading another process": "EFAULT",
}  # fmt: skip
"""What the control gets where that is not "reached": it was looked for, and is not there."""

KEPT = ("model", "stream pair")
"""What works with each seal as without it."""

TALK = ("netlink route", "own listener", "own datagrams")
"""What works inside where sockets can be made."""

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


@pytest.mark.parametrize(("way", "expected"), ALONE.items(), ids=ALONE.keys())
def test_a_way_out_is_closed_by_the_filter_alone(
    outcomes: Outcomes, way: str, expected: str
) -> None:
    judge(outcomes, "alone", way, expected)


@pytest.mark.parametrize("way", KEPT)
def test_what_is_needed_stays(outcomes: Outcomes, way: str) -> None:
    assert {outcomes[mode][way] for mode in outcomes} == {"reached"}


@pytest.mark.parametrize("way", TALK)
def test_programs_inside_can_talk_to_each_other(outcomes: Outcomes, way: str) -> None:
    assert {outcomes[mode][way] for mode in ("open", "sealed", "supervised")} == {"reached"}


def test_every_way_is_judged(outcomes: Outcomes) -> None:
    assert sorted(outcomes["supervised"]) == sorted([*SUPERVISED, *KEPT, *TALK])
    assert sorted(outcomes["alone"]) == sorted([*ALONE, *KEPT])

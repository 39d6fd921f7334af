"""An address that only looks local is refused, whoever gives it and however it is spelled."""

import json

import pytest

from tests.agent.seal.conftest import python
from tests.agent.seal.spellings import GOOD, SPELLINGS, can_trace

pytestmark = pytest.mark.seal

WAYS = ("OLLAMA_HOST", "with a scheme", "OFFDROID_ADDRESS", "settings")
NOT_EVEN_THE_CONTROL = ("localhost.", "[::1%lo]", "[::1%eth0]")
"""What no resolver of this test knows; elsewhere one may."""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, str]]:
    with python("-m", "tests.agent.seal.spellings") as process:
        out, said = process.communicate()
    assert (process.returncode, said) == (0, "")
    told: dict[str, dict[str, str]] = json.loads(out)
    return told


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_is_refused_before_a_socket_is_made(
    outcomes: dict[str, dict[str, str]], spelling: str
) -> None:
    told = outcomes[spelling]
    assert {way: told[way] for way in WAYS} == dict.fromkeys(WAYS, "exit code 5, 0 sockets")
    if not can_trace():
        pytest.skip("`strace` cannot be used here: sockets were not counted")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_program_that_resolves_would_reach_it(
    outcomes: dict[str, dict[str, str]], spelling: str
) -> None:
    if spelling in NOT_EVEN_THE_CONTROL:
        pytest.skip(f"not even the control arrives: {outcomes[spelling]['control']}")
    assert outcomes[spelling]["control"] == "reached"


@pytest.mark.parametrize("spelling", GOOD)
def test_this_machine_is_asked(outcomes: dict[str, dict[str, str]], spelling: str) -> None:
    assert {outcomes[spelling][way] for way in WAYS} == {"reached"}

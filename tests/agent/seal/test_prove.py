"""`doctor --prove` says that all holds where it does, and never tries where it does not."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.seal import namespace
from tests.agent.seal.conftest import Run
from tests.agent.seal.faults import TIERS
from tests.agent.seal.model_server import ModelServer

pytestmark = pytest.mark.seal

PROVE = ("-m", "agent", "doctor", "--prove")
ATTEMPTED = {"attempt", "child", "kernel", "gate"}


@pytest.fixture
def home() -> Iterator[str]:
    """A folder for a user whose home nobody else may enter."""
    with tempfile.TemporaryDirectory(prefix="offdroid-home-") as folder:
        Path(folder).chmod(0o777)
        yield folder


def places(home: str) -> dict[str, str]:
    """Variables that name the user's folders."""
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    return {"HOME": home} | {f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in kinds}


def test_all_holds(run_as: Run, server: ModelServer, home: str) -> None:
    address = f"127.0.0.1:{server.port}"
    ended = run_as(*PROVE, "--path", home, "--json", **places(home), OLLAMA_HOST=address)
    proofs = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [proof for proof in proofs if proof["state"] == "failed"] == []
    assert (ended.returncode, ended.stderr) == (0, "")
    assert {proof["part"] for proof in proofs if proof["state"] == "held"} == ATTEMPTED
    assert [request for request in server.received if b"GET /api/version" not in request] == []


@pytest.mark.parametrize("tier", ["supervised", "filter"])
def test_all_holds_where_less_is_granted(
    run_as: Run, server: ModelServer, home: str, tier: str
) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network to be refused")
    git = ["git", "init", "-q", f"{home}/project"]
    assert run_as("-c", f"import subprocess, sys; sys.exit(subprocess.call({git!r}))").stderr == ""
    address = f"127.0.0.1:{server.port}"
    options = ("--path", f"{home}/project", "--json")
    command = (*TIERS[tier][1:], "doctor", "--prove", *options)
    ended = run_as(*command, **places(home), OLLAMA_HOST=address)
    proofs = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [proof for proof in proofs if proof["state"] == "failed"] == []
    assert (ended.returncode, ended.stderr) == (0, "")
    skipped = {proof["name"] for proof in proofs if proof["state"] == "skipped"}
    assert "a new git hook" in skipped
    assert {proof["part"] for proof in proofs if proof["state"] == "held"} == ATTEMPTED


def test_it_is_said_to_a_person(run_as: Run, home: str) -> None:
    ended = run_as(*PROVE, "--path", home, "--engine", "direct", **places(home))
    assert ended.returncode == 0, ended.stdout
    lines = ended.stdout.splitlines()
    states = Counter(line.split()[0] for line in lines)
    assert set(states) == {"held", "skipped"}
    counts = f"{states['held']} held, 0 failed, {states['skipped']} skipped"
    assert ended.stderr.split() == ["proof", *counts.split()]


def test_an_open_network_is_not_tried(run_as: Run, home: str) -> None:
    if namespace.only_loopback():
        pytest.skip("this machine has no network that could be open")
    ended = run_as(*PROVE, "--path", home, "--seal=off", "--json", **places(home))
    proofs = [json.loads(line) for line in ended.stdout.splitlines()]
    tried = [proof for proof in proofs if proof["part"] in ("attempt", "child")]
    assert ended.returncode == 6
    assert {proof["how"] for proof in tried} == {"there is a route: nothing was tried"}

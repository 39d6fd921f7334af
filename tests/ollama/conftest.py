"""The server of this tier: the reader's own, or a real one that the tier sets up itself."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.ollama import install


@dataclass(frozen=True)
class Reached:
    """A running server. `ours`: it was set up here, with the tiny models and nothing else."""

    address: str
    model: str
    ours: bool

    @property
    def context(self) -> int:
        """One context for all tests: another one would load the model anew."""
        return 1024 if self.ours else 4096


@pytest.fixture(scope="session")
def reached() -> Iterator[Reached]:
    """`OFFDROID_TEST_OLLAMA=URL` (and `OFFDROID_TEST_OLLAMA_MODEL`) names the reader's own."""
    named = os.environ.get("OFFDROID_TEST_OLLAMA")
    if named:
        yield Reached(named, os.environ.get("OFFDROID_TEST_OLLAMA_MODEL", ""), ours=False)
        return
    try:
        binary = install.installed()
    except install.Missing as missing:
        pytest.skip(str(missing))
    with install.running(binary) as address:
        yield Reached(address, "smol", ours=True)

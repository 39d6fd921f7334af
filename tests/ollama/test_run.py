"""A whole run against a real server: see `tests/real_run.py`."""

from pathlib import Path

import pytest

from tests.ollama.conftest import Reached
from tests.real_run import replies, run_on_the_sample

pytestmark = [pytest.mark.ollama, pytest.mark.timeout(1800)]


def test_a_run_ends_and_breaks_no_file(reached: Reached, tmp_path: Path) -> None:
    named = ("--model", reached.model) if reached.model else ()
    flags = ("--engine", "ollama", "--context", "4096", *named)
    events = run_on_the_sample(tmp_path / "app", *flags, OLLAMA_HOST=reached.address)
    first, *later = replies(events)
    assert first["prompt_tokens"]
    for reply in later:  # only what is new is read: the rest stands in the server's cache
        assert float(str(reply["prompt_seconds"])) < float(str(first["prompt_seconds"]))

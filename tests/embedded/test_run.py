"""A whole run with a model in the process: see `tests/real_run.py`."""

from pathlib import Path

import pytest

from tests import models
from tests.real_run import replies, run_on_the_sample

pytestmark = [
    pytest.mark.embedded,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not models.has_llama(), reason=models.NO_LLAMA),
    pytest.mark.skipif(models.smollm2() is None, reason=models.NO_SMOLLM2),
]


def test_a_run_ends_and_breaks_no_file(tmp_path: Path) -> None:
    flags = ("--engine", "llamacpp", "--model", str(models.smollm2()), "--context", "4096")
    events = run_on_the_sample(tmp_path / "app", *flags, LLAMA_ARG_THREADS="1")
    sent = 0
    for reply in replies(events):
        if reply["cached_tokens"] is None:
            continue  # cut before the statistics came
        assert int(str(reply["cached_tokens"])) >= 0.95 * sent
        sent = int(str(reply["prompt_tokens"]))
    assert sent

"""What all tests with a model in the process share."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    """Threads that wait for each other crawl on a busy machine, and the models are tiny."""
    former = os.environ.get("LLAMA_ARG_THREADS")
    os.environ["LLAMA_ARG_THREADS"] = "1"
    yield
    if former is None:
        del os.environ["LLAMA_ARG_THREADS"]
    else:
        os.environ["LLAMA_ARG_THREADS"] = former

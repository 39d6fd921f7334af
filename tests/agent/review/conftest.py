"""No ktlint or detekt of the person who runs the tests takes part."""

import pytest


@pytest.fixture(autouse=True)
def _no_linters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFDROID_LINTERS", "false")

"""Real checkouts: every reference resolves, edges explain every import of another module.

Takes checkouts from the folder that `OFFDROID_CORPUS` names.
"""

import os
from pathlib import Path

import pytest

from bench.model import count

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize(
    "name", ["nowinandroid", "thunderbird-android", "compose-samples", "AntennaPod", "iosched"]
)
def test_references_resolve_and_edges_are_complete(name: str) -> None:
    folder = os.environ.get("OFFDROID_CORPUS")
    if not folder or not (Path(folder) / name).is_dir():
        pytest.skip(f"no checkout of {name} in OFFDROID_CORPUS")

    found = count(Path(folder) / name)

    assert found.total.total() > 0
    assert (found.open, found.imports.missing, found.left_out) == ([], [], [])
    assert found.imports.open_pairs < 0.7

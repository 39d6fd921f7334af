"""Reading the SARIF of other tools: what is odd in it is left out."""

import json
from pathlib import Path

import pytest

from tools.linters.sarif import Result, read

FOLDER = Path("/work/folder")


def log(uri: str, **region: object) -> str:
    place = {"artifactLocation": {"uri": uri}, "region": region}
    result = {
        "ruleId": "standard:curly",
        "message": {"text": "Missing"},
        "locations": [{"physicalLocation": place}],
    }
    return json.dumps({"version": "2.1.0", "runs": [{"results": [result]}]})


@pytest.mark.parametrize(
    "uri", ["src/A%20b.kt", "file:///work/folder/src/A%20b.kt", "/work/folder/src/A b.kt"]
)
def test_paths_come_relative(uri: str) -> None:
    told = f"10:00 WARN something\n{log(uri, startLine=3, startColumn=7)}"
    assert read(told, FOLDER) == [Result("standard:curly", "src/A b.kt", (3, 7), "Missing")]


def test_what_has_no_place_here_is_left_out() -> None:
    assert read(log("file:///elsewhere/A.kt", startLine=1), FOLDER) == []
    assert read(log("A.kt"), FOLDER) == [Result("standard:curly", "A.kt", (1, 1), "Missing")]
    assert read('{"runs": [{"results": [{}, 1]}, {}, 2]}', FOLDER) == []
    assert read("[]", FOLDER) == []


def test_other_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="no SARIF"):
        read("Exception in thread main {", FOLDER)

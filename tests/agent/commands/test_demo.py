"""The demo, with no git identity, as the README promises it."""

import json
import re
import subprocess
from pathlib import Path

from tests.agent.project import ROOT, offdroid


def test_the_demo_shows_a_whole_run(tmp_path: Path) -> None:
    ended = offdroid(tmp_path, "demo", "--keep", "scratch")
    assert ended.code == 0, ended.error
    scratch = tmp_path / "scratch"
    assert "signIn" in ended.out
    assert "strings.xml" in ended.out
    assert "(no model was used)" in ended.error
    assert "ran: " in ended.error
    assert f"scratch  {scratch}" in ended.error
    diff = subprocess.run(
        ["git", "diff", "--no-ext-diff"], cwd=scratch, capture_output=True, text=True
    )
    assert diff.stdout.count("diff --git") == ended.out.count("diff --git")
    run = json.loads(offdroid(scratch, "runs", "list", "--json").out)["run"]
    assert offdroid(scratch, "undo", run).code == 0
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=scratch, capture_output=True, text=True
    )
    assert status.stdout == ""


def test_the_demo_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "mine.txt").write_text("mine")
    ended = offdroid(tmp_path, "demo", "--keep", "scratch")
    assert ended.code == 2
    assert "is not empty" in ended.error


def test_the_requests_of_the_guide_need_no_model(tmp_path: Path) -> None:
    offdroid(tmp_path, "demo", "--keep", "scratch")
    scratch = tmp_path / "scratch"
    offdroid(scratch, "undo")
    guide = (ROOT / "docs" / "guides" / "recipes.md").read_text(encoding="utf-8")
    requests = re.findall(r"^\| `([^`]+)` \| `([a-z-]+)` \|$", guide, re.MULTILINE)
    assert len(requests) > 3
    for request, recipe in requests:
        ended = offdroid(scratch, "run", "--engine", "direct", "--json", "--patch", "x", request)
        assert ended.code == 0, (request, ended.out)
        events = map(json.loads, ended.out.splitlines())
        acted = [event["action"] for event in events if event["event"] == "acted"]
        assert acted == [recipe]

"""The demo's request ends in the same patch by recipes alone and by a model that chooses them."""

import json
from itertools import pairwise
from pathlib import Path

from agent.commands.demo import REQUEST
from tests.agent.project import ROOT, git, make_repository_of, offdroid
from tests.wire.server import WireServer

RENAME = {
    "action": "recipe",
    "name": "rename-symbol",
    "symbol": "SessionRepository.loginUser",
    "to": "signIn",
}
EXTRACT = {"action": "recipe", "name": "extract-strings", "text": "Welcome back"}
DONE = {"action": "done", "summary": "Renamed loginUser to signIn and moved Welcome back"}
SAMPLE = ROOT / "fixtures" / "android_sample"


def test_the_patch_is_the_same(tmp_path: Path) -> None:
    direct = make_repository_of(SAMPLE, tmp_path / "direct")
    chosen = make_repository_of(SAMPLE, tmp_path / "chosen")
    assert offdroid(direct, "run", REQUEST, "--engine", "direct").code == 0
    with WireServer([json.dumps(choice) for choice in (RENAME, EXTRACT, DONE)]) as server:
        ended = offdroid(chosen, "run", REQUEST, "--engine", "ollama", OLLAMA_HOST=server.address)
    assert ended.code == 0, ended.error
    assert git(chosen, "diff") == git(direct, "diff") != ""


def test_the_transcript_replays_to_the_same_patch(tmp_path: Path) -> None:
    first = make_repository_of(SAMPLE, tmp_path / "first")
    again = make_repository_of(SAMPLE, tmp_path / "again")
    with WireServer([json.dumps(choice) for choice in (RENAME, EXTRACT, DONE)]) as server:
        offdroid(first, "run", REQUEST, "--engine", "ollama", OLLAMA_HOST=server.address)
    (transcript,) = (first / ".git" / "offdroid" / "runs").glob("*/transcript.jsonl")
    replayed = offdroid(again, "run", REQUEST, "--engine", "scripted", "--model", str(transcript))
    assert replayed.code == 0, replayed.error
    assert git(again, "diff") == git(first, "diff") != ""


def test_every_prompt_begins_with_the_one_before(tmp_path: Path) -> None:
    project = make_repository_of(SAMPLE, tmp_path / "sample")
    with WireServer(["nonsense", *map(json.dumps, (RENAME, EXTRACT, DONE))]) as server:
        offdroid(project, "run", REQUEST, "--engine", "ollama", OLLAMA_HOST=server.address)
        chats = server.chats
    assert len(chats) == 4
    for before, after in pairwise(chats):
        sent, now = before["messages"], after["messages"]
        assert isinstance(sent, list)
        assert isinstance(now, list)
        assert now[: len(sent)] == sent
    assert all(chat["shift"] is False and chat["truncate"] is False for chat in chats)
    assert len({json.dumps(chat["options"], sort_keys=True) for chat in chats}) <= 2

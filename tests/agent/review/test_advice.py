"""`--model`: advice on the changed lines by a scripted and a served model, in time or not."""

import json
from pathlib import Path

import pytest

from tests.agent.project import GREETING, SESSION, Ended, offdroid
from tests.agent.review.project import LOST, make, stage
from tests.wire.answers import silence
from tests.wire.server import WireServer

LOOP = """package dev.small

fun greet(session: Session): String {
    var text = ""
    while (text.length < 3) {
        text = session.loginUser()
    }
    return text
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "small")


def advice(line: int, sentence: str, suggestion: str = "") -> str:
    return json.dumps({
        "action": "advise", "line": line, "sentence": sentence, "suggestion": suggestion,
    })  # fmt: skip


def asked(root: Path, *replies: str, arguments: tuple[str, ...] = ()) -> Ended:
    """A review by a model that gives these replies."""
    script = root.parent / "script.json"
    script.write_text(json.dumps(list(replies)), encoding="utf-8")
    return offdroid(
        root, "review", "--model", "--engine", "scripted", *arguments, OFFDROID_MODEL=str(script)
    )


def test_advice_is_shown_as_info_and_does_not_block(root: Path) -> None:
    stage(root, GREETING, LOOP)
    told = advice(5, "It never ends for a short name.", "while (text.isEmpty()) {")
    ended = asked(root, told)
    assert ended.code == 0
    assert ended.out.splitlines() == [
        f"info     {GREETING}:5:5  model",
        "         It never ends for a short name",
        "         | while (text.length < 3) {",
        "         | ^",
        "         fix: perhaps `while (text.isEmpty()) {`",
    ]
    assert asked(root, told, arguments=("--fail-on", "info")).code == 1
    assert asked(root, told, arguments=("--ignore", "model")).out == ""


@pytest.mark.parametrize(
    "reply",
    [
        '{"action": "pass"}',
        advice(5, "Wrong", "while (Nowhere().isEmpty()) {"),
        advice(5, "Wrong", "while (text.length < 3"),
        advice(99, "Wrong"),
        advice(1, "Wrong"),
        advice(5, " "),
        "I see no problem.",
        "",
    ],
)
def test_what_passes_no_gate_is_not_shown(root: Path, reply: str) -> None:
    stage(root, GREETING, LOOP)
    ended = asked(root, reply)
    assert (ended.code, ended.out) == (0, "")
    assert "nothing found" in ended.error


def test_only_files_that_nothing_blocks_are_asked_about(root: Path) -> None:
    stage(root, GREETING, LOST)
    blocked = asked(root)
    assert (blocked.code, "model" in blocked.error) == (1, False)
    stage(root, SESSION, (root / SESSION).read_text() + "\nval one = 1\n")
    both = asked(root, advice(11, "It is one"))
    assert f"{SESSION}:11:1  model" in both.out


def test_no_model_is_one_line_and_the_checks_stand(root: Path) -> None:
    stage(root, GREETING, LOOP)
    ended = offdroid(root, "review", "--model", OFFDROID_ADDRESS="127.0.0.1:9")
    assert (ended.code, ended.out) == (0, "")
    note, closing = ended.error.splitlines()
    assert note.startswith("note     no advice by a model: ")
    assert closing == "review   staged changes, 1 file: nothing found"
    direct = offdroid(root, "review", "--model", "--engine", "direct")
    assert (direct.code, "no advice by a model: `direct` has none" in direct.error) == (0, True)


def test_a_model_that_does_not_end_is_left_after_its_time(root: Path) -> None:
    stage(root, GREETING, LOOP)
    with WireServer([silence()]) as server:
        ended = offdroid(
            root, "review", "--model", "--budget", "1s", "--engine", "ollama",
            OFFDROID_ADDRESS=server.address,
        )  # fmt: skip
    assert (ended.code, ended.out) == (0, "")
    assert "note     the model did not end within 1 s" in ended.error


def test_a_served_model_sees_the_new_lines_and_is_held_to_them(root: Path) -> None:
    stage(root, GREETING, LOOP)
    with WireServer([advice(6, "It may be slow")]) as server:
        ended = offdroid(
            root, "review", "--model", "--engine", "ollama", OFFDROID_ADDRESS=server.address
        )
    assert f"{GREETING}:6:9  model" in ended.out
    [chat] = server.chats
    sent = json.dumps(chat["messages"])
    assert "5+     while (text.length < 3) {" in sent
    assert "1  package dev.small" in sent
    variants = chat["format"]["anyOf"]  # type: ignore[index]
    assert variants[1]["properties"]["line"] == {"enum": [3, 4, 5, 6, 7, 8, 9]}


def test_a_time_that_is_none_is_refused(root: Path) -> None:
    assert offdroid(root, "review", "--model", "--budget", "soon").code == 2

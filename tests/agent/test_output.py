"""What reaches the terminal: rows that fit, text that is inert, JSON that reads back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent import events as e
from agent.inert import inert
from agent.progress import Progress
from agent.row import GUTTER
from agent.rows import rows
from agent.transcript import Transcript, events_of, past_runs, prune, transcript_of
from tools.errors import UserError

EVENTS: tuple[e.Event, ...] = (
    e.RunStarted("20261124-093000-ab12", "rename a to b", "auto", "", "sealed: no network"),
    e.IndexProgress(3, 9),
    e.Checking(2),
    e.Indexed(1200, 3, 7, 0.42),
    e.Connected("ollama", "gemma4:e4b", "sha256:1", 8192),
    e.Located(("app/src/main/kotlin/dev/example/a/very/long/path/LoginScreen.kt", "b.kt")),
    e.Sent((("user", "do it"),), 256, {"type": "object"}),
    e.PromptProgress(0, 1388),
    e.Generated("fun "),
    e.ModelReplied("choice", "{}", "stop", 1388, 1000, 38, 3.2, 2.7),
    e.Planned(("Rename `loginUser` to `signIn`", "Move the text into strings.xml"), False),
    e.Acted("rename-symbol", "renamed `loginUser` to `signIn` in 4 files"),
    e.Faulted("ambiguous", "the text occurs four times", 2),
    e.Repaired("a.kt", "added the import of `dev.example.R`"),
    e.Asked("The patch deletes a.kt. Apply it?", None),
    e.Diffed("--- a\n+++ b\n", 4, 12, 9),
    e.Found("RES-01", "block", "a.kt", 12, "`R.string.welcome` is not declared"),
    e.Checked(("syntax", "RES-01", "RES-02"), (("Gradle", "this version does not run it"),), 1, 0),
    e.Answered("In SessionStore."),
    e.Noted("the tree has a rebase under way"),
    e.Noted("child processes could reach the network", warning=True),
    e.Isolated(2, ("2026-11-24T09:30:00Z POST /api/chat 'gemma4:e4b' answered 97 bytes",)),
    e.Finished("20261124-093000-ab12", 0, "4 files changed", undo="offdroid undo 20261124"),
    e.Failed("interrupted", "", 130),
)


def test_the_checks_of_a_run_are_told_by_family() -> None:
    (row,) = rows(e.Checked(("KT-01", "RES-02", "KT-04"), (), 0, 0))
    assert row.text == "nothing new found\nran: 3 checks (KT 2, RES 1)"


def test_every_event_is_tried_here() -> None:
    assert {type(event) for event in EVENTS} == set(e.Event.__subclasses__())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_events_read_back_from_json(event: e.Event) -> None:
    assert e.from_dict(json.loads(json.dumps(event.as_dict()))) == event


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_rows_fit_the_terminal_and_lose_nothing(event: e.Event, width: int) -> None:
    for row in rows(event):
        assert len(row.label) < GUTTER
        lines = row.lines(width)
        # A word that does not fit is left to the terminal, so that a path can be copied whole.
        fits = (len(line) + GUTTER <= width or " " not in line.strip() for line in lines)
        assert row.whole or all(fits)
        assert "".join("".join(lines).split()) == "".join(row.text.split())


def test_rows_of_a_reply_tell_speed_and_what_was_cached() -> None:
    (row,) = rows(e.ModelReplied("choice", "{}", "cut", 1388, 1000, 38, 3.2, 2.7))
    assert row.text == (
        "choice: 1,388 tokens read (1,000 of them cached) in 3.2 s (121/s), "
        "38 written in 2.7 s (14/s), cut as a runaway"
    )


def test_the_moving_line_tells_progress_and_speed() -> None:
    now = [0.0]
    progress = Progress(lambda: now[0])
    progress.update(e.Checking(2))
    assert progress.line() == "checks   judge 2 changed files"
    progress.update(e.IndexProgress(50, 200))
    assert progress.line() == "index    reads 200 files: 25 %"
    progress.update(e.PromptProgress(0, 1388))
    now[0] = 4.0
    assert progress.line() == "model    reads 1,388 tokens, 4 s"
    progress.update(e.PromptProgress(400, 1388))
    assert progress.line() == "model    reads 1,388 tokens: 28 %, 100/s, 4 s"
    for piece in ("fun ", "\x1b[31m", "a()\n"):
        progress.update(e.Generated(piece))
    now[0] = 5.0
    assert progress.line() == "model    writes 3 tokens, 3/s: fun a()"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\rb\x08c\td\n", "abc\td\n"),
        ("\x9b2Jx", "x"),
        ("ok\u202egnp", "ok\\u202egnp"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
    ],
)
def test_text_is_made_inert(text: str, shown: str) -> None:
    assert inert(text) == shown


SECRET = "see https://evil.example/?q=SECRET, www.evil.example and MAILTO:a@b"
INERT = "see https[:]//evil.example/?q=SECRET, www[.]evil.example and MAILTO[:]a@b"


@pytest.mark.parametrize("text", [SECRET, f"\x1b]8;;https://x\x07{SECRET}\x1b]8;;\x07"])
def test_an_answer_has_no_links_on_a_terminal(text: str) -> None:
    """Nobody sends by a click what a model has put into an address."""
    root = Path(__file__).parents[2]
    code = (
        "from agent.events import Answered; from agent.output import _write_data; "
        f"_write_data(Answered({text!r}))"
    )
    terminal, other = os.openpty()
    try:
        subprocess.run([sys.executable, "-c", code], stdout=other, cwd=root, check=True)
        assert os.read(terminal, 4096).decode().strip() == INERT
    finally:
        os.close(terminal)
        os.close(other)
    piped = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, check=True)
    assert piped.stdout.decode() == f"{text}\n"


def test_a_transcript_keeps_everything_but_progress(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path, "20261124-093000-ab12")
    for event in EVENTS:
        transcript(event)
    transcript.close()
    fleeting = (e.IndexProgress, e.PromptProgress, e.Generated, e.Checking)
    kept = [event for event in EVENTS if not isinstance(event, fleeting)]
    assert list(events_of(transcript.path)) == kept
    assert transcript.path.stat().st_mode & 0o777 == 0o600
    assert transcript.path.parent.stat().st_mode & 0o777 == 0o700


def test_runs_are_listed_found_and_pruned(tmp_path: Path) -> None:
    for run in ("20261124-093000-ab12", "20261124-101500-cd34"):
        transcript = Transcript(tmp_path, run)
        transcript(EVENTS[0])
        transcript(e.Finished(run, 1, "given up"))
        transcript.close()
    with transcript.path.open("a") as file:
        file.write('{"event": "fini')  # killed while it wrote
    newest, oldest = past_runs(tmp_path)
    assert (newest.run, newest.request, newest.exit) == (
        "20261124-101500-cd34", "rename a to b", 1,
    )  # fmt: skip
    assert transcript_of(tmp_path, "20261124-09").parent.name == oldest.run
    with pytest.raises(UserError, match="more than one run"):
        transcript_of(tmp_path, "2026")
    with pytest.raises(UserError, match="not a run"):
        transcript_of(tmp_path, "x")
    assert prune(tmp_path, 1) == 0
    assert len(past_runs(tmp_path)) == 2

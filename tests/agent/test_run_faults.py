"""Whatever the model or its server does wrong: exit code, hint, and a work tree as it was."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.agent.project import SESSION, Ended, git, make_repository, offdroid
from tests.wire import answers
from tests.wire.answers import Answer
from tests.wire.server import Installed, WireServer

REQUEST = "let the session trim its name"
READ = json.dumps({"action": "read", "target": "Session.loginUser"})
REPLACE = json.dumps({"action": "replace_symbol", "symbol": "Session.loginUser"})
CODE = "```kotlin\nfun loginUser(): String = name.trim()\n```"
DONE = json.dumps({"action": "done", "summary": "trimmed"})
GOOD = (READ, REPLACE, CODE, DONE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


def run(project: Path, server: WireServer, *arguments: str) -> Ended:
    return offdroid(
        project, "run", REQUEST, "--engine", "ollama", *arguments, OLLAMA_HOST=server.address
    )


def clean(project: Path) -> bool:
    return git(project, "status", "--porcelain") == ""


def test_without_a_fault_the_patch_lands(project: Path) -> None:
    with WireServer(GOOD) as server:
        ended = run(project, server)
    assert ended.code == 0, ended.error
    assert "+    fun loginUser(): String = name.trim()" in ended.out
    assert "name.trim()" in git(project, "diff")
    assert "undo" in ended.error


@pytest.mark.parametrize(
    "first",
    [
        "I will read(target='Session.loginUser') first",
        '{"action": "read", "target": "Session.log',
        '{"action": "bash", "command": "ls"}',
        REPLACE,
        "",
        answers.endless_words(),
        answers.endless_white_space(),
        answers.endless_repetition(),
        answers.without_done('{"action": "read", "tar'),
    ],
    ids=[
        "call-as-text",
        "truncated-json",
        "unknown-action",
        "unseen",
        "empty",
        "endless-words",
        "endless-white-space",
        "endless-repetition",
        "without-done",
    ],
)
def test_one_fault_is_mended(project: Path, first: str | Answer) -> None:
    with WireServer([first, *GOOD]) as server:
        ended = run(project, server)
    if server.left:  # the first reply was already understood as the read
        assert server.left == 1
    assert ended.code == 0, ended.error
    assert "name.trim()" in git(project, "diff")


READ_ALL = json.dumps({"action": "read", "target": SESSION})
CHANGE = json.dumps({"action": "replace_text", "path": SESSION})
SAME = "```kotlin\nfun loginUser(): String = name\n```"
ELIDED = "```kotlin\nfun loginUser(): String {\n    // ... existing code\n}\n```"
LOOSE = "```\nfun loginUser( ) : String=name\n=======\nfun loginUser(): String = name.trim()\n```"
OFTEN = "```\nname\n=======\nname.trim()\n```"


@pytest.mark.parametrize(
    "replies",
    [
        [READ, REPLACE, SAME, CODE, DONE],
        [READ, REPLACE, ELIDED, CODE, DONE],
        [READ_ALL, CHANGE, LOOSE, DONE],
        [READ_ALL, CHANGE, OFTEN, LOOSE, DONE],
        [READ, READ, REPLACE, CODE, DONE],
    ],
    ids=["no-op", "elided", "wrong-spaces", "occurs-often", "read-twice"],
)
def test_a_fault_of_code_is_mended(project: Path, replies: Sequence[str]) -> None:
    with WireServer(replies) as server:
        ended = run(project, server)
        assert server.left == 0
    assert ended.code == 0, ended.error
    assert "+    fun loginUser(): String = name.trim()" in git(project, "diff")


@pytest.mark.parametrize(
    ("replies", "code", "says"),
    [
        (["nonsense"] * 3, 1, "3 faults in a row"),
        ([READ] * 4, 1, "3 faults in a row"),
        ([answers.endless_words()] * 3, 1, "3 faults in a row"),
        ([""] * 3, 1, "3 faults in a row"),
        ([json.dumps({"action": "give_up", "reason": "no"})], 1, "no"),
        ([answers.error_line('{"act')], 5, "hint:"),
        ([answers.web_page()], 5, "hint:"),
        ([answers.web_page(502)], 5, "hint:"),
        ([answers.redirect("http://192.0.2.1/")], 5, "hint:"),
        ([answers.bomb()], 5, "hint:"),
        ([answers.broken_off('{"action": "read"')], 5, "hint:"),
        ([answers.status(500, "model requires more system memory (9.9 GiB) than is available")],
         5, "memory"),
        ([answers.recorded("error-context")], 1, "context"),
    ],
    ids=[
        "three-faults",
        "same-read",
        "three-runaways",
        "three-empty",
        "given-up",
        "error-line",
        "html",
        "html-502",
        "redirect",
        "bomb",
        "broken-off",
        "memory",
        "context",
    ],
)  # fmt: skip
def test_what_ends_the_run_leaves_the_work_tree_alone(
    project: Path, replies: Sequence[str | Answer], code: int, says: str
) -> None:
    with WireServer(replies) as server:
        ended = run(project, server)
    assert ended.code == code, ended.error
    assert says in ended.error
    assert "Traceback" not in ended.error
    assert clean(project)


def test_a_server_that_is_down(project: Path) -> None:
    with WireServer() as server:
        address = server.address
    ended = offdroid(project, "run", REQUEST, "--engine", "ollama", OLLAMA_HOST=address)
    assert ended.code == 5
    assert "hint:" in ended.error
    assert clean(project)


def test_a_missing_model(project: Path) -> None:
    with WireServer() as server:
        ended = run(project, server, "--model", "gemma4:31b")
    assert ended.code == 5
    assert "ollama pull gemma4:31b" in ended.error


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "glm-5:cloud", "X:CLOUD "])
def test_a_cloud_model_is_refused_before_anything_is_sent(project: Path, name: str) -> None:
    with WireServer(GOOD, models=[Installed(name)]) as server:
        ended = run(project, server, "--model", name)
    assert ended.code == 5
    assert server.chats == []


def test_a_disguised_remote_model_is_refused(project: Path) -> None:
    remote = Installed("gemma4:e2b", remote_host="https://example.org")
    with WireServer(GOOD, models=[remote]) as server:
        ended = run(project, server, "--model", "gemma4:e2b")
    assert ended.code == 5
    assert server.chats == []


def test_an_address_beyond_this_machine_is_refused(project: Path) -> None:
    ended = offdroid(project, "run", REQUEST, "--engine", "ollama", OLLAMA_HOST="192.0.2.1:11434")
    assert ended.code == 5
    assert "hint:" in ended.error


def test_a_patch_with_new_errors_is_kept_but_not_applied(project: Path) -> None:
    bad = "```kotlin\nfun loginUser(): String = Wibble(name).toString()\n```"
    with WireServer([READ, REPLACE, bad, DONE, DONE, DONE]) as server:
        ended = run(project, server)
    assert ended.code == 1
    assert "kept.patch" in ended.error
    assert "Wibble" in ended.error
    assert clean(project)


def test_a_patch_with_new_errors_can_be_wanted(project: Path) -> None:
    bad = "```kotlin\nfun loginUser(): String = Wibble(name).toString()\n```"
    with WireServer([READ, REPLACE, bad, DONE, DONE, DONE]) as server:
        ended = run(project, server, "--keep-unverified")
    assert ended.code == 4
    assert "Wibble" in git(project, "diff")


def test_control_sequences_in_a_reply_never_reach_the_terminal(project: Path) -> None:
    reason = "\x1b]0;title\x07\x1b[31mred\x9b2J"
    reply = json.dumps({"action": "give_up", "reason": reason}, ensure_ascii=False)
    with WireServer([reply]) as server:
        ended = run(project, server)
    assert ended.code == 1
    assert not set(ended.error) & set("\x1b\x07\x9b")

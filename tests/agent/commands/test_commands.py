"""The commands on a small project: what they print, change and leave."""

import json
from pathlib import Path

import pytest

from tests.agent.project import GREETING, SESSION, git, make_repository, offdroid

RENAME = "rename loginUser to signIn"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


def lines(text: str) -> list[dict[str, object]]:
    """JSON lines, read."""
    return [json.loads(line) for line in text.splitlines()]


def test_run_and_undo(project: Path) -> None:
    before = (project / SESSION).read_bytes()
    ended = offdroid(project, "run", RENAME)
    assert ended.code == 0, ended.error
    assert "(no model was used)" in ended.error
    assert "sealed" in ended.error.splitlines()[1]
    assert b"signIn" in (project / SESSION).read_bytes()
    run = ended.error.split()[1]
    assert f"offdroid undo {run}" in ended.error
    undone = offdroid(project, "undo")
    assert (undone.code, (project / SESSION).read_bytes()) == (0, before)
    assert SESSION in undone.out.splitlines()
    assert git(project, "status", "--porcelain") == ""
    assert "(undone)" in offdroid(project, "runs", "list").out
    assert offdroid(project, "undo").code == 1


def test_run_from_a_subfolder_and_from_elsewhere(project: Path, tmp_path: Path) -> None:
    inside = offdroid(project / "app" / "src", "run", RENAME)
    assert inside.code == 0
    assert "--path" not in inside.error
    outside = offdroid(tmp_path, "run", "rename signIn to logIn", "--path", str(project / "app"))
    assert outside.code == 0
    assert f"--path {project}" in outside.error
    assert "logIn" in (project / SESSION).read_text()


def test_run_from_standard_input(project: Path) -> None:
    assert offdroid(project, "run", "-", stdin=f"{RENAME}\n").code == 0
    assert "signIn" in git(project, "diff")
    empty = offdroid(project, "run", "-", stdin="\n")
    assert (empty.code, empty.error.splitlines()[0]) == (2, "error: the request is empty")


def test_run_as_json(project: Path) -> None:
    ended = offdroid(project, "run", RENAME, "--json")
    assert (ended.code, ended.error) == (0, "")
    events = lines(ended.out)
    assert events[0]["event"] == "run-started"
    assert events[0]["request"] == RENAME
    assert str(events[0]["seal"]).startswith(("sealed", "not sealed"))
    assert events[-1]["event"] == "finished"
    assert events[-1]["exit"] == 0
    kinds = [event["event"] for event in events]
    assert [kind for kind in kinds if kind in ("indexed", "planned", "diffed", "checked")] == [
        "indexed", "planned", "diffed", "checked",
    ]  # fmt: skip


def test_plan_changes_nothing_and_prints_the_plan(project: Path) -> None:
    ended = offdroid(project, "plan", RENAME)
    assert ended.code == 0
    assert ended.out.startswith("1. ")
    assert "signIn" in ended.out
    assert git(project, "status", "--porcelain") == ""


def test_the_patch_can_go_to_a_file_a_commit_or_a_branch(project: Path, tmp_path: Path) -> None:
    identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
                "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}  # fmt: skip
    patch = tmp_path / "x.patch"
    assert offdroid(project, "run", RENAME, "--patch", str(patch)).code == 0
    assert "diff --git" in patch.read_text()
    assert git(project, "status", "--porcelain") == ""
    branched = offdroid(project, "run", RENAME, "--branch", "signin", **identity)
    assert branched.code == 0, branched.error
    assert git(project, "status", "--porcelain") == ""
    assert "signIn" in git(project, "show", f"signin:{SESSION}")
    committed = offdroid(project, "run", RENAME, "--commit", **identity)
    assert committed.code == 0, committed.error
    assert git(project, "status", "--porcelain") == ""
    assert "signIn" in git(project, "show", f"HEAD:{SESSION}")


def test_runs_are_listed_shown_and_deleted(project: Path) -> None:
    offdroid(project, "run", RENAME)
    (listed,) = lines(offdroid(project, "runs", "list", "--json").out)
    assert (listed["request"], listed["exit"], listed["undone"]) == (RENAME, 0, False)
    run = str(listed["run"])
    shown = offdroid(project, "runs", "show", run[:10])
    assert shown.out.startswith("diff --git")
    assert run in shown.error
    transcript = lines(offdroid(project, "runs", "show", "--json").out)
    assert transcript[0]["run"] == run
    assert offdroid(project, "runs", "delete", run).code == 0
    assert offdroid(project, "runs", "show").code == 1
    assert offdroid(project, "undo").code == 1  # what it needed is deleted too


def test_a_model_run_replays_from_its_transcript(project: Path, tmp_path: Path) -> None:
    replies = tmp_path / "replies.json"
    replies.write_text(json.dumps([
        json.dumps({"action": "read", "target": "Session.loginUser"}),
        json.dumps({"action": "replace_symbol", "symbol": "Session.loginUser"}),
        "```kotlin\nfun loginUser(): String = name.trim()\n```",
        json.dumps({"action": "done", "summary": "trimmed"}),
    ]))  # fmt: skip
    arguments = ("run", "trim the name", "--engine", "scripted", "--model")
    first = offdroid(project, *arguments, str(replies))
    assert first.code == 0, first.error
    transcript = tmp_path / "transcript.jsonl"
    transcript.write_text(offdroid(project, "runs", "show", "--json").out)
    assert {"sent", "connected", "model-replied"} <= {
        str(event["event"]) for event in lines(transcript.read_text())
    }
    offdroid(project, "undo")
    second = offdroid(project, *arguments, str(transcript))
    assert (second.code, second.out) == (0, first.out)


def test_recipes(project: Path) -> None:
    assert "rename-symbol" in offdroid(project, "recipe", "list").out
    shown = json.loads(offdroid(project, "recipe", "show", "rename-symbol", "--json").out)
    assert [item["name"] for item in shown["parameters"]] == ["symbol", "to"]
    ran = offdroid(project, "recipe", "run", "rename-symbol", "symbol=loginUser", "to=signIn")
    assert ran.code == 0, ran.error
    assert "signIn" in git(project, "diff")
    assert offdroid(project, "recipe", "run", "rename-symbol", "symbol").code == 2
    missing = offdroid(project, "recipe", "run", "rename-symbol", "symbol=Sesion", "to=x")
    assert missing.code == 1
    assert "did you mean `Session`" in missing.error


def test_a_text_that_cannot_be_moved_is_not_done(project: Path) -> None:
    path = "app/src/main/java/dev/small/Old.java"
    code = 'package dev.small;\nclass Old { String title() { return "A title of old"; } }\n'
    (project / path).parent.mkdir(parents=True)
    (project / path).write_text(code, encoding="utf-8")
    ran = offdroid(project, "recipe", "run", "extract-strings", "text=A title of old")
    assert ran.code == 1
    assert f"left     {path}:2" in ran.error
    assert "nothing was changed; the rest is for you" in ran.error


@pytest.mark.parametrize("words", [("index",), ("find", "login"), ("map",)])
def test_a_folder_without_a_gradle_build_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "notes.md").write_text("Nothing\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    told = offdroid(tmp_path, *words)
    assert "no Gradle build was found" in told.error
    assert told.code in (0, 1)


def test_index_find_and_map(project: Path) -> None:
    indexed = offdroid(project, "index")
    assert ":app" in indexed.out
    found = offdroid(project, "find", "login user")
    assert f"{SESSION}\tloginUser:4\t" in found.out
    hits = lines(offdroid(project, "find", "login", "user", "--json").out)
    assert SESSION in [hit["path"] for hit in hits]
    assert offdroid(project, "find", "zzzyyyxxx").code == 1
    drawn = offdroid(project, "map", "login")
    assert "loginUser" in drawn.out
    (value,) = lines(offdroid(project, "map", "--tokens", "150", "--json").out)
    assert "Session.kt" in str(value["map"])
    assert int(str(value["tokens"])) <= 150


def test_reading_works_without_git_and_leaves_nothing_there(tmp_path: Path) -> None:
    from tests.agent.project import write_project

    root = tmp_path / "plain"
    write_project(root)
    before = sorted(root.rglob("*"))
    assert SESSION in offdroid(root / "app", "find", "login").out
    assert sorted(root.rglob("*")) == before


def test_doctor(project: Path) -> None:
    ended = offdroid(project, "doctor", OLLAMA_HOST="127.0.0.1:9")
    assert ended.code == 0
    assert "missing  model: no model server answers at `http://127.0.0.1:9`" in ended.out
    parts = lines(offdroid(project, "doctor", "--json", OLLAMA_HOST="127.0.0.1:9").out)
    assert {"python", "git", "network", "model", "state"} <= {str(part["part"]) for part in parts}
    asked = offdroid(project, "doctor", "--engine", "ollama", OLLAMA_HOST="127.0.0.1:9")
    assert asked.code == 5


def test_settings_of_the_repository_cannot_open_the_network(project: Path) -> None:
    (project / ".offdroid.toml").write_text('seal = "off"\n')
    ended = offdroid(project, "run", RENAME)
    assert ended.code == 2
    assert "a repository may not set `seal`" in ended.error


def test_usages(project: Path) -> None:
    found = offdroid(project, "usages", "loginUser")
    assert found.code == 0
    assert found.out.splitlines() == [
        "function dev.small.Session.loginUser",
        f"{SESSION}:4  fun loginUser(): String = name  (declared here)",
        f"{GREETING}:3  fun greet(session: Session): String = session.loginUser()",
    ]
    assert found.error.endswith("1 use in 1 file\n")
    values = lines(offdroid(project, "usages", "R.string.app_name", "--json").out)
    assert [(one["of"], one["role"], one["line"]) for one in values] == [
        ("string/app_name", "declaration", 2)
    ]
    missing = offdroid(project, "usages", "loginUsr")
    assert (missing.code, missing.out) == (1, "")
    assert "did you mean `loginUser`" in missing.error
    (project / GREETING).write_text(
        (project / GREETING).read_text() + "val none: Session? = null\n"
    )
    limited = offdroid(project, "usages", "Session", "--limit", "1")
    assert limited.error.endswith("2 uses in 1 file; 1 not shown\n")
    assert "none" not in limited.out

"""What a delivery would refuse is refused before any work is done."""

from pathlib import Path

import pytest

from tests.agent.project import git, make_repository, offdroid

RENAME = "rename loginUser to signIn"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "project")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--branch", "bad name"], 2, "is not a name that a branch can have"),
        (["--branch", "main"], 1, "exists already"),
        (["--patch", "no/such/folder/x.patch"], 2, "is not a folder"),
        (["--patch", "settings.gradle.kts"], 1, "is no patch of offdroid"),
        (["--commit"], 1, "git does not know who commits"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused_at_once(
    project: Path, arguments: list[str], code: int, says: str
) -> None:
    ended = offdroid(
        project, "run", RENAME, *arguments,
        GIT_AUTHOR_NAME="Someone", GIT_AUTHOR_EMAIL="a@example.org",
        **({} if "--commit" in arguments else
           {"GIT_COMMITTER_NAME": "Someone", "GIT_COMMITTER_EMAIL": "a@example.org"}),
    )  # fmt: skip
    assert ended.code == code, ended.error
    assert says in ended.error
    assert "index" not in ended.error
    assert git(project, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "arguments", [["symbol=loginUser"], ["symbol=loginUser", "to=signIn", "too=x"]]
)
def test_wrong_arguments_of_a_recipe_are_wrong_usage(project: Path, arguments: list[str]) -> None:
    ended = offdroid(project, "recipe", "run", "rename-symbol", *arguments)
    assert ended.code == 2
    assert "recipe show rename-symbol" in ended.error

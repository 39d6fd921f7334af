"""Settings: which source wins, and what is refused."""

from pathlib import Path

import pytest

from agent.settings import REPOSITORY_FILE, Settings, Value, resolve, user_file
from tools.errors import Kind, UserError


def write_user_file(text: str) -> None:
    path = user_file()
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def test_nothing_set_gives_the_defaults(tmp_path: Path) -> None:
    assert resolve(tmp_path, {}, {}) == Settings()


def test_each_source_overrides_the_one_before(tmp_path: Path) -> None:
    write_user_file('max-turns = 5\nmax_repairs = 5\nmax-faults = 5\nmodel = "user"\n')
    (tmp_path / REPOSITORY_FILE).write_text("max-turns = 6\nmax-repairs = 6\nmax-faults = 6\n")
    environment = {"OFFDROID_MAX_REPAIRS": "7", "OFFDROID_MAX_FAULTS": "7"}
    merged = resolve(tmp_path, {"max_faults": 8, "context": None}, environment)
    assert (merged.model, merged.max_turns, merged.max_repairs, merged.max_faults) == (
        "user", 6, 7, 8,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ['seal = "off"', 'address = "127.0.0.1:1"', 'engine = "scripted"', 'model = "x"', "yes = true",
     "keep-unverified = true", 'no-guard = ["seen"]', "commit = true", 'patch = "/etc/passwd"'],
)  # fmt: skip
def test_a_repository_cannot_widen_what_the_agent_may_do(tmp_path: Path, line: str) -> None:
    (tmp_path / REPOSITORY_FILE).write_text(f"{line}\n")
    with pytest.raises(UserError, match="a repository may not set") as raised:
        resolve(tmp_path, {}, {})
    assert raised.value.kind == Kind.USAGE
    assert str(user_file()) in raised.value.hint


def test_a_misspelt_key_is_reported_with_the_near_name(tmp_path: Path) -> None:
    write_user_file("max-turn = 5\n")
    with pytest.raises(UserError, match="unknown setting `max-turn`") as raised:
        resolve(tmp_path, {}, {})
    assert raised.value.hint == "did you mean `max-turns`"


@pytest.mark.parametrize(
    ("flags", "environment", "says"),
    [
        ({"engine": "gpt"}, {}, "`--engine` is `gpt`"),
        ({"max_turns": 0}, {}, "`--max-turns` is 0"),
        ({}, {"OFFDROID_MAX_TURNS": "many"}, "`OFFDROID_MAX_TURNS` is not a whole number"),
        ({}, {"OFFDROID_YES": "perhaps"}, "`OFFDROID_YES` is not true or false"),
        ({"commit": True, "branch": "b"}, {}, "`--commit` and `--branch` exclude each other"),
    ],
)
def test_what_cannot_be_is_a_usage_error(
    flags: dict[str, Value | None], environment: dict[str, str], says: str
) -> None:
    with pytest.raises(UserError) as raised:
        resolve(None, flags, environment)
    assert says in raised.value.message
    assert raised.value.kind == Kind.USAGE


def test_lists_and_switches_can_come_from_the_environment() -> None:
    merged = resolve(None, {}, {"OFFDROID_NO_GUARD": "seen, repeat", "OFFDROID_YES": "1"})
    assert merged.no_guard == ("seen", "repeat")
    assert merged.yes
    assert not merged.guarded("seen")


def test_a_flag_replaces_another_way_for_the_patch_to_arrive() -> None:
    write_user_file("commit = true\n")
    merged = resolve(None, {"patch": "x.patch"}, {})
    assert (merged.patch, merged.commit) == ("x.patch", False)


@pytest.mark.parametrize("text", ["x = [", "\xff", 'max-turns = "5"', "no-guard = [1]"])
def test_a_file_that_cannot_be_read_is_named(text: str) -> None:
    path = user_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UserError, match=r"config\.toml"):
        resolve(None, {}, {})

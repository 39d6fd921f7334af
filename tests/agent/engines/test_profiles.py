"""Families, versions, remembered probes."""

from pathlib import Path

import pytest

from agent.engines.probe import Probes
from agent.engines.profiles import parse_version, profile_for, spell_version


def test_gemma_4_writes_as_its_card_says_and_chooses_nearly_greedily() -> None:
    profile = profile_for("gemma4")
    assert (profile.code.temperature, profile.code.top_k, profile.code.top_p) == (1.0, 64, 0.95)
    assert profile.choice.temperature == 0.3
    assert profile.choice.options().keys() == profile.code.options().keys()
    assert profile.think is False


@pytest.mark.parametrize(
    ("family", "known"), [("Gemma4", "gemma4"), ("qwen35moe", "qwen"), ("llama", ""), ("", "")]
)
def test_a_family_is_found_by_how_its_name_begins(family: str, known: str) -> None:
    assert profile_for(family).family == known


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("0.32.15", (0, 32, 15)),
        ("v0.9.0-rc1", (0, 9, 0)),
        ("0.0.0", ()),
        ("dev", ()),
        ("", ()),
        ("1.²", ()),
    ],
)
def test_versions(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version
    assert parse_version(spell_version(version)) == version


def test_probes_survive_the_process_and_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "probes.json"
    Probes(path).remember("a@1", "schema")
    Probes(path).remember("b@1", "text")
    assert (Probes(path).find("a@1"), Probes(path).find("b@1")) == ("schema", "text")
    assert Probes(path).find("c@1") is None
    path.write_text('{"a@1": "magic"}')
    assert Probes(path).find("a@1") is None
    path.write_text("[")
    Probes(path).remember("a@1", "native")
    assert Probes(path).find("a@1") == "native"


def test_a_data_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    probes = Probes(blocked / "probes.json")
    probes.remember("a@1", "schema")
    assert probes.find("a@1") is None

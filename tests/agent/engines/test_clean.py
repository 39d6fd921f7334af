"""What of a reply reaches the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engines.clean import Cleaner, clean


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("fun a() {\n\treturn\n}", "fun a() {\n\treturn\n}"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("a\r\nb\x00\x7f\x85", "a\nb"),
        ("\x1b7\x1b(B\x1bcx", "x"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("ends in \x1b[3", "ends in [3"),
        ("naïve 日本 🎉", "naïve 日本 🎉"),
    ],
)
def test_escapes_and_control_characters_go(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(st.lists(st.text("\x1b[]0;31mA\x07\x9b\\\n \x85(", max_size=6), max_size=8))
def test_pieces_come_out_as_the_whole_does(pieces: list[str]) -> None:
    cleaner = Cleaner()
    text = "".join([*map(cleaner.feed, pieces), cleaner.end()])
    assert not set(text) & set("\x1b\x07\x9b\x85")


def test_an_escape_split_between_pieces_is_found() -> None:
    cleaner = Cleaner()
    assert [cleaner.feed("a\x1b"), cleaner.feed("[3"), cleaner.feed("1mb"), cleaner.end()] == [
        "a",
        "",
        "b",
        "",
    ]

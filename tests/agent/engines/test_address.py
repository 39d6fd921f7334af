"""Which addresses are asked, and which are refused before anything is sent."""

import pytest

from agent.engines.address import parse_address
from tools.errors import Kind, UserError


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000"),
        (" 127.0.0.1:5000/ ", "http://127.0.0.1:5000"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000"),
        ("HTTP://127.0.0.1", "http://127.0.0.1:80"),
        (":5000", "http://127.0.0.1:5000"),
        ("127.9.8.7:1", "http://127.9.8.7:1"),
        ("[::1]:5000", "http://[::1]:5000"),
        ("[::1]", "http://[::1]:11434"),
        ("localhost", "http://127.0.0.1:11434"),
        ("LocalHost:5000", "http://127.0.0.1:5000"),
    ],
)
def test_loopback_literals_are_taken_in_all_forms(text: str, url: str) -> None:
    assert parse_address(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0",
        "0.0.0.0:11434",
        "[::]:11434",
        "10.0.0.2",
        "ollama.com",
        "https://127.0.0.1",
        "unix:///run/ollama.sock",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "127.0.0.1.evil",
        "127.0.0.1.",
        "localhost.evil",
        "127.0.0.1@evil",
        "evil@127.0.0.1",
        "127.0.0.1/path",
        "127.0.0.1?x",
        "127.0.0.1:11434:1",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "127.0.0.1:+80",
        "127.0.0.1:٨٠",
        "\uff11\uff12\uff17.0.0.1",
        "[::1%eth0]",
        "[::1%25eth0]",
        "[::ffff:127.0.0.1]",
        "::1",
        "[::1",
        "[::1]evil",
        "127.0.0.1 evil",
        "127.0.0.1\x00",
        "127.0.0.1\n.evil",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_address(text)
    assert caught.value.kind is Kind.NO_MODEL
    assert caught.value.hint
    assert caught.value.message.isprintable()

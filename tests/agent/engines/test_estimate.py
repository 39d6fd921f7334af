"""Estimated tokens err upwards."""

import pytest

from agent.engines.base import Message
from agent.engines.estimate import Calibrated, estimate_messages, estimate_tokens


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("fun main() {}", 4),
        ('{"action": "replace_symbol", "symbol": "com.example.Foo"}', 18),
        ("日本語のテキストをここに書く", 7),
        ("Привет мир, это длинный текст", 7),
        ("\t\t\tfoo", 2),
        ("", 0),
    ],
)
def test_the_estimate_is_at_least_what_gemma_counts(text: str, counted: int) -> None:
    assert counted <= estimate_tokens(text) <= 4 * counted


def test_calibration_follows_the_highest_of_the_last_counts() -> None:
    messages = [Message("user", "word " * 100)]
    guessed = estimate_messages(messages)
    calibrated = Calibrated()
    assert calibrated.count_messages(messages) == guessed
    calibrated.observe(messages, guessed // 2)
    assert guessed // 2 <= calibrated.count_messages(messages) < 0.6 * guessed
    calibrated.observe(messages, 2 * guessed)
    for _ in range(3):
        calibrated.observe(messages, guessed)
    assert 2 * guessed <= calibrated.count_messages(messages) < 2.2 * guessed


def test_senseless_counts_do_not_spoil_it() -> None:
    messages = [Message("user", "word " * 100)]
    calibrated = Calibrated()
    calibrated.observe(messages, 0)
    calibrated.observe([], 50)
    assert calibrated.count("word") == estimate_tokens("word")
    calibrated.observe(messages, 1)
    assert calibrated.count_messages(messages) >= estimate_messages(messages) // 4

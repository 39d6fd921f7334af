"""String files: escaping both ways, names, and the place of a new entry."""

import pytest

from tools.recipes.resources import (
    add_string,
    common_prefix,
    entries,
    escape,
    name_for,
    unescape,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Welcome back", "Welcome back"),
        ("Don't", r"Don\'t"),
        ('Say "hi"', r"Say \"hi\""),
        ("a & b < c", "a &amp; b &lt; c"),
        ("@home", r"\@home"),
        ("?why", r"\?why"),
        ("Why?", "Why?"),
        ("two\nlines", r"two\nlines"),
        (r"a\b", r"a\\b"),
        (" spaced ", '" spaced "'),
        ("a  b", '"a  b"'),
        ("50%", "50%"),
    ],
)
def test_a_text_is_escaped_and_read_back(text: str, value: str) -> None:
    assert escape(text) == value
    assert unescape(value) == text


def test_percent_signs_are_doubled_where_the_text_is_formatted() -> None:
    assert escape("100% of", formatted=True) == "100%% of"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  a\n    b ", "a b"),
        ('"a\n b"', "a\n b"),
        (r"caf\u00e9", "café"),
        ("x &gt; y", "x > y"),
        ("<b>bold</b>", None),
        ("@string/other", None),
    ],
)
def test_an_entry_is_read_as_the_platform_reads_it(value: str, text: str | None) -> None:
    assert unescape(value) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Welcome back", "welcome_back"),
        ("Don't have an account?", "dont_have_an_account"),
        ("Hello, %1$s", "hello"),
        ("Überraschung für dich", "uberraschung_fur_dich"),
        ("new", "text_new"),
        ("3 items", "text_3_items"),
        ("登录", "text"),
        (
            "A very long text that would make a name of more than forty",
            "a_very_long_text_that_would_make_a_name",
        ),
    ],
)
def test_a_name_is_made_of_the_words(text: str, name: str) -> None:
    assert name_for(text, ()) == name
    assert len(name) <= 40


def test_a_taken_name_is_numbered() -> None:
    assert name_for("Save", {"save", "save_2"}) == "save_3"


def test_the_prefix_of_a_file_is_kept() -> None:
    names = ["login_a", "login_b", "login_c", "login_d", "other"]
    assert common_prefix(names) == "login_"
    assert name_for("Sign in", names, "login_") == "login_sign_in"
    assert common_prefix(["login_a", "feed_b", "app_name"]) == ""


def test_a_new_entry_comes_last_with_the_indentation_of_the_others() -> None:
    xml = (
        '<resources>\n\t<string name="b">B</string>\n'
        '\t<!-- <string name="x">no</string> -->\n</resources>\n'
    )
    assert add_string(xml, "a", "A") == (
        '<resources>\n\t<string name="b">B</string>\n\t<string name="a">A</string>\n'
        '\t<!-- <string name="x">no</string> -->\n</resources>\n'
    )


def test_sorted_names_stay_sorted() -> None:
    lines = "".join(f'    <string name="{name}">x</string>\n' for name in "ace")
    found = entries(add_string(f"<resources>\n{lines}</resources>\n", "b", "x"))
    assert [entry.name for entry in found] == ["a", "b", "c", "e"]


@pytest.mark.parametrize(
    "xml", ["<resources/>", "<resources></resources>", "<resources>\n</resources>\n"]
)
def test_an_empty_file_takes_an_entry(xml: str) -> None:
    assert [entry.name for entry in entries(add_string(xml, "a", "A"))] == ["a"]

"""A line that a recipe made too long is broken as a formatter would, and no other."""

import pytest

from tools.recipes.extract.wrapping import line_limit, wrap

LONG = "    Text(stringResource(R.string.a_long_name), style = Type.large)\n"
BROKEN = (
    "    Text(\n        stringResource(R.string.a_long_name),\n        style = Type.large,\n    )\n"
)


@pytest.mark.parametrize(
    ("text", "limit", "wrapped"),
    [
        (LONG, 40, BROKEN),
        (LONG, 100, LONG),
        (LONG, 0, LONG),
        ("Text(stringResource(R.string.a_long_name))\n", 20, None),
        ("show(stringResource(R.string.a), {\n    b()\n})\n", 10, None),
        (
            "Row(a = stringResource(R.string.a), b = f(1, 2)) { c() }\n",
            30,
            "Row(\n    a = stringResource(R.string.a),\n    b = f(1, 2),\n) { c() }\n",
        ),
    ],
)
def test_wrapping(text: str, limit: int, wrapped: str | None) -> None:
    assert wrap(text, 1, limit) == (wrapped or text)


@pytest.mark.parametrize(
    ("config", "limit"),
    [
        ("", 0),
        ("[*]\nmax_line_length = 120\n", 120),
        ("[*]\nmax_line_length = 120\n[*.{kt,kts}]\nmax_line_length = 100\n", 100),
        ("[*.md]\nmax_line_length = 80\n", 0),
        ("[*.kt]\nmax_line_length = off\n", 0),
    ],
)
def test_the_limit_of_an_editorconfig(config: str, limit: int) -> None:
    assert line_limit(config) == limit

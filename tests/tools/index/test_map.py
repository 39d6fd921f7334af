"""The map: modules, files, signatures, within a budget, the same each time."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agent.project import git
from tests.tools.index.conftest import write
from tools.index import Index

SESSIONS = "core/data/src/main/kotlin/shop/data/"


def words(text: str) -> int:
    """A count that is not that of characters, and grows with them."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def test_modules_come_first_then_files_then_signatures(index: Index) -> None:
    assert index.map(1_000, words) == (
        "Modules and what they use:\n"
        ":app (application) -> :core:data\n"
        ":core:data\n"
        "\n"
        f"{SESSIONS}\n"
        "  SessionRepository.kt\n"
        "    4: class SessionRepository\n"
        "    5:   fun loginUser(name: String)\n"
        "app/src/main/kotlin/shop/app/\n"
        "  LoginScreen.kt\n"
        "    5: fun LoginScreen(sessions: SessionRepository)"
    )


def test_a_question_brings_its_files_and_texts(index: Index) -> None:
    drawn = index.map(1_000, words, "welcome text on the login screen")

    assert "    2: string/welcome_back = Welcome back" in drawn.splitlines()
    assert "    5: fun LoginScreen(sessions: SessionRepository)" in drawn.splitlines()
    assert index.map(1_000, words, "zzz") == index.map(1_000, words, "zzz")


def test_private_parts_and_values_stay_out(index: Index) -> None:
    path = "app/src/main/kotlin/shop/app/Theme.kt"
    write(
        index.root,
        path,
        "package shop.app\n\nval Light = scheme(1)\nval Dark = scheme(2)\nprivate val Hidden = 1\n"
        "enum class Brand { DEFAULT, ANDROID }\n"
        "private class Secret { fun inside() {} }\n"
        "class Box(val size: Int) {\n    companion object { fun of(): Box = Box(1) }\n"
        "    val theme: Brand = Brand.DEFAULT\n}\n"
        "@Composable fun Theme(content: @Composable () -> Unit) {}\n"
        "fun Theme() {}\nobject Theme\n",
    )
    index.refresh()
    lines = index.map(1_000, words, "theme").splitlines()

    shown = lines[lines.index("  Theme.kt") + 1 :][:7]
    assert shown == [
        "    3: val Light, Dark",
        "    6: enum class Brand { DEFAULT, ANDROID }",
        "    8: class Box(val size: Int)",
        "    9:   fun of(): Box",
        "    10:   val theme: Brand",
        "    12: @Composable fun Theme(content: @Composable () -> Unit)",
        "    14: object Theme",
    ]
    assert not any("Hidden" in line or "Secret" in line or "inside" in line for line in lines)


def test_files_that_nothing_speaks_for_fill_the_rest(index: Index) -> None:
    write(index.root, "app/src/main/kotlin/shop/app/Alone.kt", "package shop.app\n\nclass Alone\n")
    git(index.root, "init", "-q")
    git(index.root, "add", "-A")
    git(index.root, "commit", "-q", "-m", "The first and only")
    index.refresh()

    assert "Alone.kt" in index.map(1_000, words)


def test_what_changed_lately_comes_sooner(index: Index) -> None:
    root = index.root
    folder = "app/src/main/kotlin/shop/app"
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    for name in ("Alpha", "Beta"):
        write(root, f"{folder}/{name}.kt", f"package shop.app\n\nclass {name}\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Add both")
    for at in range(3):
        write(root, f"{folder}/Beta.kt", f"package shop.app\n\nclass B{at}\n")
        git(root, "commit", "-q", "-a", "-m", "Change it")
    index.refresh()
    lines = [line.strip() for line in index.map(1_000, words).splitlines()]

    assert lines.index("Beta.kt") < lines.index("Alpha.kt")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tokens=st.integers(0, 400),
    query=st.sampled_from(["", "session", "login user welcome", "§", "test"]),
    count=st.sampled_from([len, words]),
)
def test_it_never_exceeds_its_budget_and_is_the_same_each_time(
    index: Index, tokens: int, query: str, count: Callable[[str], int]
) -> None:
    drawn = index.map(tokens, count, query)

    assert count(f"{drawn}\n") <= max(tokens, count("\n"))
    assert drawn == index.map(tokens, count, query)
    with Index.open(index.root, index.root.parent / "store" / "index.sqlite") as again:
        assert drawn == again.map(tokens, count, query)


@pytest.mark.parametrize("tokens", [120, 200, 300, 400, 500, 600])
def test_more_tokens_never_show_less(index: Index, tokens: int) -> None:
    smaller, larger = index.map(tokens, len), index.map(tokens + 50, len)

    files = [line for line in smaller.splitlines() if line.startswith("  ")]
    assert [line for line in files if line not in larger.splitlines()] == []

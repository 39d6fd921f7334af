"""The first prompt and what is shown of a symbol: what is worth its tokens, within a budget."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.engines.estimate import estimate_tokens
from agent.loop.context import MODULES_TOKENS, task_prompt
from tests.agent.loop.conftest import Table
from tests.agent.project import GREETING, SESSION
from tests.tools.index.conftest import write
from tools.base import Retry
from tools.calls.explore import OUTLINE_TOKENS, outline, read, usages

USES = "It uses:\nSession: private val name: String"


def prompt(table: Table, request: str) -> str:
    """The first prompt of a request with a thousand tokens."""
    table.desk.count = estimate_tokens
    return task_prompt(table.desk, request, rules="", budget=1_000)


def rewrite(table: Table, path: str, text: str) -> None:
    """Change a file on the disk and in the index, as before a run."""
    write(table.desk.index.root, path, text)
    table.desk.index.refresh()


def test_what_a_symbol_uses_is_shown_below_it(table: Table) -> None:
    shown = read(table.desk, "greet").text

    assert shown.endswith(
        "```\nIt uses:\nclass Session(private val name: String)\nSession: fun loginUser(): String"
    )
    assert {"greet"} <= table.desk.seen


def test_texts_of_resources_and_inferred_types_are_told(table: Table) -> None:
    rewrite(
        table,
        GREETING,
        "package dev.small\n\nimport dev.small.R\n\n"
        "enum class Mood { GOOD, BAD }\n\n"
        'private val last = Session("x")\n\n'
        "fun greet(mood: Mood) {\n"
        "    last.logout()\n    title(R.string.app_name)\n    other.unknown(name = 1)\n}\n",
    )

    assert read(table.desk, "greet").text.partition("It uses:\n")[2].splitlines() == [
        "enum class Mood { GOOD, BAD }",
        'private val last = Session("x")',
        "Session: fun logout()",
        "string/app_name = Small",
    ]


def test_the_named_declaration_is_in_the_first_prompt(table: Table) -> None:
    text = prompt(table, "let loginUser trim the name")

    assert f"{SESSION}\n```\n    fun loginUser(): String = name\n```\n{USES}" in text
    assert table.desk.seen == {"Session.loginUser"}


@pytest.mark.parametrize("request_", ["trim the name", "use loginUser and logout_all or greetAll"])
def test_what_is_not_named_for_sure_is_not_shown(table: Table, request_: str) -> None:
    rewrite(
        table, "app/src/main/kotlin/dev/small/More.kt", "package dev.small\n\nfun greetAll() {}\n"
    )

    assert "```" not in prompt(table, request_)
    assert table.desk.seen == set()


def test_a_named_declaration_without_room_is_not_seen(table: Table) -> None:
    body = "".join(f"    println({at})\n" for at in range(200))
    rewrite(table, GREETING, f"package dev.small\n\nfun greetAll() {{\n{body}}}\n")

    assert "println" not in prompt(table, "shorten greetAll")
    assert table.desk.seen == set()


def test_entries_that_the_request_names(table: Table) -> None:
    rewrite(
        table,
        "gradle/libs.versions.toml",
        '[libraries]\ncoil-kt = { module = "io.coil-kt:coil", version = "2" }\n'
        'androidx-core = { module = "a:core", version = "1" }\n',
    )
    strings = "app/src/main/res/values/strings.xml"

    assert f"string/app_name = Small ({strings})" in prompt(
        table, 'change the text "Small" to "Big"'
    )
    assert f"string/app_name = Small ({strings})" in prompt(table, "use R.string.app_name")
    assert "libs.coil.kt = io.coil-kt:coil\n" in prompt(table, "load images with coil")
    assert "Existing entries" not in prompt(table, "log in")


def test_of_many_modules_some_are_named(table: Table) -> None:
    names = [f":feature:part{at}" for at in range(200)]
    included = ", ".join(f'"{name}"' for name in [":app", *names])
    for name in names:
        write(table.desk.index.root, f"{name.strip(':').replace(':', '/')}/build.gradle.kts", "")
    rewrite(table, "settings.gradle.kts", f"include({included})\n")

    line = next(one for one in prompt(table, "loginUser").splitlines() if one.startswith("Modules"))
    assert line.startswith("Modules: :app, :feature:")
    assert line.endswith(", ...")
    assert estimate_tokens(line) < MODULES_TOKENS * 1.2


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    budget=st.integers(150, 1_400),
    request_=st.sampled_from(
        ["loginUser", 'the text "Small"', "greet the session", "rename Session to Login", "x"]
    ),
)
def test_the_first_prompt_keeps_to_its_budget(table: Table, budget: int, request_: str) -> None:
    table.desk.count = estimate_tokens
    text = task_prompt(table.desk, request_, rules="be kind\n" * 5, budget=budget)

    assert estimate_tokens(text) <= budget
    assert text == task_prompt(table.desk, request_, rules="be kind\n" * 5, budget=budget)


def test_a_long_outline_is_cut(table: Table) -> None:
    functions = "".join(f"fun number{at}(value: Int): Int = value\n" for at in range(300))
    rewrite(table, GREETING, f"package dev.small\n\n{functions}")
    table.desk.count = estimate_tokens
    text = outline(table.desk, GREETING).text

    assert text.splitlines()[1] == "3: fun number0(value: Int): Int"
    assert text.splitlines()[-1].endswith(" more lines")
    assert estimate_tokens(text) < OUTLINE_TOKENS + 20


def test_usages_for_a_model(table: Table) -> None:
    assert usages(table.desk, "Session.loginUser").text == (
        f"{GREETING}:3: fun greet(session: Session): String = session.loginUser()"
    )
    assert usages(table.desk, "R.string.app_name").text == (
        "resource string/app_name (app/src/main/res/values/strings.xml): not used"
    )
    with pytest.raises(Retry) as caught:
        usages(table.desk, "loginUsr")
    assert "loginUser" in str(caught.value.values["near"])


def test_a_name_declared_too_often_is_not_called_unused(table: Table) -> None:
    kinds = "".join(f"class Kind{at}(val size: Int)\n" for at in range(20))
    rewrite(table, GREETING, f"package dev.small\n\n{kinds}")
    text = usages(table.desk, "size").text

    assert "not used" not in text
    assert text.splitlines()[0] == f"property dev.small.Kind0.size ({GREETING}):"
    assert text.splitlines()[-1] == "Too many: name one of them in full."

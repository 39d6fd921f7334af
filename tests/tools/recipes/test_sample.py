"""Recipes on the sample project: what a person asks for first."""

from tests.tools.recipes.conftest import changed, delta
from tools.recipes import RecipeContext, run_recipe
from tools.syntax.kotlin import parse


def _no_new_errors(context: RecipeContext) -> bool:
    return all(
        parse(path, text).errors <= parse(path, context.draft.base_text(path) or "").errors
        for path, text in changed(context).items()
        if path.endswith(".kt")
    )


def test_a_function_is_renamed_with_its_callers(sample: RecipeContext) -> None:
    outcome = run_recipe("rename-symbol", sample, {"symbol": "loginUser", "to": "signIn"})
    assert outcome.sentence.startswith("renamed `")
    texts = changed(sample)
    assert len(texts) > 1
    listed = {(mention.path, mention.line) for mention in outcome.listed}
    for path, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            assert "loginUser" not in line or (path, number) in listed
    assert _no_new_errors(sample)


def test_a_text_moves_with_its_placeholder(sample: RecipeContext) -> None:
    run_recipe("extract-strings", sample, {"text": "Hello, $name"})
    assert delta(sample) == [
        '- Text("Hello, $name")',
        "+ Text(stringResource(R.string.login_hello, name))",
        '+ <string name="login_hello">Hello, %1$s</string>',
    ]


def test_an_equal_string_is_used_again(sample: RecipeContext) -> None:
    run_recipe("extract-strings", sample, {"text": "Password"})
    assert delta(sample) == [
        '- label = { Text("Password") },',
        "+ label = { Text(stringResource(R.string.login_password)) },",
    ]


def test_only_the_default_locale_changes(sample: RecipeContext) -> None:
    for module in (":app", ":feature:login", ":feature:feed"):
        run_recipe("extract-strings", sample, {"module": module})
    values = [path for path in changed(sample) if "/values" in path]
    assert values
    assert all(path.endswith("/values/strings.xml") for path in values)
    assert _no_new_errors(sample)


def test_a_name_can_be_given(sample: RecipeContext) -> None:
    arguments = {"text": "Welcome back", "resource_name": "login_title"}
    assert "`login_title`" in run_recipe("extract-strings", sample, arguments).sentence


def test_groovy_and_kotlin_scripts_take_a_library(sample: RecipeContext) -> None:
    for module in (":core:analytics", ":core:ui"):
        run_recipe("add-dependency", sample, {"dependency": "okhttp", "module": module})
    assert delta(sample) == ["+ implementation libs.okhttp", "+ implementation(libs.okhttp)"]

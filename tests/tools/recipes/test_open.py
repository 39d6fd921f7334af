"""Which listed places need a person, and which only mention the name."""

from tests.tools.recipes.conftest import Make
from tools.recipes import run_recipe


def test_only_an_undecided_use_is_open(project: Make) -> None:
    context = project(
        {
            "src/main/kotlin/a/A.kt": """
                package a

                /** A user has a label. */
                class User(val label: String)
                fun use() = unknown().label
            """
        }
    )
    outcome = run_recipe("rename-symbol", context, {"symbol": "User.label", "to": "caption"})
    assert [(mention.line, mention.open) for mention in outcome.listed] == [(5, True), (3, False)]
